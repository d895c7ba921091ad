//! Mistakes of the user: one line on stderr, nothing on stdout, exit code 2.

use crate::support::{CROSS, Files, SQUARE, Tensor, crease, safetensors};
use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};

fn refused(command: &mut Command, message: &str) {
    command.assert().code(2).stdout("").stderr(
        is_match("^error: [^\n]*\n$")
            .unwrap()
            .and(contains(message)),
    );
}

#[test]
fn networks() {
    let files = Files::new();
    let slice = files.write("slice.json", SQUARE);
    let missing = files.path("nothing.safetensors");
    refused(&mut crease("count", &missing, &slice), "cannot read");
    for (content, message) in [
        (&b"PK\x03\x04 a pickle"[..], "not a safetensors file"),
        (b"", "not a safetensors file"),
        (
            b"\xff\xff\xff\xff\xff\xff\xff\x7f{}",
            "not a safetensors file",
        ),
    ] {
        let network = files.write("network.safetensors", content);
        refused(&mut crease("count", &network, &slice), message);
        refused(
            &mut crease("count", &network, &slice),
            "network.safetensors: ",
        );
    }

    let with = |change: &dyn Fn(&mut Vec<Tensor<'static>>)| {
        let mut tensors = CROSS.to_vec();
        change(&mut tensors);
        files.crease("count", &tensors, SQUARE)
    };
    refused(
        &mut with(&|tensors| tensors[2] = ("layers.1.weight", &[1, 3], &[1.0; 3])),
        "tensor layers.1.weight has 3 inputs, but layers.0.weight, the layer before it, has 2",
    );
    refused(
        &mut with(&|tensors| tensors[0].2 = &[1.0, 0.0, 0.0, f32::NAN]),
        "tensor layers.0.weight[3] is NaN, expected a finite number",
    );
    refused(
        &mut with(&|tensors| tensors[1].2 = &[0.0, f32::NEG_INFINITY]),
        "tensor layers.0.bias[1] is -inf, expected a finite number",
    );
    refused(
        &mut with(&|tensors| tensors.push(("norm.running_mean", &[1], &[0.0]))),
        "tensor norm.running_mean of shape [1] belongs to no linear layer",
    );
    refused(
        &mut with(&|tensors| tensors.push(("two\nlines", &[1], &[0.0]))),
        "tensor two\\nlines",
    );
    refused(&mut with(&Vec::clear), "no linear layer found");
}

#[test]
fn slices() {
    let files = Files::new();
    for (slice, message) in [
        ("", "slice.json: EOF while parsing"),
        (r#"{"kind": "ball"}"#, "kind: unknown variant `ball`"),
        (
            r#"{"kind": "plane", "orign": [0, 0]}"#,
            "unknown field `orign`",
        ),
        (
            r#"{"kind": "plane", "origin": [0, 0, 0]}"#,
            "slice.json: the slice's origin has 3 numbers, but the network has 2 inputs",
        ),
        (
            r#"{"kind": "plane", "basis": [[1], [0, 1]]}"#,
            "the slice's basis[0] has 1 numbers",
        ),
        (
            r#"{"kind": "plane", "basis": [[1, 2], [-2, -4]]}"#,
            "the slice's basis vectors are parallel",
        ),
        (
            r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 0}}"#,
            "half_side is 0, expected a positive number",
        ),
        (
            r#"{"kind": "plane", "window": {"center": [0], "half_side": 1}}"#,
            "window.center: invalid length 1",
        ),
        (r#"{"kind": "line"}"#, "slice.json: origin is missing"),
        (
            r#"{"kind": "line", "origin": [0, 0], "direction": [0, 0]}"#,
            "direction",
        ),
        (
            r#"{"kind": "line", "origin": [0, 0], "direction": [1, 0], "from": 2, "to": 1}"#,
            "from is 2 and to is 1, expected from < to",
        ),
        (
            r#"{"kind": "box", "half_side": 1}"#,
            "needs a network with 3 inputs",
        ),
        (r#"{"kind": "plane", "a\nb": 1}"#, "unknown field `a\\nb`"),
    ] {
        refused(&mut files.crease("count", &CROSS, slice), message);
    }
    let network = files.write("network.safetensors", safetensors(&CROSS));
    let missing = files.path("nothing.json");
    refused(&mut crease("count", &network, &missing), "nothing.json");
    let three: [Tensor; 1] = [("weight", &[1, 3], &[1.0; 3])];
    refused(
        &mut files.crease("count", &three, r#"{"kind": "box", "half_side": 0}"#),
        "half_side is 0",
    );
}

#[test]
fn options() {
    let files = Files::new();
    let count = || files.crease("count", &CROSS, SQUARE);
    refused(
        count().args(["--max-regions", "3"]),
        "has more than 3 regions there; to allow more, pass --max-regions N",
    );
    refused(
        count().args(["--activation", "gelu"]),
        "--activation gelu: expected relu",
    );
    refused(
        count().args(["--activation", "leaky-relu:1"]),
        "the slope does not change at breakpoint 0",
    );
    for (tensor, message) in [
        (
            ("points", &[2, 3][..], &[0.0; 6][..]),
            "tensor points has shape [2, 3]",
        ),
        (("points", &[2], &[0.0; 2]), "tensor points has shape [2]"),
        (("x", &[1, 2], &[0.0; 2]), "no tensor points found (only x)"),
        (
            ("points", &[1, 2], &[0.0, f32::NAN]),
            "tensor points[1] is NaN",
        ),
    ] {
        let points = files.write("points.safetensors", safetensors(&[tensor]));
        refused(count().arg("--distances").arg(points), message);
    }
    let missing = files.path("nothing.safetensors");
    refused(
        count().arg("--distances").arg(missing),
        "nothing.safetensors",
    );
}

#[test]
fn arguments_that_are_none_exit_with_2_as_well() {
    let files = Files::new();
    for arguments in [
        ["--max-regions", "many"],
        ["--max-regions", "-1"],
        ["--nothing", "1"],
    ] {
        let mut command = files.crease("count", &CROSS, SQUARE);
        command.args(arguments).assert().code(2).stdout("");
    }
}
