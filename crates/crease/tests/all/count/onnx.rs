//! ONNX models.

use crate::count::support::{Files, crease, json, safetensors};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn model(name: &str) -> PathBuf {
    let models = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../onnx/tests/models");
    models.join(format!("{name}.onnx"))
}

/// A segment through all of a space, as a slice file.
fn segment(files: &Files, inputs: usize) -> PathBuf {
    let origin: Vec<f64> = (0..inputs).map(|i| (i as f64 * 0.7).sin()).collect();
    let direction: Vec<f64> = (0..inputs).map(|i| (i as f64 * 1.3).cos()).collect();
    let slice = serde_json::json!({
        "kind": "line", "origin": origin, "direction": direction, "from": -1, "to": 1,
    });
    files.write("segment.json", slice.to_string())
}

fn lines(output: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(output).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_line_through_convolutions_is_counted() {
    let files = Files::new();
    let slice = segment(&files, 196);
    let mut command = crease("count", &model("lenet"), &slice);
    let output = command.assert().success().get_output().stdout.clone();
    let report = &lines(&output)[0];
    assert_eq!(report["neurons"], 1166);
    let regions = report["activation_regions"].as_u64().unwrap();
    assert!(regions > 20, "{report}");
    let linear = report["linear_regions"].as_u64().unwrap();
    assert!(linear > 1 && linear <= regions, "{report}");
    assert_eq!(report["boundary_measure"], (regions - 1) as f64);
    assert_eq!(report["edges"], Value::Null);
    let notes = report["notes"].as_array().unwrap();
    assert!(
        notes[0]
            .as_str()
            .unwrap()
            .starts_with("the LogSoftmax at the end")
    );
}

#[test]
fn a_box_through_residual_sums_and_maxima_is_counted() {
    let files = Files::new();
    let count = |name: &str, slice: &str| {
        let slice = files.write(name, slice);
        let mut command = crease("count", &model("space"), &slice);
        let output = command.assert().success().get_output().stdout.clone();
        lines(&output).remove(0)
    };
    let of = |report: &Value, name: &str| report[name].as_u64().unwrap();
    let space = count("box.json", r#"{"kind": "box", "half_side": 2}"#);
    let regions = of(&space, "activation_regions");
    assert_eq!(of(&space, "neurons"), 20);
    assert!(of(&space, "linear_regions") <= regions, "{space}");
    assert!(space["gradient_boundary_measure"].as_f64() <= space["boundary_measure"].as_f64());
    // A region meets the plane z = 0 in one piece, if at all.
    let plane = r#"{"kind": "plane", "origin": [0, 0, 0], "basis": [[1, 0, 0], [0, 1, 0]],
        "window": {"center": [0, 0], "half_side": 2}}"#;
    let plane = count("plane.json", plane);
    assert!(of(&plane, "activation_regions") > 10, "{plane}");
    assert!(of(&plane, "activation_regions") < regions, "{space}");
}

#[test]
fn a_chain_of_dense_layers_is_counted_like_any_other() {
    let files = Files::new();
    let plane = r#"{"kind": "plane", "origin": [0, 0, 0, 0, 0, 0],
        "basis": [[1, 0, 0.5, 0, 0, 1], [0, 1, 0, 0.5, 1, 0]]}"#;
    let slice = files.write("plane.json", plane);
    let count = |name: &str| {
        let mut command = crease("count", &model(name), &slice);
        let output = command.assert().success().get_output().stdout.clone();
        let mut report = lines(&output).remove(0);
        report.as_object_mut().unwrap().remove("seconds");
        report
    };
    let report = count("mlp");
    assert!(
        report["activation_regions"].as_u64().unwrap() > 20,
        "{report}"
    );
    assert_eq!(report["notes"], serde_json::json!([]));
    assert_eq!(count("mlp_double"), report);
}

#[test]
fn several_networks_are_a_line_each() {
    let files = Files::new();
    let slice = segment(&files, 6);
    let mut command = crease("count", &model("mlp"), &slice);
    command.arg("--network").arg(model("mlp_half"));
    let output = command.assert().success().get_output().stdout.clone();
    let reports = lines(&output);
    assert_eq!(reports.len(), 2);
    assert!(
        reports[0]["network"]
            .as_str()
            .unwrap()
            .ends_with("mlp.onnx")
    );
    assert!(
        reports[1]["network"]
            .as_str()
            .unwrap()
            .ends_with("mlp_half.onnx")
    );
    assert_eq!(
        reports[0]["activation_regions"],
        reports[1]["activation_regions"]
    );
}

#[test]
fn a_window_of_a_graph_is_counted_and_drawn() {
    let files = Files::new();
    let plane = serde_json::json!({
        "kind": "plane", "origin": vec![0.25; 196],
        "basis": [
            (0..196).map(|i| f64::from(i % 7) - 3.0).collect::<Vec<_>>(),
            (0..196).map(|i| f64::from(i % 5) - 2.0).collect::<Vec<_>>(),
        ],
        "window": {"center": [0.0, 0.0], "half_side": 0.02},
    });
    let plane = files.write("plane.json", plane.to_string());
    let mut command = crease("count", &model("lenet"), &plane);
    let output = command.assert().success().get_output().stdout.clone();
    let report = lines(&output).remove(0);
    let [faces, edges, vertices, linear] =
        ["activation_regions", "edges", "vertices", "linear_regions"]
            .map(|key| report[key].as_u64().unwrap());
    assert!(faces > 10, "{report}");
    assert_eq!(vertices + faces, edges + 1, "{report}");
    assert!(linear <= faces, "{report}");
    let picture = plane.with_extension("svg");
    let mut command = crease("draw", &model("lenet"), &plane);
    command.arg("--output").arg(&picture);
    let output = command.assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    assert!(
        text.replace(',', "")
            .contains(&format!("{faces} activation regions")),
        "{text}"
    );
    assert!(
        std::fs::read_to_string(&picture)
            .unwrap()
            .starts_with("<svg")
    );
}

#[test]
fn boundaries_and_distances_of_a_graph_are_printed() {
    let files = Files::new();
    let slice = segment(&files, 196);
    let numbers: Vec<f32> = (0..392u16).map(|i| f32::from(i % 11) / 10.0).collect();
    let points = files.write(
        "points.safetensors",
        safetensors(&[("points", &[2, 196], &numbers)]),
    );
    let mut command = crease("count", &model("lenet"), &slice);
    let report = json(command.arg("--boundary").arg("--distances").arg(&points));
    let list = |value: &Value| value.as_array().unwrap().clone();
    let distances = list(&report["distances"]);
    assert_eq!(distances.len(), 2);
    assert!(
        distances.iter().all(|d| d.as_f64().unwrap() > 0.0),
        "{report}"
    );
    let boundary = &report["boundary"];
    let (classes, changes) = (list(&boundary["classes"]), list(&boundary["changes"]));
    assert_eq!(classes.len(), changes.len() + 1);
    // Where the class changes, the plane's boundary has a length.
    let plane = serde_json::json!({
        "kind": "plane", "origin": vec![0.25; 196],
        "basis": [
            (0..196).map(|i| f64::from(i % 7) - 3.0).collect::<Vec<_>>(),
            (0..196).map(|i| f64::from(i % 5) - 2.0).collect::<Vec<_>>(),
        ],
        "window": {"center": [0.0, 0.0], "half_side": 0.05},
    });
    let plane = files.write("plane.json", plane.to_string());
    let report = json(crease("count", &model("lenet"), &plane).arg("--boundary"));
    let boundary = &report["boundary"];
    let areas = list(&boundary["classes"]);
    assert!(
        areas
            .iter()
            .map(|class| class["area"].as_f64().unwrap())
            .sum::<f64>()
            > 0.0
    );
    assert!(
        boundary["regions"].as_u64().unwrap() >= areas.len() as u64,
        "{report}"
    );
    let picture = plane.with_extension("svg");
    let mut command = crease("draw", &model("lenet"), &plane);
    command
        .arg("--boundary")
        .arg("--output")
        .arg(&picture)
        .assert()
        .success();
    assert!(picture.exists());
}

#[test]
fn what_a_graph_does_not_support_is_one_error() {
    let files = Files::new();
    let slice = segment(&files, 196);
    let mistake = |network: &Path| {
        let mut command = crease("count", network, &slice);
        let output = command.assert().code(2).get_output().stderr.clone();
        let text = String::from_utf8(output).unwrap();
        assert_eq!(text.lines().count(), 1, "{text}");
        text
    };
    let text = mistake(&files.write("damaged.onnx", "not a model"));
    assert!(
        text.contains("damaged.onnx: is not an ONNX model"),
        "{text}"
    );
}
