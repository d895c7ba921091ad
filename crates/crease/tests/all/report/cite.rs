//! `crease cite`.

use crate::report::support::{Results, crease};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

#[test]
fn crease_and_the_papers_can_be_cited() {
    crease().arg("cite").assert().success().stdout(
        contains("@misc{crease,")
            .and(contains("author = {{The Crease authors}}"))
            .and(contains(concat!("Version ", env!("CARGO_PKG_VERSION"))))
            .and(contains("MIT OR Apache-2.0"))
            .and(contains("Surprisingly Few Activation Patterns"))
            .and(contains("Complexity of Linear Regions in Deep Networks"))
            .and(contains("author = {Hanin, Boris and Rolnick, David}")),
    );
}

#[test]
fn results_are_cited_with_the_hashes_of_their_files() {
    let results = Results::new();
    results
        .cells(&["--set", "network.hidden=[6, 6]"])
        .assert()
        .success();
    let cited = |name: &str| {
        let mut command = crease();
        command
            .args(["cite", name, "--results"])
            .arg(results.path());
        command.assert()
    };
    let output = cited("cells").success();
    let text = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let sum = std::process::Command::new("sha256sum")
        .arg(results.file("cells/experiment.toml"))
        .output();
    let sum = String::from_utf8(sum.unwrap().stdout).unwrap();
    let sum = sum.split_whitespace().next().unwrap();
    assert!(text.contains(sum), "{sum} in {text}");
    cited("missing")
        .code(2)
        .stderr(contains("no results in").and(contains("missing")));
}
