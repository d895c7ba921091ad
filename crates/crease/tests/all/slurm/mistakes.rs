//! Mistakes that are found now, and not at night on the cluster.

use crate::slurm::support::{crease, slurm};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;

fn fails(arguments: &[&str], message: &str) {
    let folder = tempfile::tempdir().unwrap();
    slurm(folder.path(), arguments)
        .assert()
        .code(2)
        .stderr(contains(message));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 0, "{arguments:?} left something behind");
}

#[test]
fn every_task_has_runs() {
    fails(&["--nodes", "0"], "0 is not in 1..");
    fails(
        &["--nodes", "13"],
        "12 runs, so 1 node would have nothing to do; expected at most --nodes 12",
    );
}

#[test]
fn an_array_beyond_slurm_s_usual_limit_is_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |nodes: &str| {
        let mut command = slurm(folder.path(), &["--set", "repeats=400", "--force"]);
        command.args(["--nodes", nodes]).assert().success()
    };
    ask("1000").stderr("");
    ask("1001").stderr(
        contains("warning: --nodes 1001: ")
            .and(contains("MaxArraySize").and(contains("--nodes 1000 "))),
    );
}

#[test]
fn limits_are_what_sbatch_takes() {
    let nodes = ["--nodes", "2"];
    for (arguments, message) in [
        (["--time", "8h"], "HH:MM:SS"),
        (["--time", "00:02:00"], "at least 5 minutes"),
        (["--mem", "4GB"], "such as 4G"),
        (["--partition", "a b"], "letters, digits"),
        (["--account", ""], "letters, digits"),
        (["--cpus", "0"], "0 is not in 1.."),
    ] {
        fails(&[nodes, arguments].concat(), message);
    }
}

#[test]
fn a_broken_experiment_makes_no_job() {
    fails(
        &["--nodes", "2", "--set", "training.epoch=3"],
        "training.epoch",
    );
    fails(&["--nodes", "2", "--backend", "torch"], "torch");
    let folder = tempfile::tempdir().unwrap();
    crease()
        .current_dir(folder.path())
        .args(["slurm", "missing.toml", "--nodes", "2"])
        .assert()
        .code(2)
        .stderr(contains("missing.toml"));
}

#[test]
fn a_task_without_its_data_makes_no_job() {
    let folder = tempfile::tempdir().unwrap();
    crease()
        .current_dir(folder.path())
        .env_remove("CREASE_DATA")
        .arg("slurm")
        .arg(crate::slurm::support::fig5().with_file_name("fig3.toml"))
        .args(["--nodes", "2"])
        .assert()
        .code(2)
        .stderr(contains("this experiment needs MNIST"));
}

#[test]
fn a_script_that_the_user_changed_stays() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("fig5-quick.sbatch");
    slurm(folder.path(), &["--nodes", "2"]).assert().success();
    slurm(folder.path(), &["--nodes", "2"]).assert().success();
    let first = fs::read_to_string(&script).unwrap();
    fs::write(
        &script,
        first.replace("# Lines", "module load gcc\n# Lines"),
    )
    .unwrap();
    slurm(folder.path(), &["--nodes", "2"])
        .assert()
        .code(2)
        .stderr(contains("--force replaces it"));
    assert!(
        fs::read_to_string(&script)
            .unwrap()
            .contains("module load gcc")
    );
    slurm(folder.path(), &["--nodes", "2", "--force"])
        .assert()
        .success();
    assert_eq!(fs::read_to_string(&script).unwrap(), first);
}
