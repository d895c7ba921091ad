//! Every case of the exact answers in `crates/regions/tests/cases`: all kinds, all fields given there.

use crate::count::support::json;
use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;

/// How many cases there are.
const CASES: usize = 159;

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

#[test]
fn every_case_is_exact() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../regions/tests/cases");
    let cases = read(&folder.join("cases.json"));
    let cases = cases.as_array().expect("a list of cases");
    let mut wrong = Vec::new();
    for case in cases {
        let file = |key: &str| Some(folder.join(case.get(key)?.as_str()?));
        let network = file("network").expect("a network");
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.arg("count").arg("--network").arg(&network);
        for (option, key) in [("--slice", "slice"), ("--distances", "points")] {
            if let Some(path) = file(key) {
                command.arg(option).arg(path);
            }
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
    assert_eq!(cases.len(), CASES);
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
