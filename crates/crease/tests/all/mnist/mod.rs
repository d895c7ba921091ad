//! The experiments on MNIST, from the real files to the figures, each with its `quick` preset.
//! `CREASE_DATA` names the folder of the data; without it these tests are ignored.

use assert_cmd::Command;
use std::fs;
use std::path::{Path, PathBuf};

/// Experiments on MNIST, and how many runs their quick presets have.
const EXPERIMENTS: [(&str, usize); 12] = [
    ("fig3", 4),
    ("fig4", 4),
    ("fig7", 1),
    ("complexity-fig1", 1),
    ("complexity-fig5", 4),
    ("complexity-fig6", 4),
    ("complexity-fig7", 1),
    ("complexity-fig8", 1),
    ("optimisers", 24),
    ("activations", 10),
    ("grokking", 4),
    ("local-complexity", 2),
];

fn experiment(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments");
    folder.join(name).with_extension("toml")
}

fn run(name: &str, results: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crease"));
    command.arg("run").arg(experiment(name));
    command
        .args(["--preset", "quick", "--results"])
        .arg(results);
    command.args(more);
    command
}

/// A column of a table, with the words before it that name the run and the checkpoint.
fn column(table: &str, name: &str) -> Vec<f64> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let place = reader
        .headers()
        .unwrap()
        .iter()
        .position(|head| head == name);
    let place = place.unwrap_or_else(|| panic!("{name} in {table}"));
    let rows = reader
        .records()
        .map(|row| row.unwrap()[place].parse().unwrap());
    rows.collect()
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn every_experiment_ends_with_its_figure_with_mnist() {
    for (name, runs) in EXPERIMENTS {
        let results = tempfile::tempdir().unwrap();
        let output = run(name, results.path(), &[]).assert().success();
        let said = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert!(
            said.contains("paper says") && said.contains("verdict"),
            "{name}: {said}"
        );
        let folder = results.path().join(format!("{name}-quick"));
        for extension in ["svg", "pdf", "png"] {
            let file = folder.join(format!("{name}-quick.{extension}"));
            assert!(
                fs::metadata(&file).unwrap().len() > 5_000,
                "{}",
                file.display()
            );
        }
        let svg = fs::read_to_string(folder.join(format!("{name}-quick.svg"))).unwrap();
        assert!(!svg.contains("no data"), "{name}");
        let table = fs::read_to_string(folder.join("table.csv")).unwrap();
        let steps = column(&table, "step");
        assert_eq!(
            steps.iter().filter(|step| **step == 0.0).count(),
            runs,
            "{name}"
        );
    }
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn one_epoch_learns_and_counts_begin_where_the_paper_says_with_mnist() {
    let results = tempfile::tempdir().unwrap();
    run("fig3", results.path(), &[]).assert().success();
    let table = fs::read_to_string(results.path().join("fig3-quick/table.csv")).unwrap();
    let accuracy = column(&table, "test_accuracy");
    let (steps, regions) = (column(&table, "step"), column(&table, "activation_regions"));
    let last = steps.iter().copied().fold(0.0, f64::max);
    for ((step, accuracy), regions) in steps.iter().zip(&accuracy).zip(&regions) {
        if *step == last {
            assert!(*accuracy > 0.88, "{table}");
        }
        // 60 neurons: (60)^2 / 2 = 1800.
        assert!((900.0..3600.0).contains(regions), "{table}");
    }
    // One hidden layer cuts every plane in general position into 1 + N + N (N - 1) / 2.
    assert!(regions.contains(&1831.0), "{table}");
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn random_labels_are_learned_worse_with_mnist() {
    let results = tempfile::tempdir().unwrap();
    run("fig4", results.path(), &[]).assert().success();
    let table = fs::read_to_string(results.path().join("fig4-quick/table.csv")).unwrap();
    let (noise, accuracy) = (column(&table, "label_noise"), column(&table, "accuracy"));
    let best = |wanted: f64| {
        let pairs = noise
            .iter()
            .zip(&accuracy)
            .filter(|(noise, _)| **noise == wanted);
        pairs.map(|(_, accuracy)| *accuracy).fold(0.0, f64::max)
    };
    assert!(best(0.0) > 0.88 && best(1.0) < 0.2, "{table}");
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn results_do_not_depend_on_the_number_of_jobs_with_mnist() {
    let tables: Vec<Vec<u8>> = ["1", "3"]
        .iter()
        .map(|jobs| {
            let results = tempfile::tempdir().unwrap();
            let less = ["--jobs", jobs, "--set", "distances.count=50"];
            run("complexity-fig6", results.path(), &less)
                .assert()
                .success();
            fs::read(results.path().join("complexity-fig6-quick/table.csv")).unwrap()
        })
        .collect();
    assert_eq!(tables[0], tables[1]);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn plotting_again_needs_no_training_with_mnist() {
    let results = tempfile::tempdir().unwrap();
    run("complexity-fig8", results.path(), &[])
        .assert()
        .success();
    let svg = results
        .path()
        .join("complexity-fig8-quick/complexity-fig8-quick.svg");
    let before = fs::read(&svg).unwrap();
    fs::remove_file(&svg).unwrap();
    let mut plot = Command::new(env!("CARGO_BIN_EXE_crease"));
    plot.args(["plot", "complexity-fig8-quick", "--results"]);
    plot.arg(results.path()).assert().success();
    assert_eq!(fs::read(&svg).unwrap(), before);
}

#[test]
fn without_data_the_command_that_fetches_it_is_named_at_once() {
    let empty = tempfile::tempdir().unwrap();
    for (name, _) in EXPERIMENTS {
        let results = tempfile::tempdir().unwrap();
        let output = run(name, results.path(), &[])
            .env("CREASE_DATA", empty.path())
            .assert()
            .code(2);
        let said = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(
            said.contains("crease data") && said.lines().count() == 1,
            "{said}"
        );
        assert_eq!(fs::read_dir(results.path()).unwrap().count(), 0, "{name}");
    }
}
