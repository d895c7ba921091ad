use super::*;
use ::safetensors::tensor::{Dtype, TensorView, serialize};

fn read_named(name: &str, bytes: &[u8]) -> Result<OwnData, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path).map_err(|error| {
        let message = error.to_string();
        let rest = message.strip_prefix(&format!("{}: ", path.display()));
        rest.unwrap_or_else(|| panic!("{message}")).to_owned()
    })
}

const CSV: &str = "x,y,label,split\n0.5,-1,0,train\n1e-3,2,2,train\n3,4,1,test\n";

#[test]
fn a_csv_file_with_labels_and_a_split() {
    let data = read_named("data.csv", CSV.as_bytes()).unwrap();
    assert_eq!((data.dimension, data.classes, data.targets), (2, 3, 0));
    assert_eq!(data.train.inputs, [0.5, -1.0, 1e-3, 2.0]);
    assert_eq!(data.train.targets, Targets::Classes(vec![0, 2]));
    assert_eq!(data.test.inputs, [3.0, 4.0]);
    assert_eq!(data.test.targets, Targets::Classes(vec![1]));
    assert_eq!(data.blake3, blake3::hash(CSV.as_bytes()).to_hex().as_str());
}

#[test]
fn a_csv_file_with_targets() {
    let text = "target_sin,x,target_cos\n0,0,1\n1,1.57,0\n";
    let data = read_named("data.CSV", text.as_bytes()).unwrap();
    assert_eq!((data.dimension, data.classes, data.targets), (1, 0, 2));
    assert_eq!(
        data.train.targets,
        Targets::Numbers(vec![0.0, 1.0, 1.0, 0.0])
    );
    assert_eq!(data.test.count(1), 0);
}

fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect()
}

#[test]
fn a_safetensors_file() {
    let inputs = bytes(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    let labels: Vec<u8> = [1_i64, 0]
        .iter()
        .flat_map(|label| label.to_le_bytes())
        .collect();
    let views = [
        (
            "inputs",
            TensorView::new(Dtype::F32, vec![2, 2, 2], &inputs).unwrap(),
        ),
        (
            "labels",
            TensorView::new(Dtype::I64, vec![2], &labels).unwrap(),
        ),
        (
            "test_inputs",
            TensorView::new(Dtype::F32, vec![1, 4], &inputs[..16]).unwrap(),
        ),
        (
            "test_labels",
            TensorView::new(Dtype::U8, vec![1], &[1]).unwrap(),
        ),
    ];
    let file = serialize(views, None).unwrap();
    let data = read_named("data.safetensors", &file).unwrap();
    assert_eq!((data.dimension, data.classes), (4, 2));
    assert_eq!(data.train.inputs, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    assert_eq!(data.train.targets, Targets::Classes(vec![1, 0]));
    assert_eq!(data.test.targets, Targets::Classes(vec![1]));
}

#[test]
fn a_control_character_in_a_type_is_escaped() {
    let header =
        "{\"inputs\": {\"dtype\": \"F\u{7f}32\", \"shape\": [1], \"data_offsets\": [0, 4]}}";
    let length = (header.len() as u64).to_le_bytes();
    let file = [&length[..], header.as_bytes(), &[0; 4]].concat();
    let error = read_named("data.safetensors", &file).unwrap_err();
    assert!(error.contains("F\\u{7f}32"), "{error}");
    assert!(!error.chars().any(char::is_control), "{error:?}");
}

/// What `numpy.savez` writes of these entries, or `numpy.savez_compressed`.
fn npz(entries: &[(&str, Vec<u8>)], packed: bool) -> Vec<u8> {
    use flate2::{Compression, write::DeflateEncoder};
    use rawzip::{CompressionMethod, ZipArchiveWriter};
    use std::io::Write;
    let mut file = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut file);
    for (name, bytes) in entries {
        let method = if packed {
            CompressionMethod::DEFLATE
        } else {
            CompressionMethod::STORE
        };
        let new = archive.new_file(name).compression_method(method);
        let (mut entry, config) = new.start().unwrap();
        let sum = if packed {
            let deflate = DeflateEncoder::new(&mut entry, Compression::default());
            let mut writer = config.wrap(deflate);
            writer.write_all(bytes).unwrap();
            let (deflate, sum) = writer.finish().unwrap();
            deflate.finish().unwrap();
            sum
        } else {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap().1
        };
        entry.finish(sum).unwrap();
    }
    archive.finish().unwrap();
    file
}

/// `inputs` of two rows of two `float64` and `targets` of two `float32`.
#[test]
fn npz_files() {
    use npyz::{AutoSerialize, WriterBuilder};
    fn array<T: AutoSerialize>(numbers: &[T], shape: &[u64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let options = npyz::WriteOptions::new().default_dtype().shape(shape);
        let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
        writer.extend(numbers).unwrap();
        writer.finish().unwrap();
        bytes
    }
    let entries = [
        ("inputs.npy", array(&[1.0_f64, 2.0, 3.0, 4.0], &[2, 2])),
        ("targets.npy", array(&[0.5_f32, -0.5], &[2])),
        ("read-me.txt", b"no array".to_vec()),
    ];
    for packed in [false, true] {
        let mut file = npz(&entries, packed);
        let data = read_named("data.npz", &file).unwrap();
        assert_eq!((data.dimension, data.targets), (2, 1));
        assert_eq!(data.train.inputs, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(data.train.targets, Targets::Numbers(vec![0.5, -0.5]));
        // One bit of a stored number, or of what it is packed into.
        let place = file
            .windows(6)
            .position(|window| window == b"inputs")
            .unwrap();
        file[place + if packed { 60 } else { 150 }] ^= 1;
        let error = read_named("data.npz", &file).unwrap_err();
        assert!(error.contains("inputs: cannot be read"), "{error}");
        // Found by fuzzing: a header's error had several lines.
        if let Some(place) = file.windows(5).position(|window| window == b"False") {
            file[place] = b'*';
            let error = read_named("data.npz", &file).unwrap_err();
            assert_eq!(
                error,
                "inputs: cannot be read: its header is not one of numpy"
            );
        }
    }
}

#[test]
fn deep_and_long_headers_of_npz_files_are_refused_at_once() {
    // Found by fuzzing: 45 brackets took longer than anyone waits.
    let deep = format!("{{'descr': {}'<f8'", "[".repeat(45));
    let array = |length: usize, header: &str| {
        let length = u16::try_from(length).unwrap().to_le_bytes();
        [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes()].concat()
    };
    for bytes in [
        array(deep.len(), &deep),
        array(20_000, &" ".repeat(20_000)),
        array(9, "short"),
    ] {
        let error = read_named("data.npz", &npz(&[("inputs.npy", bytes)], false)).unwrap_err();
        assert_eq!(
            error,
            "inputs: cannot be read: its header is not one of numpy"
        );
    }
    let named = "{'descr': [('a', '<f8', (2,))], 'fortran_order': False, 'shape': (1,)}\n";
    let bytes = [array(named.len(), named), vec![0; 16]].concat();
    let error = read_named("data.npz", &npz(&[("inputs.npy", bytes)], false)).unwrap_err();
    assert!(error.contains("expected floats"), "{error}");
}

#[test]
fn files_without_examples_are_refused_with_the_reason() {
    for (name, text, expected) in [
        (
            "data.txt",
            "x",
            "expected a .csv, .npz or .safetensors file",
        ),
        (
            "data.csv",
            "x,y\n1,2\n",
            "labels: required array is missing",
        ),
        (
            "data.csv",
            "x,label\n",
            "inputs: found no examples, expected at least one",
        ),
        (
            "data.csv",
            "label\n1\n",
            "inputs: found inputs without numbers, expected at least one",
        ),
        (
            "data.csv",
            "x,label\n1,0\n1\n",
            "line 3: found 1 cells, expected 2 as line 1 has",
        ),
        (
            "data.csv",
            "x,label\none,0\n",
            "line 2: x: found \"one\", expected a number",
        ),
        (
            "data.csv",
            "x,label\n1,0.5\n",
            "labels[0]: found 0.5, expected a whole number from 0 to 255",
        ),
        (
            "data.csv",
            "x,label\n1,-1\n",
            "labels[0]: found -1, expected a whole number from 0 to 255",
        ),
        (
            "data.csv",
            "x,label\nnan,0\n",
            "inputs[0]: found NaN, expected a number that 32-bit floats hold",
        ),
        (
            "data.csv",
            "x,label,target\n1,0,1\n",
            "found labels and targets, expected one of them",
        ),
        (
            "data.csv",
            "x,label,split\n1,0,validation\n",
            "line 2: split: found \"validation\", expected train or test",
        ),
    ] {
        assert_eq!(
            read_named(name, text.as_bytes()).unwrap_err(),
            expected,
            "{text:?}"
        );
    }
    for name in ["data.npz", "data.safetensors"] {
        let error = read_named(name, b"neither").unwrap_err();
        assert!(error.starts_with("is not a"), "{error}");
    }
    let nowhere = read(Path::new("nowhere/data.csv")).unwrap_err().to_string();
    assert!(
        nowhere.starts_with("cannot read nowhere/data.csv: "),
        "{nowhere}"
    );
}
