//! Files that are not networks: safetensors files whose tensors are not those of linear layers.

use crate::broken::networks::{Tensor, file, floats, layers, raw, said_of, with_entries};

/// The error for a network of two inputs with one of its tensors changed.
fn changed(index: usize, tensor: Tensor) -> String {
    let mut tensors = layers(2).to_vec();
    tensors[index] = tensor;
    said_of(&file(&tensors))
}

#[test]
fn number_types() {
    for (dtype, bytes) in [
        ("I64", 16),
        ("I32", 8),
        ("U8", 2),
        ("BOOL", 2),
        ("F8_E4M3", 2),
        ("F4", 1),
        ("C64", 16),
    ] {
        assert_eq!(
            changed(1, ("fc1.bias", dtype, &[2], vec![0; bytes])),
            format!(
                "tensor fc1.bias has numbers of type {dtype}, expected F32 (or F64, F16, BF16)"
            )
        );
    }
    for (dtype, bytes, number) in [
        ("F32", floats(&[0.5, f32::NAN]), "NaN"),
        ("F32", floats(&[0.5, f32::NEG_INFINITY]), "-inf"),
        (
            "F64",
            [0.5, f64::INFINITY].map(f64::to_le_bytes).concat(),
            "inf",
        ),
        ("F16", vec![0, 0, 0, 0x7c], "inf"),
        ("BF16", vec![0, 0, 0xc0, 0x7f], "NaN"),
    ] {
        assert_eq!(
            changed(1, ("fc1.bias", dtype, &[2], bytes)),
            format!("tensor fc1.bias[1] is {number}, expected a finite number")
        );
    }
}

#[test]
fn shapes() {
    let numbers = |count: usize| floats(&vec![1.0; count]);
    let matrix = "expected a matrix (outputs x inputs), neither of them 0";
    for (shape, shown) in [
        (&[][..], "[]"),
        (&[2], "[2]"),
        (&[1, 2, 1, 1], "[1, 2, 1, 1]"),
        (&[0, 2], "[0, 2]"),
        (&[1 << 60, 0], "[1152921504606846976, 0]"),
    ] {
        assert_eq!(
            changed(
                2,
                ("fc2.weight", "F32", shape, numbers(shape.iter().product()))
            ),
            format!("tensor fc2.weight has shape {shown}, {matrix}")
        );
    }
    for (shape, shown) in [
        (&[][..], "[]"),
        (&[2], "[2]"),
        (&[1, 1], "[1, 1]"),
        (&[0], "[0]"),
    ] {
        assert_eq!(
            changed(
                3,
                ("fc2.bias", "F32", shape, numbers(shape.iter().product()))
            ),
            format!("tensor fc2.bias has shape {shown}, expected [1], the outputs of fc2.weight")
        );
    }
    assert_eq!(
        changed(2, ("fc2.weight", "F32", &[1, 3], numbers(3))),
        "tensor fc2.weight has 3 inputs, expected 2, the outputs of fc1.weight, the layer before \
         it in the order of their names; the layers are fc1 (2 x 2), fc2 (1 x 3); choose layers and \
         their order with --layers NAME,NAME,..."
    );
}

/// The names determine what each tensor is, and which layer comes first.
#[test]
fn names() {
    let none = "expected only NAME.weight (outputs x inputs) and NAME.bias (outputs)";
    for (name, shown) in [
        ("fc3.bias", "fc3.bias"),
        ("fc2.weight_g", "fc2.weight_g"),
        (".weight", ".weight"),
        ("", ""),
        ("two\\nlines", "two\\nlines"),
    ] {
        let mut tensors = layers(2).to_vec();
        tensors.push((name, "F32", &[1], floats(&[1.0])));
        assert_eq!(
            said_of(&file(&tensors)),
            format!("tensor {shown} of shape [1] belongs to no linear layer, {none}")
        );
    }
    assert_eq!(
        said_of(&raw("{}", b"")),
        "no linear layer found: expected tensors NAME.weight (outputs x inputs) and NAME.bias"
    );
    // Without numbers, only the alphabet is left.
    assert_eq!(
        said_of(&file(&[
            ("hidden.weight", "F32", &[3, 2], floats(&[1.0; 6])),
            ("final.weight", "F32", &[1, 3], floats(&[1.0; 3])),
        ])),
        "tensor hidden.weight has 2 inputs, expected 1, the outputs of final.weight, the layer \
         before it in the order of their names; the layers are final (1 x 3), hidden (3 x 2); in the \
         order that fits: --layers hidden,final"
    );
    let long = "x".repeat(1_000_000) + ".weight";
    let message = said_of(&file(&[(&long, "F32", &[1], floats(&[1.0]))]));
    assert!(
        message.len() < 300 && message.ends_with("expected linear layers only"),
        "{message}"
    );
}

/// A network is not counted with another activation than its file states.
#[test]
fn activations_in_the_metadata() {
    let of = |activation: &str| {
        let entries = format!(r#""__metadata__": {{"activation": {activation}}}"#);
        said_of(&with_entries(&entries, &layers(2)))
    };
    let hint = "pass --activation NAME to choose one";
    let expected = r#"expected "relu" or {"anchor": number, "breakpoints": [..], "slopes": [..]}"#;
    assert_eq!(
        of(r#""gelu""#),
        format!("metadata activation is gelu, {expected}; {hint}")
    );
    assert_eq!(
        of(&format!("\"{}\"", "[".repeat(10_000))),
        format!(
            "metadata activation is {}..., {expected}; {hint}",
            "[".repeat(120)
        )
    );
    assert_eq!(
        of(r#""{\"anchor\": 0, \"breakpoints\": [0], \"slopes\": [0.1]}""#),
        format!(
            "metadata activation: an activation with 1 breakpoints needs 2 slopes, found 1; {hint}"
        )
    );
}
