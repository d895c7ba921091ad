//! Models as exporters write them, against outputs that onnx's own evaluator or PyTorch gave; see
//! `models/make.py` and `models/make_torch.py`.

use crease_onnx::{Model, read_model_file};
use std::fs;
use std::path::{Path, PathBuf};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/models")
        .join(name)
}

fn model(name: &str) -> Model {
    read_model_file(&path(&format!("{name}.onnx")))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[derive(serde::Deserialize)]
struct Case {
    input: Vec<f64>,
    output: Vec<f64>,
}

fn agrees(name: &str) -> Model {
    let model = model(name);
    let cases = fs::read(path(&format!("{name}.json"))).unwrap();
    let cases: Vec<Case> = serde_json::from_slice(&cases).unwrap();
    assert!(cases.len() >= 4);
    for case in cases {
        let values = model.graph.evaluate(&case.input);
        let output = &values[model.graph.output()];
        assert_eq!(output.len(), case.output.len(), "{name}");
        for (found, expected) in output.iter().zip(&case.output) {
            let error = (found - expected).abs();
            assert!(
                error <= 1e-9 * (1.0 + expected.abs()),
                "{name}: {found}, {expected}"
            );
        }
    }
    model
}

#[test]
fn dense_networks_are_chains_in_every_float_type() {
    let plain = agrees("mlp")
        .graph
        .chain()
        .expect("a chain of dense layers");
    assert_eq!(plain.widths(), [6, 8, 8, 3]);
    for name in ["mlp_half", "mlp_double", "mlp_external", "mlp_listed"] {
        let same = agrees(name);
        assert_eq!(same.graph.chain().as_ref(), Some(&plain), "{name}");
        assert!(same.notes.is_empty(), "{:?}", same.notes);
    }
}

#[test]
fn steps_that_change_nothing_leave_a_chain() {
    let chain = agrees("normalised").graph.chain();
    assert_eq!(chain.expect("a chain of dense layers").widths(), [5, 6, 3]);
}

#[test]
fn lenet_loses_its_end() {
    let model = agrees("lenet");
    assert_eq!(
        model.graph.neurons(),
        (4 * 14 * 14 + 4 * 7 * 7) + (6 * 5 * 5 + 6 * 2 * 2) + 12
    );
    assert_eq!(model.notes.len(), 1);
    assert!(
        model.notes[0].starts_with("the LogSoftmax at the end"),
        "{}",
        model.notes[0]
    );
}

#[test]
fn a_residual_network_is_folded_with_a_note() {
    let model = agrees("resnet");
    assert_eq!(model.notes.len(), 2, "{:?}", model.notes);
    assert!(
        model.notes[1].starts_with("batch norm is folded"),
        "{}",
        model.notes[1]
    );
}

#[test]
fn shapes_that_the_file_computes_are_folded() {
    let model = agrees("view");
    assert_eq!(model.graph.neurons(), 3 * 16 + 4);
    agrees("acas");
}

#[test]
fn every_operator_agrees_with_onnx() {
    let activations = agrees("activations");
    assert!(
        activations
            .notes
            .iter()
            .any(|note| note.starts_with("quotients"))
    );
    agrees("windows");
    agrees("transposed");
    agrees("transposed_same");
    agrees("transposed_groups");
    agrees("transposed_sequence");
    agrees("moved");
    agrees("space");
}
