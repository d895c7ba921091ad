//! `crease verify` as a user runs it.

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The statements, with the number of rows of each in a quick run.
const STATEMENTS: [(&str, usize); 15] = [
    ("one-layer", 3),
    ("mean-plane", 3),
    ("mean-line", 3),
    ("depth-mean", 3),
    ("depth-variance", 4),
    ("scale-biases", 4),
    ("scale-weights", 6),
    ("zero-bias-cones", 1),
    ("zero-bias-fewer", 1),
    ("linear-regions", 3),
    ("breakpoints", 15),
    ("boundary-volume", 5),
    ("boundary-bounds", 6),
    ("distance", 4),
    ("partial-regions", 6),
];

/// The statements about single networks, which hold for each.
const EXACT: [&str; 6] = [
    "one-layer",
    "scale-biases",
    "scale-weights",
    "zero-bias-cones",
    "zero-bias-fewer",
    "linear-regions",
];

fn verify(results: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    command.arg("verify").arg("--results").arg(results);
    command.args(arguments);
    command
}

/// The table as text and the three files, of a run that contradicts nothing.
fn quick(arguments: &[&str]) -> (String, [String; 2]) {
    let results = TempDir::new().unwrap();
    let all = [&["--quick", "--networks", "50"], arguments].concat();
    let output = verify(results.path(), &all).assert().code(0);
    let said = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let read = |name| fs::read_to_string(results.path().join("verify").join(name)).unwrap();
    // The last lines name the folder, which differs each time.
    let table = said.split("\nWritten:").next().unwrap().to_owned();
    assert!(results.path().join("index.html").is_file());
    let files = ["verify.csv", "report.html"];
    (table, files.map(read))
}

/// Text as in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[test]
fn every_row_is_there_and_exact_statements_hold() {
    let (table, [csv, page]) = quick(&[]);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let column = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let [statement, source, title, setting] =
        ["statement", "source", "title", "setting"].map(column);
    let [predicted, measured, networks] = ["predicted", "measured", "networks"].map(column);
    let [verdict, criterion, reason] = ["verdict", "criterion", "reason"].map(column);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();

    for (key, expected) in STATEMENTS {
        let rows: Vec<_> = rows.iter().filter(|row| &row[statement] == key).collect();
        assert_eq!(rows.len(), expected, "{key}");
        for row in rows {
            for number in [predicted, measured] {
                assert!(row[number].parse::<f64>().unwrap().is_finite(), "{row:?}");
            }
            assert!(row[networks].parse::<u64>().unwrap() >= 50, "{row:?}");
            assert!(["holds", "open"].contains(&&row[verdict]), "{row:?}");
            assert!(
                !row[criterion].is_empty() && !row[reason].is_empty(),
                "{row:?}"
            );
            let heading = format!("{}: {}", &row[source], &row[title]);
            assert!(table.contains(&heading), "{heading} is missing in {table}");
            assert!(page.contains(&escaped(&row[title][1..])), "{row:?}");
            if EXACT.contains(&key) || row[setting].contains("Lemma 12") {
                assert_eq!(&row[verdict], "holds", "{row:?}");
                assert!(row[reason].starts_with("50 of 50 networks"), "{row:?}");
            }
        }
    }
    let all: usize = STATEMENTS.iter().map(|(_, rows)| rows).sum();
    assert_eq!(rows.len(), all);
    assert!(table.contains(&format!("\n{all} rows: ")), "{table}");
    // No two rows are about the same thing.
    let quantity = column("quantity");
    let distinct: BTreeSet<_> = rows
        .iter()
        .map(|row| (&row[statement], &row[setting], &row[quantity]))
        .collect();
    assert_eq!(distinct.len(), all);
}

#[test]
fn the_table_fits_in_100_columns() {
    let (table, _) = quick(&[]);
    for line in table.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn the_same_bytes_at_any_number_of_jobs() {
    assert_eq!(quick(&["--jobs", "1"]), quick(&["--jobs", "2"]));
}

#[test]
fn another_seed_is_other_networks() {
    let (_, [first, ..]) = quick(&["--seed", "1"]);
    let (_, [second, ..]) = quick(&["--seed", "2"]);
    assert_ne!(first, second);
}

#[test]
fn mistakes_are_reported_before_the_work() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("results");
    fs::write(&file, "").unwrap();
    let mut command = verify(&file, &["--quick"]);
    let error = contains("error: cannot create ").and(contains("results/verify"));
    command.assert().code(2).stdout("").stderr(error);
    let mut command = verify(folder.path(), &["--networks", "1"]);
    command.assert().code(2).stderr(contains("--networks"));
}

#[test]
fn help_shows_examples_and_the_columns() {
    let folder = TempDir::new().unwrap();
    let mut command = verify(folder.path(), &["--help"]);
    let columns = contains("statement, source, title").and(contains("verdict, criterion, reason"));
    let help = contains("crease verify --quick").and(columns);
    command.assert().code(0).stdout(help);
}
