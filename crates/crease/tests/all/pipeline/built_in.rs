//! Experiments inside the program, from any folder.

use crate::pipeline::support::{Results, SMALL, crease, fig5};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty};
use std::fs;

#[test]
fn a_name_runs_the_experiment_inside_the_program_as_its_file() {
    let elsewhere = Results::new();
    let mut command = crease();
    command.current_dir(elsewhere.path());
    command
        .args(["run", "fig5", "--preset", "quick"])
        .args(SMALL);
    command.assert().success();
    let by_file = Results::new();
    by_file.run(&SMALL).assert().success();
    let table = |path| fs::read(path).unwrap();
    assert_eq!(
        table(elsewhere.path().join("results/fig5-quick/table.csv")),
        table(by_file.file("table.csv")),
    );
}

#[test]
fn a_file_of_that_name_wins_and_is_named() {
    let elsewhere = Results::new();
    let own = fs::read_to_string(fig5()).unwrap();
    let own = own.replace("Memorising random points", "Mine");
    fs::write(elsewhere.path().join("fig5.toml"), own).unwrap();
    let mut command = crease();
    command.current_dir(elsewhere.path());
    command
        .args(["check", "fig5", "--preset", "quick"])
        .args(SMALL);
    command
        .assert()
        .success()
        .stdout(contains("fig5-quick: Mine"))
        .stderr(contains("fig5: read from fig5.toml\n"));
}

#[test]
fn the_list_has_a_line_each_and_a_typo_gets_a_suggestion() {
    let list = crease().args(["run", "--list"]).output().unwrap();
    assert!(list.status.success());
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.contains("Memorising random points"), "{list}");
    let experiments = fs::read_dir(fig5().parent().unwrap()).unwrap().count();
    assert_eq!(list.lines().count(), experiments);

    let elsewhere = Results::new();
    let mut command = crease();
    command.current_dir(elsewhere.path()).args(["run", "fig55"]);
    command
        .assert()
        .code(2)
        .stdout(is_empty())
        .stderr(contains("no such file").and(contains("did you mean fig5?")));
}
