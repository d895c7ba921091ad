//! Many networks, many slices, and distances alone.

use crate::count::support::{CROSS, Files, SQUARE, Tensor, safetensors};
use assert_cmd::Command;
use serde_json::{Value, json};
use std::path::Path;

/// Three lines through (0, 0): 6 regions of the plane.
const STAR: [Tensor; 2] = [
    ("fc1.weight", &[3, 2], &[1.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
    ("fc2.weight", &[1, 3], &[1.0, 2.0, 3.0]),
];

fn crease(files: &Files, arguments: &[&str]) -> Command {
    let mut crease = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    crease
        .current_dir(files.path(""))
        .arg("count")
        .args(arguments);
    crease
}

fn answers(files: &Files, arguments: &[&str]) -> Vec<Value> {
    let output = crease(files, arguments).assert().success().stderr("");
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Two networks and four slices.
fn files() -> Files {
    let files = Files::new();
    files.write("cross.safetensors", safetensors(&CROSS));
    files.write("star.safetensors", safetensors(&STAR));
    files.write("square.json", SQUARE);
    let list = r#"[{"kind": "plane"}, {"kind": "line", "origin": [0, 0.5], "direction": [1, 0]}]"#;
    files.write("list.json", list);
    let spans: [Tensor; 2] = [
        ("segments", &[1, 2, 2], &[-1.0, -1.0, 2.0, 3.0]),
        ("planes", &[1, 3, 2], &[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]),
    ];
    files.write("spans.safetensors", safetensors(&spans));
    files
}

const NETWORKS: [&str; 3] = ["--network", "cross.safetensors", "star.safetensors"];
const SLICES: [&str; 4] = ["--slice", "square.json", "list.json", "spans.safetensors"];

#[test]
fn every_slice_of_every_network_is_a_line_in_order() {
    let files = files();
    let arguments = [&NETWORKS[..], &SLICES].concat();
    let found = answers(&files, &arguments);
    let place = |answer: &Value| {
        let regions = answer["activation_regions"].as_u64().unwrap();
        (
            answer["network"].as_str().unwrap().to_owned(),
            answer["slice"].as_u64().unwrap(),
            regions,
        )
    };
    let cross = [4, 4, 2, 3, 4]
        .into_iter()
        .zip(0..)
        .map(|(n, at)| ("cross.safetensors".to_owned(), at, n));
    let star = [6, 6, 3, 4, 6]
        .into_iter()
        .zip(0..)
        .map(|(n, at)| ("star.safetensors".to_owned(), at, n));
    let expected: Vec<_> = cross.chain(star).collect();
    assert_eq!(found.iter().map(place).collect::<Vec<_>>(), expected);
    assert_eq!(found[0]["layers"], json!(["layers.0", "layers.1"]));
    // A segment has a measure, a whole line has none.
    assert_eq!(
        (&found[3]["boundary_measure"], &found[2]["boundary_measure"]),
        (&json!(2.0), &json!(null))
    );
    for threads in ["1", "2", "5"] {
        let mut again = answers(&files, &[&arguments[..], &["--threads", threads]].concat());
        for (again, found) in again.iter_mut().zip(&found) {
            again["seconds"] = found["seconds"].clone();
        }
        assert_eq!(again, found, "{threads}");
    }
}

#[test]
fn one_result_has_no_other_keys() {
    let files = files();
    let found = answers(
        &files,
        &["--network", "cross.safetensors", "--slice", "square.json"],
    );
    assert_eq!(found.len(), 1);
    assert!(found[0].get("network").is_none() && found[0].get("slice").is_none());
}

#[test]
fn a_table_has_a_row_for_each_result() {
    let files = files();
    let arguments = [&NETWORKS[..], &SLICES, &["--format", "csv"]].concat();
    let output = crease(&files, &arguments).assert().success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 11);
    assert_eq!(
        rows[0][..5],
        [
            "network",
            "slice",
            "neurons",
            "activation_regions",
            "linear_regions"
        ]
    );
    assert_eq!(rows[1][..6], ["cross.safetensors", "0", "2", "4", "4", "4"]);
    assert_eq!(rows[4][..6], ["cross.safetensors", "3", "2", "3", "3", ""]);
    assert!(
        rows.iter()
            .all(|row| row.len() == 12 && !row[11].is_empty())
    );
    files.write(
        "points.safetensors",
        safetensors(&[("points", &[2, 2], &[0.5, 0.25, 1.0, 1.0])]),
    );
    let arguments = [
        &NETWORKS[..],
        &["--distances", "points.safetensors", "--format", "csv"],
    ]
    .concat();
    let text = crease(&files, &arguments)
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    let text = String::from_utf8(text).unwrap();
    assert!(
        text.starts_with(
            "network,point,distance\ncross.safetensors,0,0\ncross.safetensors,1,0.5\n"
        ),
        "{text}"
    );
    let both = [&arguments[..], &["--slice", "square.json"]].concat();
    crease(&files, &both)
        .assert()
        .code(2)
        .stdout("")
        .stderr("error: --format csv: expected one table at a time: pass --slice or --distances\n");
}

#[test]
fn distances_need_no_slice() {
    let files = files();
    files.write(
        "points.safetensors",
        safetensors(&[("points", &[2, 2], &[0.5, 0.25, 1.0, 1.0])]),
    );
    let points = ["--distances", "points.safetensors"];
    let mut alone = answers(
        &files,
        &[&["--network", "cross.safetensors"][..], &points].concat(),
    );
    assert_eq!(alone.len(), 1);
    alone[0]["seconds"] = json!(0);
    let layers = ["layers.0", "layers.1"];
    assert_eq!(
        alone[0],
        json!({"neurons": 2, "seconds": 0, "layers": layers, "distances": [0.0, 0.5]})
    );
    // With several slices, they have a line of their own.
    let all = answers(&files, &[&NETWORKS[..], &SLICES, &points].concat());
    assert_eq!(all.len(), 12);
    assert_eq!(all[5]["distances"], json!([0.0, 0.5]));
    assert!(all[5].get("activation_regions").is_none() && all[4].get("distances").is_none());
}

/// Results before an error are printed, and the error names the file.
#[test]
fn an_error_ends_the_list() {
    let files = files();
    files.write("broken.safetensors", "no network");
    for threads in ["1", "4"] {
        let arguments = [
            "--network",
            "cross.safetensors",
            "broken.safetensors",
            "star.safetensors",
            "--slice",
            "square.json",
            "--threads",
            threads,
        ];
        let output = crease(&files, &arguments).assert().code(2);
        let (out, err) = (&output.get_output().stdout, &output.get_output().stderr);
        assert_eq!(String::from_utf8_lossy(out).lines().count(), 1);
        let complaint = String::from_utf8_lossy(err).into_owned();
        assert!(
            complaint.starts_with("error: broken.safetensors: not a safetensors file: "),
            "{complaint}"
        );
    }
    let arguments = [
        "--network",
        "star.safetensors",
        "--slice",
        "list.json",
        "spans.safetensors",
        "--max-regions",
        "5",
    ];
    crease(&files, &arguments).assert().code(2).stdout("").stderr(
        "error: star.safetensors has more than 5 regions there; pass --max-regions N to allow more\n",
    );
    crease(&files, &["--network", "star.safetensors"])
        .assert()
        .code(2)
        .stdout("");
}

/// A thousand segments through a network of three layers of 64, in one process.
#[test]
fn a_thousand_segments() {
    let files = Files::new();
    let mut state = 1_u32;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    };
    let mut numbers =
        |count: usize, scale: f32| -> Vec<f32> { (0..count).map(|_| number() * scale).collect() };
    let widths = [2, 64, 64, 64, 1];
    let layers: Vec<[Vec<f32>; 2]> = widths
        .windows(2)
        .map(|pair| {
            [
                numbers(pair[0] * pair[1], (6.0 / pair[0] as f32).sqrt()),
                numbers(pair[1], 0.1),
            ]
        })
        .collect();
    let names: Vec<[String; 2]> = (0..4)
        .map(|at| [format!("{at}.weight"), format!("{at}.bias")])
        .collect();
    let shapes: Vec<[Vec<usize>; 2]> = widths
        .windows(2)
        .map(|pair| [vec![pair[1], pair[0]], vec![pair[1]]])
        .collect();
    let mut tensors: Vec<Tensor> = Vec::new();
    for ((names, shapes), layer) in names.iter().zip(&shapes).zip(&layers) {
        for k in 0..2 {
            tensors.push((&names[k], &shapes[k], &layer[k]));
        }
    }
    files.write("network.safetensors", safetensors(&tensors));
    let ends = numbers(4000, 1.0);
    files.write(
        "segments.safetensors",
        safetensors(&[("segments", &[1000, 2, 2], &ends)]),
    );
    let arguments = [
        "--network",
        "network.safetensors",
        "--slice",
        "segments.safetensors",
    ];
    let found = answers(&files, &arguments);
    assert_eq!(found.len(), 1000);
    // One by one they are the same.
    for at in [0, 500, 999] {
        let [a, b, c, d]: [f32; 4] = ends[4 * at..4 * at + 4].try_into().unwrap();
        let one = [a, b, c, d];
        files.write(
            "one.safetensors",
            safetensors(&[("segments", &[1, 2, 2], &one)]),
        );
        let one = answers(
            &files,
            &[
                "--network",
                "network.safetensors",
                "--slice",
                "one.safetensors",
            ],
        );
        for key in ["activation_regions", "linear_regions", "boundary_measure"] {
            assert_eq!(one[0][key], found[at][key]);
        }
    }
    assert!(Path::new(&files.path("segments.safetensors")).is_file());
}
