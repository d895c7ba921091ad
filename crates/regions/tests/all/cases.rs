//! Every case on a plane, on a line or in a box, and every distance, of the exact answers in `cases`:
//! `cases.json` has the list, counted by other means.

use crease_regions::{
    Activation, Counts, Cube, Line, Network, Options, Plane, Slice, Window, count, distances,
};
use serde_json::Value;
use std::path::Path;

fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().expect("a list of numbers");
    list.iter().map(|v| v.as_f64().expect("a number")).collect()
}

fn plane(slice: &Value) -> Plane {
    let basis = [numbers(&slice["basis"][0]), numbers(&slice["basis"][1])];
    let plane = Plane::new(numbers(&slice["origin"]), basis).expect("a plane");
    let Some(window) = slice.get("window") else {
        return plane;
    };
    let center = numbers(&window["center"]);
    let half_side = window["half_side"].as_f64().expect("half_side");
    plane.within(Window::new([center[0], center[1]], half_side).expect("a window"))
}

fn network(path: &Path) -> Network {
    crease_checkpoint::read_network_file(path, Activation::relu()).expect("a network")
}

/// All fields that a case expects, against what was counted.
fn disagreements(expected: &Value, counts: &Counts) -> Vec<String> {
    let integers = [
        ("activation_regions", Some(counts.activation_regions)),
        ("linear_regions", counts.linear_regions),
        ("edges", counts.edges),
        ("vertices", counts.vertices),
    ];
    let mut wrong = Vec::new();
    for (field, found) in integers {
        if let Some(expected) = expected.get(field)
            && expected.as_u64() != found
        {
            wrong.push(format!("{field}: expected {expected}, found {found:?}"));
        }
    }
    if let Some(expected) = expected.get("boundary_measure").and_then(Value::as_f64) {
        let found = counts.boundary_measure.expect("a window has a measure");
        if (found - expected).abs() > 1e-9 * expected.max(1.0) {
            wrong.push(format!(
                "boundary_measure: expected {expected}, found {found}"
            ));
        }
    }
    wrong
}

fn line(slice: &Value) -> Line {
    let end = |key: &str| slice.get(key).and_then(Value::as_f64);
    let line = Line::new(numbers(&slice["origin"]), numbers(&slice["direction"]));
    let line = line.expect("a line");
    match end("from").zip(end("to")) {
        Some((from, to)) => line.within([from, to]).expect("an interval"),
        None => line,
    }
}

/// Checks each case of one of these kinds.
fn check_cases(kinds: &[&str], check: impl Fn(&Network, &Path, &Value) -> Vec<String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let cases = json(&folder.join("cases.json"));
    let (mut checked, mut wrong) = (0, Vec::new());
    for case in cases.as_array().expect("a list of cases") {
        if !kinds.contains(&case["kind"].as_str().expect("a kind")) {
            continue;
        }
        let file = |key: &str| folder.join(case[key].as_str().unwrap_or_default());
        let network = network(&file("network"));
        let of = if case.get("slice").is_some() {
            "slice"
        } else {
            "points"
        };
        for line in check(&network, &file(of), &case["expected"]) {
            wrong.push(format!("{} {}: {line}", case["id"], case["network"]));
        }
        checked += 1;
    }
    assert!(checked > 0, "no case in {}", folder.display());
    assert!(
        wrong.is_empty(),
        "{} of {checked}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn counted(network: &Network, slice: impl Into<Slice>) -> Counts {
    count(network, &slice.into(), &Options::everything()).expect("a count")
}

#[test]
fn plane_and_square_cases_are_exact() {
    check_cases(&["plane", "square"], |network, slice, expected| {
        disagreements(expected, &counted(network, plane(&json(slice))))
    });
}

#[test]
fn line_and_segment_cases_are_exact() {
    check_cases(&["line", "segment"], |network, slice, expected| {
        disagreements(expected, &counted(network, line(&json(slice))))
    });
}

#[test]
fn box_cases_are_exact() {
    check_cases(&["box3"], |network, slice, expected| {
        let half_side = json(slice)["half_side"].as_f64().expect("half_side");
        let cube = Cube::new(half_side).expect("a cube");
        disagreements(expected, &counted(network, cube))
    });
}

#[test]
fn distance_cases_agree() {
    check_cases(&["distances"], |network, points, expected| {
        let points = crease_checkpoint::read_points_file(points, network.inputs());
        let found = distances(network, &points.expect("points")).expect("distances");
        let expected = numbers(&expected["distances"]);
        assert_eq!(found.len(), expected.len());
        let pairs = found.iter().zip(&expected).enumerate();
        // Of a point on a boundary the distance is 0, not nearly 0.
        let wrong = pairs.filter(|(_, (f, e))| (*f - *e).abs() > 1e-9 * e.abs());
        wrong
            .map(|(at, (found, expected))| format!("{at}: expected {expected}, found {found}"))
            .collect()
    });
}
