//! The files that are read and the output.

use crate::count::support::{CROSS, Files, SQUARE, Tensor, crease, json, safetensors};
use crease_checkpoint::{Checkpoint, Metadata};
use crease_network::{Activation, Layer, Network};
use crease_regions::{Options, Plane, count};
use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use serde_json::{Value, json};

/// All keys in order, as scripts may read them by position.
const KEYS: [&str; 10] = [
    "neurons",
    "activation_regions",
    "linear_regions",
    "edges",
    "vertices",
    "boundary_measure",
    "gradient_boundary_measure",
    "exact_fallbacks",
    "seconds",
    "layers",
];

fn without_seconds(mut report: Value) -> Value {
    assert!(report["seconds"].as_f64().unwrap() >= 0.0);
    report.as_object_mut().unwrap().remove("seconds");
    report
}

#[test]
fn the_object_has_the_keys_of_the_contract() {
    let files = Files::new();
    let mut command = files.crease("count", &CROSS, SQUARE);
    let output = command.assert().success().get_output().stdout.clone();
    let text = String::from_utf8(output).unwrap();
    let places: Vec<usize> = KEYS
        .iter()
        .map(|key| text.find(&format!("\"{key}\"")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{text}");
    assert_eq!(
        without_seconds(serde_json::from_str(&text).unwrap()),
        json!({
            "neurons": 2, "activation_regions": 4, "linear_regions": 4, "edges": 4, "vertices": 1,
            "boundary_measure": 4.0, "gradient_boundary_measure": 4.0, "exact_fallbacks": 0,
            "layers": ["layers.0", "layers.1"],
        })
    );
}

/// The output is above 0 except where both neurons are off: x < 0.5 and y < -0.25.
#[test]
fn a_decision_boundary_comes_with_the_counts() {
    let files = Files::new();
    let found = |slice: &str| json(files.crease("count", &CROSS, slice).arg("--boundary"));
    let mut square = found(SQUARE)["boundary"].take();
    let decided = square.as_object_mut().unwrap().remove("exact_fallbacks");
    assert!(decided.is_some_and(|count| count.is_u64()));
    assert_eq!(
        square,
        json!({
            "length": 2.25, "regions": 2, "holes": 0,
            "classes": [
                {"class": 0, "regions": 1, "holes": 0, "area": 1.125},
                {"class": 1, "regions": 1, "holes": 0, "area": 2.875},
            ],
            "touched_regions": 3, "touched_area": 0.84375,
        })
    );
    let whole = found(r#"{"kind": "plane"}"#);
    assert_eq!(whole["boundary"]["length"], Value::Null);
    assert_eq!(whole["boundary"]["regions"], 2);
    let line = r#"{"kind": "line", "origin": [0, -1], "direction": [1, 0], "from": -1, "to": 1}"#;
    let expected = json!({"classes": [0, 1], "changes": [0.5]});
    assert_eq!(found(line)["boundary"], expected);
}

#[test]
fn no_boundary_has_no_sign() {
    let files = Files::new();
    let aside = r#"{"kind": "plane", "window": {"center": [5, 5], "half_side": 1}}"#;
    let output = files.crease("count", &CROSS, aside).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let expected = "\"boundary_measure\":0.0,\"gradient_boundary_measure\":0.0";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn regions_alone_are_the_same_regions() {
    let files = Files::new();
    let mut command = files.crease("count", &CROSS, SQUARE);
    let output = command.arg("--regions-only").assert().success();
    let report = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(
        without_seconds(report),
        json!({
            "neurons": 2, "activation_regions": 4, "linear_regions": null, "edges": 4, "vertices": 1,
            "boundary_measure": null, "gradient_boundary_measure": null, "exact_fallbacks": 0,
            "layers": ["layers.0", "layers.1"],
        })
    );
}

#[test]
fn fields_that_do_not_apply_are_null() {
    let files = Files::new();
    let count = |slice: &str| without_seconds(json(&mut files.crease("count", &CROSS, slice)));
    let whole = count(r#"{"kind": "plane"}"#);
    assert_eq!(whole["edges"], 4);
    assert_eq!(whole["boundary_measure"], Value::Null);
    assert_eq!(whole["gradient_boundary_measure"], Value::Null);
    let line = r#"{"kind": "line", "origin": [0, 0], "direction": [1, 1]"#;
    let segment = count(&format!(r#"{line}, "from": 0, "to": 2}}"#));
    assert_eq!(
        segment,
        json!({
            "neurons": 2, "activation_regions": 2, "linear_regions": 2, "edges": null,
            "vertices": null, "boundary_measure": 1.0, "gradient_boundary_measure": 1.0,
            "exact_fallbacks": 0, "layers": ["layers.0", "layers.1"],
        })
    );
    let line = count(&format!("{line}}}"));
    assert_eq!(line["activation_regions"], 3);
    assert_eq!(line["boundary_measure"], Value::Null);
}

#[test]
fn a_box_is_measured_by_area() {
    let files = Files::new();
    let tensors: [Tensor; 3] = [
        ("0.weight", &[1, 3], &[1.0, 0.0, 0.0]),
        ("0.bias", &[1], &[0.0]),
        ("2.weight", &[1, 1], &[1.0]),
    ];
    let mut command = files.crease("count", &tensors, r#"{"kind": "box", "half_side": 2}"#);
    let report = json(&mut command);
    assert_eq!(report["activation_regions"], 2);
    assert_eq!(report["boundary_measure"], 16.0);
    assert_eq!(report["edges"], Value::Null);
}

/// Lines `x = 0.1`, `y = 0.2` and `y = x + 0.1 + 2^-45`: rounded to `f32` they meet in one point.
#[test]
fn doubles_are_counted_as_they_are() {
    let bytes =
        |numbers: &[f64]| -> Vec<u8> { numbers.iter().flat_map(|n| n.to_le_bytes()).collect() };
    let files = Files::new();
    for (off, regions) in [(0.0, 6), (2f64.powi(-45), 7)] {
        let weight = bytes(&[1.0, 0.0, 0.0, 1.0, 1.0, -1.0]);
        let bias = bytes(&[-0.1, -0.2, 0.1 + off]);
        let output = bytes(&[1.0, 1.0, 1.0 / 3.0]);
        let view =
            |shape: &[usize], bytes| TensorView::new(Dtype::F64, shape.to_vec(), bytes).unwrap();
        let tensors = [
            ("0.weight", view(&[3, 2], &weight)),
            ("0.bias", view(&[3], &bias)),
            ("2.weight", view(&[1, 3], &output)),
        ];
        let network = files.write("doubles.safetensors", serialize(tensors, None).unwrap());
        let report = json(&mut crease(
            "count",
            &network,
            &files.write("slice.json", SQUARE),
        ));
        assert_eq!(report["activation_regions"], regions, "{off}");
    }
}

/// The state dictionaries of an `nn.Sequential` and of modules with named layers; sorted as text,
/// the tenth layer would come before the second.
#[test]
fn files_of_pytorch_are_read_by_their_names() {
    let (first, second, third) = (
        [1.0, 0.0, 0.0, 1.0, 1.0, 1.0],
        [1.0, -1.0, 0.5, 0.25, 1.0, -2.0],
        [1.0, 3.0],
    );
    let (a, b, c) = ([0.1, -0.2, 0.05], [-0.1, 0.3], [0.0]);
    let numbers = |numbers: &[f32]| numbers.iter().map(|&x| f64::from(x)).collect();
    let layer = |weight: &[f32], bias: &[f32]| Layer {
        weight: numbers(weight),
        bias: numbers(bias),
        inputs: weight.len() / bias.len(),
        outputs: bias.len(),
    };
    let layers = vec![layer(&first, &a), layer(&second, &b), layer(&third, &c)];
    let network = Network::new(layers, Activation::relu()).unwrap();
    let plane = Plane::of_inputs().into();
    let counts = count(&network, &plane, &Options::regions()).unwrap();

    let files = Files::new();
    for [one, two, ten] in [
        ["0", "2", "10"],
        ["net.0", "net.2", "net.10"],
        ["fc1", "fc2", "fc10"],
        ["layers.0", "layers.1", "layers.2"],
    ] {
        let weight = |name: &str| format!("{name}.weight");
        let bias = |name: &str| format!("{name}.bias");
        let names = [one, two, ten].map(|name| [weight(name), bias(name)]);
        let tensors: [Tensor; 6] = [
            (&names[0][0], &[3, 2], &first),
            (&names[0][1], &[3], &a),
            (&names[1][0], &[2, 3], &second),
            (&names[1][1], &[2], &b),
            (&names[2][0], &[1, 2], &third),
            (&names[2][1], &[1], &c),
        ];
        let report = json(&mut files.crease("count", &tensors, r#"{"kind": "plane"}"#));
        assert_eq!(report["neurons"], 5, "{one}");
        assert_eq!(
            report["activation_regions"], counts.activation_regions,
            "{one}"
        );
    }
}

#[test]
fn the_activation_is_the_requested_one() {
    let files = Files::new();
    // One neuron, z = 4 x: a breakpoint at 0, or at -1/4 and 1/4, or at 0 and 3/2.
    let tensors: [Tensor; 2] = [("0.weight", &[1, 1], &[4.0]), ("2.weight", &[1, 1], &[1.0])];
    for (activation, slice, regions) in [
        (None, "[-1, 1]", 2),
        (Some("relu"), "[-1, 1]", 2),
        (Some("leaky-relu:0.25"), "[-1, 1]", 2),
        (Some("hard-tanh"), "[-1, 1]", 3),
        (Some("relu6"), "[-1, 1]", 2),
        (Some("relu6"), "[-1, 2]", 3),
        (Some("pieces:-1,0,1:0,1,2,3"), "[-1, 1]", 4),
    ] {
        let ends: Vec<f64> = serde_json::from_str(slice).unwrap();
        let slice = json!({"kind": "line", "from": ends[0], "to": ends[1]}).to_string();
        let mut command = files.crease("count", &tensors, &slice);
        if let Some(activation) = activation {
            command.args(["--activation", activation]);
        }
        let report = json(&mut command);
        assert_eq!(report["activation_regions"], regions, "{activation:?}");
    }
}

#[test]
fn a_checkpoint_names_its_activation() {
    let files = Files::new();
    let layer = Layer {
        weight: vec![1.0],
        bias: vec![0.0],
        inputs: 1,
        outputs: 1,
    };
    let hard_tanh = Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap();
    let checkpoint = Checkpoint {
        network: Network::new(vec![layer.clone(), layer], hard_tanh).unwrap(),
        metadata: Metadata {
            step: 0,
            epoch: 0.0,
            seed: 1,
            config: String::new(),
        },
    };
    let network = files.write("step_0.safetensors", checkpoint.to_bytes().unwrap());
    let slice = files.write("line.json", r#"{"kind": "line"}"#);
    let report = json(&mut crease("count", &network, &slice));
    assert_eq!(report["activation_regions"], 3);
    let mut command = crease("count", &network, &slice);
    let report = json(command.args(["--activation", "relu"]));
    assert_eq!(report["activation_regions"], 2);
}

#[test]
fn distances_are_null_where_there_is_no_boundary() {
    let files = Files::new();
    let points: [Tensor; 1] = [("points", &[2, 2], &[0.5, 1.0, -1.0, 0.25])];
    let points = files.write("points.safetensors", safetensors(&points));
    let mut command = files.crease("count", &CROSS, SQUARE);
    let report = json(command.arg("--distances").arg(&points));
    assert_eq!(report["distances"], json!([0.0, 0.5]));
    let linear: [Tensor; 1] = [("weight", &[1, 2], &[1.0, 1.0])];
    let mut command = files.crease("count", &linear, SQUARE);
    let report = json(command.arg("--distances").arg(&points));
    assert_eq!(report["distances"], json!([null, null]));
    assert_eq!(report["activation_regions"], 1);
}

#[test]
fn the_commands_explain_themselves_with_examples() {
    for command in ["count", "draw"] {
        let mut crease = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        let help = crease.args([command, "--help"]).assert().success();
        let text = String::from_utf8(help.get_output().stdout.clone()).unwrap();
        assert!(text.contains(&format!("crease {command} --network model.safetensors")));
    }
}
