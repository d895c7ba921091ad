//! Files that are refused, are damaged, or lie about their sizes.

use crease_onnx::{read_model, read_model_file};
use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// A field of bytes.
fn field(tag: u32, content: &[u8]) -> Vec<u8> {
    let mut out = varint(u64::from(tag << 3 | 2));
    out.extend(varint(content.len() as u64));
    out.extend(content);
    out
}

/// A field of one integer.
fn number(tag: u32, value: u64) -> Vec<u8> {
    [varint(u64::from(tag << 3)), varint(value)].concat()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
    out
}

fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut node = Vec::new();
    for input in inputs {
        node.extend(field(1, input.as_bytes()));
    }
    node.extend(field(2, output.as_bytes()));
    node.extend(field(3, format!("the {operator}").as_bytes()));
    node.extend(field(4, operator.as_bytes()));
    for attribute in attributes {
        node.extend(field(5, attribute));
    }
    field(1, &node)
}

fn ints(name: &str, values: &[u64]) -> Vec<u8> {
    let mut attribute = field(1, name.as_bytes());
    for &value in values {
        attribute.extend(number(8, value));
    }
    attribute
}

fn value(tag: u32, name: &str, shape: &[u64]) -> Vec<u8> {
    let dims: Vec<u8> = shape
        .iter()
        .flat_map(|&dim| field(1, &number(1, dim)))
        .collect();
    let tensor = [number(1, 1), field(2, &dims)].concat();
    let info = [field(1, name.as_bytes()), field(2, &field(1, &tensor))].concat();
    field(tag, &info)
}

fn tensor(name: &str, dims: &[u64], raw: &[u8]) -> Vec<u8> {
    let mut tensor: Vec<u8> = dims.iter().flat_map(|&dim| number(1, dim)).collect();
    tensor.extend(number(2, 1));
    tensor.extend(field(8, name.as_bytes()));
    tensor.extend(field(9, raw));
    field(5, &tensor)
}

/// A model of these parts of a graph, from `x` of this shape to `y`.
fn model(shape: &[u64], parts: &[Vec<u8>]) -> Vec<u8> {
    let mut graph = parts.concat();
    graph.extend(value(11, "x", shape));
    graph.extend(value(12, "y", &[]));
    let opset = [field(1, b""), number(2, 17)].concat();
    [field(7, &graph), field(8, &opset)].concat()
}

fn refusal(bytes: Vec<u8>) -> String {
    read_model(bytes).unwrap_err().to_string()
}

#[test]
fn operators_that_are_not_piecewise_linear_are_refused_by_name() {
    let text = refusal(model(&[1, 4], &[node("Gelu", &["x"], "y", &[])]));
    assert!(
        text.starts_with("node the Gelu: the operator Gelu is not supported; supported are Abs, ")
    );
    let parts = [
        node("Softmax", &["x"], "a", &[]),
        node("Relu", &["a"], "y", &[]),
    ];
    let text = refusal(model(&[1, 4], &parts));
    assert!(
        text.contains("Softmax is not supported before the end of a network"),
        "{text}"
    );
    let text = refusal(model(&[1, 4], &[node("Mul", &["x", "x"], "y", &[])]));
    assert_eq!(
        text,
        "node the Mul: it multiplies two layers that depend on the network's input, which is not \
         piecewise linear"
    );
}

#[test]
fn cycles_and_gaps_are_refused() {
    let parts = [
        node("Relu", &["b"], "a", &[]),
        node("Relu", &["a"], "b", &[]),
        node("Relu", &["b"], "y", &[]),
    ];
    let text = refusal(model(&[1, 4], &parts));
    assert_eq!(
        text,
        "node the Relu: it reads b, which neither the file nor an earlier node holds"
    );
    // Found by fuzzing.
    let text = refusal(model(&[1, 4], &[node("Relu", &["b\u{15}"], "y", &[])]));
    assert!(text.contains("it reads b\\u{15}, which"), "{text}");
    // Softmax after softmax, around and around.
    let parts = [
        node("Softmax", &["b"], "y", &[]),
        node("Softmax", &["y"], "b", &[]),
    ];
    let text = refusal(model(&[1, 4], &parts));
    assert!(text.starts_with("node the Softmax: "), "{text}");
}

/// Found by fuzzing.
#[test]
fn operators_on_nothing_are_refused() {
    for operator in ["Max", "Min", "Sum", "Mean", "Relu"] {
        let text = refusal(model(&[1, 4], &[node(operator, &[], "y", &[])]));
        assert_eq!(text, format!("node the {operator}: its input 0 is missing"));
    }
    for operator in ["Add", "Concat"] {
        let text = refusal(model(&[1, 4], &[node(operator, &[], "y", &[])]));
        assert!(
            text.starts_with(&format!("node the {operator}: ")),
            "{text}"
        );
    }
}

#[test]
fn sizes_that_lie_cost_nothing() {
    let huge = 1 << 40;
    let text = refusal(model(&[1, huge], &[node("Relu", &["x"], "y", &[])]));
    assert!(text.contains("expected at most"), "{text}");
    let weight = tensor("w", &[huge, huge], &[0; 16]);
    let parts = [weight, node("MatMul", &["x", "w"], "y", &[])];
    let text = refusal(model(&[1, 4], &parts));
    assert!(text.starts_with("tensor w: has the dimensions"), "{text}");
    let weight = tensor("w", &[4, 1 << 30], &[0; 16]);
    let parts = [weight, node("MatMul", &["x", "w"], "y", &[])];
    let text = refusal(model(&[1, 4], &parts));
    assert!(
        text.starts_with("tensor w: has 4 numbers, expected 4294967296"),
        "{text}"
    );
    let pool = node(
        "MaxPool",
        &["x"],
        "y",
        &[
            ints("kernel_shape", &[1 << 20]),
            ints("pads", &[(1 << 20) - 1; 2]),
        ],
    );
    let text = refusal(model(&[1, 1, 1 << 20], &[pool]));
    assert!(text.contains("more than"), "{text}");
    let pads = ints("pads", &[0, u64::MAX >> 1, 0, u64::MAX >> 1]);
    let text = refusal(model(&[1, 4], &[node("Pad", &["x"], "y", &[pads])]));
    assert!(text.contains("expected at most"), "{text}");
    // A vector on a vector, spread over a large layer again and again.
    let spread = tensor("c", &[1, 1, 1 << 12], &[0; 4 << 12]);
    let mut parts = vec![spread];
    let mut before = "x".to_owned();
    for index in 0..4096 {
        let after = if index == 4095 {
            "y".to_owned()
        } else {
            format!("v{index}")
        };
        parts.push(node("Add", &[&before, "c"], &after, &[]));
        before = after;
    }
    let text = refusal(model(&[1, 16, 1 << 12], &parts));
    assert!(text.contains("more than"), "{text}");
}

#[test]
fn data_outside_the_folder_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("secret"), [0; 16]).unwrap();
    let inner = folder.path().join("model");
    fs::create_dir(&inner).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret"), inner.join("link")).unwrap();
    for location in ["../secret", "/etc/hostname", "link", "a/../../secret", ""] {
        let entry = [field(1, b"location"), field(2, location.as_bytes())].concat();
        let weight = [
            number(1, 4),
            number(1, 1),
            number(2, 1),
            field(8, b"w"),
            field(13, &entry),
            number(14, 1),
        ];
        let parts = [
            field(5, &weight.concat()),
            node("MatMul", &["x", "w"], "y", &[]),
        ];
        let path = inner.join("model.onnx");
        fs::write(&path, model(&[1, 4], &parts)).unwrap();
        let text = read_model_file(&path).unwrap_err().to_string();
        assert!(
            text.contains("is outside the model's folder"),
            "{location}: {text}"
        );
    }
}

#[test]
fn other_files_are_not_models() {
    assert!(
        refusal(b"PK\x03\x04 a checkpoint of torch".to_vec()).starts_with("is not an ONNX model")
    );
    assert!(refusal(Vec::new()).starts_with("is not an ONNX model"));
    let text = refusal(model(&[4, 4], &[node("Relu", &["x"], "y", &[])]));
    assert!(
        text.contains("batch dimension is 4, expected 1 or a free one"),
        "{text}"
    );
}

proptest! {
    /// Whatever happens to the bytes of a model: a graph or an error, and no panic.
    #[test]
    fn damaged_models_are_read_or_refused(
        which in 0usize..7,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let names = [
            "mlp", "lenet", "resnet", "view", "acas", "windows", "moved", "space",
        ];
        let mut bytes = bytes(&format!("{}.onnx", names[which]));
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            let length = cut.index(bytes.len());
            bytes.truncate(length);
        }
        let _ = read_model(bytes);
    }
}
