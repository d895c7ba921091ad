//! Other file formats for networks, recognised by their first bytes.

/// A format, and the line of Python that converts it to safetensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub name: &'static str,
    /// `IN` and `OUT` stand for the names of the files, quoted.
    pub convert: &'static str,
}

/// How many bytes [`recognise`] looks at.
pub(crate) const HEAD: u64 = 512;

const TORCH: Format = Format {
    name: "a PyTorch file (.pt, .pth)",
    convert: "from safetensors.torch import save_file; save_file(torch.load(IN), OUT), or with \
              .state_dict() after torch.load(IN, weights_only=False) if it holds a whole module",
};
const NPZ: Format = Format {
    name: "a NumPy file (.npz)",
    convert: "from safetensors.numpy import save_file; save_file(dict(numpy.load(IN)), OUT)",
};
const NPY: Format = Format {
    name: "a NumPy file (.npy)",
    convert: "from safetensors.numpy import save_file; save_file({\"points\": numpy.load(IN)}, OUT)",
};
const ONNX: Format = Format {
    name: "an ONNX file",
    convert: "from safetensors.numpy import save_file; save_file({t.name: \
              onnx.numpy_helper.to_array(t) for t in onnx.load(IN).graph.initializer}, OUT)",
};
const KERAS: Format = Format {
    name: "a Keras or HDF5 file (.keras, .h5)",
    convert: "from safetensors.numpy import save_file; save_file({w.path: w.numpy() for w in \
              keras.saving.load_model(IN).weights}, OUT)",
};
const FLAX: Format = Format {
    name: "a Flax file (.msgpack)",
    convert: "from safetensors.flax import save_file; save_file(flax.traverse_util.flatten_dict(\
              flax.serialization.msgpack_restore(open(IN, \"rb\").read()), sep=\".\"), OUT)",
};
const ZIP: Format = Format {
    name: "a zip file",
    convert: "from safetensors.numpy import save_file; save_file({NAME: ARRAY, ...}, OUT)",
};

/// The format of a file that begins like this, if it is one of them.
pub(crate) fn recognise(head: &[u8]) -> Option<Format> {
    if head.starts_with(b"PK\x03\x04") {
        return Some(zip(head));
    }
    let begins = [
        (&b"\x89HDF\r\n\x1a\n"[..], KERAS),
        (b"\x93NUMPY", NPY),
        (b"\x81\xa6params", FLAX),
    ];
    let known = begins.iter().find(|(begin, _)| head.starts_with(begin));
    if let Some((_, format)) = known {
        return Some(*format);
    }
    match *head {
        // A pickle: what torch.save wrote before it wrote zip files.
        [0x80, 2..=5, ..] => Some(TORCH),
        // A protocol buffer: the version, 3 to 20, and then the producer or the graph.
        [
            0x08,
            3..=20,
            0x12 | 0x1a | 0x22 | 0x2a | 0x32 | 0x3a | 0x42,
            ..,
        ] => Some(ONNX),
        _ => None,
    }
}

/// What a zip file holds, by the name of its first entry.
fn zip(head: &[u8]) -> Format {
    const NAME: usize = 30;
    let length = head.get(26..28).map_or(0, |bytes| {
        usize::from(u16::from_le_bytes([bytes[0], bytes[1]]))
    });
    let name = head.get(NAME..).unwrap_or_default();
    let name = &name[..length.min(name.len())];
    if name.ends_with(b".npy") {
        NPZ
    } else if [&b"metadata.json"[..], b"config.json", b"model.weights.h5"].contains(&name) {
        KERAS
    } else if name.contains(&b'/') {
        TORCH
    } else {
        ZIP
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip_of(name: &str) -> Vec<u8> {
        let mut head = b"PK\x03\x04".to_vec();
        head.resize(26, 0);
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0, 0]);
        head.extend(name.as_bytes());
        head
    }

    #[test]
    fn formats_are_known_by_how_they_begin() {
        for (head, format) in [
            (zip_of("archive/data.pkl"), Some(TORCH)),
            (zip_of("model/data.pkl"), Some(TORCH)),
            (
                b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.".to_vec(),
                Some(TORCH),
            ),
            (zip_of("arr_0.npy"), Some(NPZ)),
            (zip_of("fc1.weight.npy"), Some(NPZ)),
            (zip_of("metadata.json"), Some(KERAS)),
            (zip_of("something"), Some(ZIP)),
            (b"PK\x03\x04".to_vec(), Some(ZIP)),
            (b"\x93NUMPY\x01\x00".to_vec(), Some(NPY)),
            (b"\x89HDF\r\n\x1a\n\0".to_vec(), Some(KERAS)),
            (b"\x08\x08\x12\x07pytorch".to_vec(), Some(ONNX)),
            (b"\x81\xa6params\x83".to_vec(), Some(FLAX)),
            (b"import torch\n".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(recognise(&head), format, "{head:?}");
        }
    }
}
