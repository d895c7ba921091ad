//! `crease check` prints the plan of every valid experiment, whether or not a trial is possible
//! here.

use crate::pipeline::support::{crease, fig5};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};

const NOT_ESTIMATED: &str = "  time        not estimated: the trial failed, see the warning";

#[test]
fn a_run_that_diverges_when_tried_does_not_hide_the_plan() {
    let check = |rates: &str| {
        let mut command = crease();
        command.arg("check").arg(fig5()).args(["--preset", "quick"]);
        command.args(["--set", "sweep.task.memorise.points=[250]", "--set"]);
        command.arg(format!("sweep.training.learning_rate={rates}"));
        command.assert().success()
    };
    let diverged = is_match("^warning: run [^ ]+ diverged at step [0-9]+: [^\n]*\n$").unwrap();
    let plan = || {
        contains("runs        8 = 2 points of the sweep x 4 repeats")
            .and(contains("disk        about "))
            .and(contains("time        about "))
    };
    // One of the orders has the rate that diverges first.
    let (mut warned, mut silent) = (0, 0);
    for rates in ["[1e30, 1e-3]", "[1e-3, 1e30]"] {
        let output = check(rates).stdout(plan()).get_output().clone();
        let told = String::from_utf8(output.stderr).unwrap();
        if told.is_empty() {
            silent += 1;
        } else {
            assert!(predicates::Predicate::eval(&diverged, &told), "{told}");
            warned += 1;
        }
    }
    assert_eq!((warned, silent), (1, 1));
    check("[1e30]")
        .stdout(contains(NOT_ESTIMATED))
        .stderr(diverged);
}

#[test]
fn without_mnist_there_is_a_plan_and_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    crease()
        .current_dir(folder.path())
        .env_remove("CREASE_DATA")
        .arg("check")
        .arg(fig5().with_file_name("fig3.toml"))
        .args(["--preset", "quick"])
        .assert()
        .success()
        .stdout(
            contains("runs        4 = 2 points of the sweep x 2 repeats")
                .and(contains(NOT_ESTIMATED)),
        )
        .stderr(
            is_match("^warning: this experiment needs MNIST: [^\n]*`crease data`[^\n]*\n$")
                .unwrap(),
        );
}
