//! Every case of a folder of exact answers (`CREASE_CASES`): all kinds, all fields given there.

use crate::support::{Files, crease, json};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Lengths, areas and distances are sums and quotients of floats.
const TOLERANCE: f64 = 1e-9;

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Counts are to be equal, measures equal up to rounding.
fn agree(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Array(expected), Value::Array(found)) => {
            let pairs = expected.iter().zip(found);
            expected.len() == found.len() && pairs.into_iter().all(|(e, f)| agree(e, f))
        }
        (expected, found) if expected.is_u64() && found.is_u64() => expected == found,
        (expected, found) => match (expected.as_f64(), found.as_f64()) {
            (Some(expected), Some(found)) => (expected - found).abs() <= TOLERANCE * expected.abs(),
            _ => expected == found,
        },
    }
}

/// A case of distances has points and no slice: any slice will do.
fn any_segment(files: &Files, points: &Path) -> PathBuf {
    let bytes = std::fs::read(points).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let inputs = tensors.tensor("points").unwrap().shape()[1];
    let ones = vec![1.0; inputs];
    let slice = serde_json::json!({
        "kind": "line", "origin": ones, "direction": ones, "from": 0.0, "to": 1.0,
    });
    files.write("segment.json", slice.to_string())
}

#[test]
fn every_case_is_exact() {
    let Some(folder) = std::env::var_os("CREASE_CASES").map(PathBuf::from) else {
        eprintln!("SKIPPED: set CREASE_CASES to a folder of exact answers to run this test");
        return;
    };
    let files = Files::new();
    let cases = read(&folder.join("cases.json"));
    let cases = cases.as_array().expect("a list of cases");
    let mut wrong = Vec::new();
    for case in cases {
        let file = |key: &str| Some(folder.join(case.get(key)?.as_str()?));
        let network = file("network").expect("a network");
        let points = file("points");
        let slice = file("slice").unwrap_or_else(|| any_segment(&files, points.as_ref().unwrap()));
        let mut command = crease("count", &network, &slice);
        if let Some(points) = &points {
            command.arg("--distances").arg(points);
        }
        let found = json(&mut command);
        for (field, expected) in case["expected"].as_object().expect("fields") {
            if !agree(expected, &found[field]) {
                let (id, found) = (&case["id"], &found[field]);
                wrong.push(format!("{id} {field}: expected {expected}, found {found}"));
            }
        }
        let missing = |kinds: &[&str], field: &str| {
            let kind = case["kind"].as_str().unwrap_or_default();
            kinds.contains(&kind) && found[field].is_null()
        };
        if missing(&["plane", "square"], "edges")
            || missing(&["square", "segment", "box3"], "boundary_measure")
            || missing(&["square", "segment", "box3"], "gradient_boundary_measure")
            || missing(
                &["plane", "square", "line", "segment", "box3"],
                "linear_regions",
            )
        {
            wrong.push(format!("{}: a field is null: {found}", case["id"]));
        }
    }
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    eprintln!("{} cases agree", cases.len());
}
