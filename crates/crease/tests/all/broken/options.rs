//! Options of `crease count` and `crease draw`: activations, points, limits, pictures.

use crate::broken::networks::{SQUARE, Tensor, file, floats, identity};
use crate::broken::support::{Folder, crease};

/// The error of a command with these arguments after those for a network and a slice.
fn said_of(folder: &Folder, command: &str, arguments: &[&str]) -> String {
    folder.write("network.safetensors", identity(2));
    folder.write("slice.json", SQUARE);
    let subject = [
        command,
        "--network",
        "network.safetensors",
        "--slice",
        "slice.json",
    ];
    folder.complaint(subject.iter().chain(arguments))
}

#[test]
fn activations() {
    let folder = Folder::new();
    let forms = "expected relu, leaky-relu[:SLOPE], hard-tanh, relu6, abs or \
                 pieces:BREAKPOINTS:SLOPES[:VALUE] such as pieces:-1,1:0,1,0:-1";
    let same = "the slope does not change at breakpoint 0";
    let many = |count: usize| vec!["1"; count].join(",");
    let too_many = format!("pieces:{}:{}", many(300), many(301));
    for (name, expected) in [
        ("", forms.to_owned()),
        ("gelu", forms.to_owned()),
        ("ReLU", format!("{forms} (did you mean relu?)")),
        ("leaky_relu", format!("{forms} (did you mean leaky-relu?)")),
        ("hardtanh", format!("{forms} (did you mean hard-tanh?)")),
        ("relu:1", forms.to_owned()),
        ("leaky-relu:1:2", forms.to_owned()),
        ("leaky-relu:", format!("'' is not a number, {forms}")),
        ("leaky-relu:a", format!("'a' is not a number, {forms}")),
        ("leaky-relu:1", same.to_owned()),
        (
            "leaky-relu:nan",
            "an activation needs finite numbers, found NaN".to_owned(),
        ),
        (
            "leaky-relu:1e400",
            "an activation needs finite numbers, found inf".to_owned(),
        ),
        ("pieces", forms.to_owned()),
        ("pieces::", format!("'' is not a number, {forms}")),
        ("pieces:0:0,0", same.to_owned()),
        (
            "pieces:0:1",
            "an activation with 1 breakpoints needs 2 slopes, found 1".to_owned(),
        ),
        (
            "pieces:0:0,1:inf",
            "an activation needs finite numbers, found inf".to_owned(),
        ),
        (
            "pieces:1,0:0,1,0",
            "the breakpoints of an activation must increase: 1 is followed by 0".to_owned(),
        ),
        (
            &too_many,
            "an activation can have at most 255 breakpoints, found 300".to_owned(),
        ),
    ] {
        let shown = if name.len() > 120 {
            name[..120].to_owned() + "..."
        } else {
            name.to_owned()
        };
        let message = said_of(&folder, "count", &[&format!("--activation={name}")]);
        assert_eq!(message, format!("--activation {shown}: {expected}"));
    }
}

#[test]
fn points() {
    let folder = Folder::new();
    let complaint = |tensor: Tensor| {
        folder.write("points.safetensors", file(&[tensor]));
        said_of(&folder, "count", &["--distances", "points.safetensors"])
    };
    let inputs = "expected [points, 2]: the network has 2 inputs";
    for (tensor, expected) in [
        (
            ("points", "F32", &[2, 3][..], floats(&[0.0; 6])),
            &*format!("tensor points has shape [2, 3], {inputs}"),
        ),
        (
            ("points", "F32", &[2], floats(&[0.0; 2])),
            &format!("tensor points has shape [2], {inputs}"),
        ),
        (
            ("points", "F32", &[1 << 60, 0], Vec::new()),
            &format!("tensor points has shape [1152921504606846976, 0], {inputs}"),
        ),
        (
            ("pionts", "F32", &[1, 2], floats(&[0.0; 2])),
            "no tensor points found (only pionts), expected one of shape [points, inputs]",
        ),
        (
            ("points", "F32", &[1, 2], floats(&[0.0, f32::NAN])),
            "tensor points[1] is NaN, expected a finite number",
        ),
        (
            ("points", "I64", &[1, 2], vec![0; 16]),
            "tensor points has numbers of type I64, expected F32 (or F64, F16, BF16)",
        ),
    ] {
        assert_eq!(complaint(tensor), format!("points.safetensors: {expected}"));
    }
    assert_eq!(
        said_of(&folder, "count", &["--distances", "nothing.safetensors"]),
        "nothing.safetensors: no such file, expected a safetensors file"
    );
    folder.write("points.csv", "0,0\n");
    assert_eq!(
        said_of(&folder, "count", &["--distances", "points.csv"]),
        "points.csv: not a safetensors file: found 4 bytes, expected 8 for the length of a header \
         first"
    );
}

#[test]
fn more_regions_than_allowed() {
    let folder = Folder::new();
    for limit in ["0", "3"] {
        for command in [&["count"][..], &["draw", "--output", "out.svg"]] {
            let arguments = [&command[1..], &["--max-regions", limit]].concat();
            assert_eq!(
                said_of(&folder, command[0], &arguments),
                format!(
                    "network.safetensors has more than {limit} regions there; pass --max-regions N \
                     to allow more"
                )
            );
        }
    }
}

#[test]
fn pictures_that_cannot_be_written() {
    let folder = Folder::new();
    let name = "expected a name that ends in .svg, .pdf, .png or .html";
    for (output, expected) in [
        ("regions", format!("--output regions: {name}")),
        ("regions.gif", format!("--output regions.gif: {name}")),
        (
            "nowhere/regions.svg",
            "cannot write nowhere/regions.svg: No such file or directory (os error 2)".to_owned(),
        ),
        (
            "slice.json/regions.svg",
            "cannot write slice.json/regions.svg: Not a directory (os error 20)".to_owned(),
        ),
    ] {
        assert_eq!(said_of(&folder, "draw", &["--output", output]), expected);
    }
}

/// Errors of the command line's own parser take more than one line, and also exit with 2.
#[test]
fn invalid_arguments() {
    for arguments in [
        &["count", "--max-regions", "many"][..],
        &["count", "--max-regions", "-1"],
        &["count", "--nothing", "1"],
        &["count"],
        &["draw"],
        &["check"],
        &["check", ""],
        &["check", "small.toml", "--set"],
        &["conut"],
    ] {
        let output = crease().args(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(
            output.stdout.is_empty() && stderr.starts_with("error: "),
            "{stderr}"
        );
    }
}
