//! Mistakes of the user: one line on stderr, nothing on stdout, exit code 2. Broken experiments
//! themselves are in `broken`.

use crate::pipeline::support::{Results, crease, fig5};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};
use std::fs;

fn refused(mut command: assert_cmd::Command, message: &str) {
    command.assert().code(2).stdout("").stderr(
        is_match("^error: [^\n]*\n$")
            .unwrap()
            .and(contains(message)),
    );
}

#[test]
fn mistakes_get_one_clear_line() {
    let results = Results::new();
    let with = |arguments: &[&str]| {
        let mut command = crease();
        command.args(arguments);
        command
    };
    refused(
        with(&["plot", "nothing", "--results", "/nonexistent"]),
        "/nonexistent/nothing",
    );
    refused(
        with(&["plot", "../fig5"]),
        "'../fig5' is not the name of results",
    );
    refused(results.run(&["--backend", "abacus"]), "abacus");
}

#[test]
fn jobs_have_a_range() {
    for jobs in ["0", "-1", "1000000"] {
        let run = Results::new().run(&["--jobs", jobs]).assert();
        run.code(2).stdout("").stderr(contains("error: "));
    }
}

#[test]
fn a_results_folder_that_cannot_be_written_is_named() {
    let results = Results::new();
    let file = results.path().join("file");
    fs::write(&file, "").unwrap();
    let mut command = crease();
    command.arg("run").arg(fig5()).arg("--results").arg(&file);
    refused(command, "cannot create");
}

#[test]
fn a_label_that_cannot_be_drawn_is_found_before_training() {
    let results = Results::new();
    let panel =
        "panel=[{curves = {x = {of = \"epoch\", label = \"\u{4e16}\"}, y = {of = \"loss\"}}}]";
    refused(results.run(&["--set", panel]), "cannot draw the figure");
    assert!(!results.file("runs").exists());
}

#[test]
fn results_without_their_experiment_or_with_another_are_refused() {
    let results = Results::new();
    results.run(&["--set", "repeats=1"]).assert().success();
    let plot = || {
        let mut command = crease();
        command
            .args(["plot", "fig5-quick", "--results"])
            .arg(results.path());
        command
    };
    // Without the runs, as when a user has only the table, it cannot be rebuilt.
    fs::remove_dir_all(results.file("runs")).unwrap();
    plot().assert().success();
    fs::write(results.file("table.csv"), "a,b\n1,2\n").unwrap();
    refused(plot(), "expected the columns points,repeat,seed");
    fs::remove_file(results.file("experiment.toml")).unwrap();
    refused(plot(), "experiment.toml");
}
