//! Files that are not what was written: found by their checksums, reported, and computed again.

use crate::survival::scene::{assert_same, logs, plot, refusal, run_folders, status, undisturbed};
use crate::survival::support::{LONG, Results, measured};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

const KEEP: [&str; 2] = ["--set", "keep=\"all\""];

/// What can happen to a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Accident {
    Flip,
    Truncate,
    Delete,
}

const ACCIDENTS: [Accident; 3] = [Accident::Flip, Accident::Truncate, Accident::Delete];

impl Accident {
    fn befall(self, path: &Path) {
        let mut bytes = fs::read(path).unwrap();
        let middle = bytes.len() / 2;
        match self {
            Self::Flip => bytes[middle] ^= 1,
            // In the middle of a line: what is left of a TOML file must not be one.
            Self::Truncate => {
                let equals = bytes[middle..].iter().position(|&byte| byte == b'=');
                bytes.truncate(middle + equals.unwrap_or(0));
            }
            Self::Delete => return fs::remove_file(path).unwrap(),
        }
        fs::write(path, bytes).unwrap();
    }
}

/// Runs the same command again; returns its output, and the runs that began.
fn mend(results: &Results, arguments: &[&str]) -> (String, Vec<String>) {
    let before = logs(results);
    let run = results.run(arguments).assert().success();
    let stderr = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    let begun = |text: &str| -> Vec<String> {
        let begun = text.split("starts run=\"").skip(1);
        begun
            .map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let mut now = begun(&logs(results));
    for earlier in begun(&before) {
        let position = now.iter().position(|run| *run == earlier);
        now.remove(position.unwrap());
    }
    (stderr, now)
}

#[test]
fn a_damaged_file_of_a_run_costs_that_run_alone() {
    let results = Results::new();
    results.run(&KEEP).assert().success();
    let folders = run_folders(&results);
    let name = |folder: &Path| folder.file_name().unwrap().to_str().unwrap().to_owned();
    let checkpoint = fs::read_dir(folders[2].join("checkpoints")).unwrap();
    let checkpoint = checkpoint.map(|file| file.unwrap().path()).min().unwrap();
    let files = [
        (&folders[0], measured(&folders[0]).join("measures.csv")),
        (&folders[1], measured(&folders[1]).join("status.json")),
        (&folders[2], checkpoint),
    ];
    for accident in ACCIDENTS {
        for (folder, file) in &files {
            accident.befall(file);
            let (stderr, begun) = mend(&results, &KEEP);
            assert_eq!(begun, [name(folder)], "{accident:?} {file:?}");
            let told = format!("warning: {}", file.display());
            // Without a status the run has not ended, which needs no warning.
            let silent = accident == Accident::Delete && file.ends_with("status.json");
            assert_eq!(!stderr.contains(&told), silent, "{stderr}");
            assert!(stderr.contains("5 of 6 runs already finished"), "{stderr}");
            assert_same(&results.deterministic_files(), &undisturbed(&KEEP));
        }
    }
    fs::remove_dir_all(&folders[3]).unwrap();
    let (_, begun) = mend(&results, &KEEP);
    assert_eq!(begun, [name(&folders[3])]);
    assert_same(&results.deterministic_files(), &undisturbed(&KEEP));
}

#[test]
fn table_and_figures_are_made_again() {
    let results = Results::new();
    results.run(&[]).assert().success();
    for accident in ACCIDENTS {
        for name in [
            "table.csv",
            "fig5-quick.svg",
            "fig5-quick.pdf",
            "fig5-quick.png",
            "caption.txt",
            "caption.tex",
            "report.html",
            "provenance.json",
            "manifest.json",
            "experiment.toml",
        ] {
            let whole = fs::read(results.file(name)).unwrap();
            accident.befall(&results.file(name));
            let (stderr, begun) = mend(&results, &[]);
            assert!(begun.is_empty(), "{begun:?}");
            // Files that are only written are not read, and so not missed.
            let read = ["table.csv", "manifest.json", "experiment.toml"].contains(&name);
            if accident == Accident::Truncate && read {
                let told = format!("warning: {}", results.file(name).display());
                assert!(stderr.contains(&told), "{stderr}");
            }
            assert_same(&results.deterministic_files(), &undisturbed(&[]));
            // Nothing was computed, so there is no new information about the work; drawing takes
            // time.
            let now = fs::read(results.file(name)).unwrap();
            assert!(now == whole || name.starts_with("report"), "{name}");
            assert!(now.len() > whole.len() / 2 + 1, "{name}");
        }
    }
}

#[test]
fn a_damaged_log_costs_nothing() {
    for accident in ACCIDENTS {
        let results = Results::new();
        results.run(&[]).assert().success();
        for file in fs::read_dir(results.file("logs")).unwrap() {
            accident.befall(&file.unwrap().path());
        }
        status(&results).assert().success().stderr("");
        plot(&results).assert().success().stderr("");
        let run = results.run(&[]).assert().success();
        run.stderr("fig5-quick: 6 of 6 runs already finished\n");
        let more = ["--set", "repeats=3"];
        let run = results.run(&more).assert().success();
        run.stderr(contains("6 of 9 runs already finished"));
        assert_same(&results.deterministic_files(), &undisturbed(&more));
    }
}

#[test]
fn a_damaged_row_is_named_by_its_line() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let table = results.read("table.csv");
    let spoil = || {
        let lines: Vec<String> = table
            .lines()
            .enumerate()
            .map(|(index, line)| match index {
                4 => line.replacen("0.", "1.", 1),
                _ => line.to_owned(),
            })
            .collect();
        fs::write(results.file("table.csv"), lines.join("\n") + "\n").unwrap();
    };
    let told = format!(
        "warning: {}: line 5 belongs to no run; the table was rewritten",
        results.file("table.csv").display()
    );
    spoil();
    results.run(&[]).assert().success().stderr(contains(&told));
    assert_eq!(results.read("table.csv"), table);
    spoil();
    plot(&results).assert().success().stderr(contains(&told));
    assert_eq!(results.read("table.csv"), table);

    // For a table without its runs, one can only check that its rows are numbers.
    fs::remove_dir_all(results.file("runs")).unwrap();
    fs::write(results.file("table.csv"), table.replacen(",1,", ",l,", 1)).unwrap();
    let error = refusal(&plot(&results).output().unwrap());
    assert!(
        error.contains("table.csv: line 5 is not a row of numbers"),
        "{error}"
    );
}

#[test]
fn plot_leaves_damaged_runs_out_and_says_so() {
    let results = Results::new();
    results.run(&[]).assert().success();
    let measures = measured(&run_folders(&results)[0]).join("measures.csv");
    Accident::Flip.befall(&measures);
    let told = format!("warning: {} is damaged", measures.display());
    plot(&results)
        .assert()
        .success()
        .stderr(contains(&told).and(contains("; it is not used")))
        .stdout(contains("5 of 6 runs have finished"));
    assert_eq!(results.read("table.csv").lines().count(), 1 + 5 * 3);
    let (_, begun) = mend(&results, &[]);
    assert_eq!(begun.len(), 1);
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

#[test]
fn a_damaged_experiment_is_named() {
    let results = Results::new();
    results.run(&[]).assert().success();
    fs::write(results.file("experiment.toml"), "title = ").unwrap();
    for mut command in [plot(&results), status(&results)] {
        let error = refusal(&command.output().unwrap());
        assert!(error.contains("fig5-quick/experiment.toml"), "{error}");
    }
    results.run(&[]).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}

/// A run that was killed in the middle, with a state to resume from and a checkpoint before it.
fn killed(arguments: &[&str]) -> (Results, PathBuf) {
    loop {
        let results = Results::new();
        let mut child = results.start(arguments);
        let state = || -> Option<PathBuf> {
            let runs = fs::read_dir(results.file("runs")).ok()?;
            let mut runs = runs.map(|run| run.unwrap().path());
            runs.find(|run| measured(run).join("state.bin").exists())
        };
        while state().is_none() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // On a busy machine it may have ended before this check.
        if let Some(folder) = state() {
            return (results, folder);
        }
    }
}

#[test]
fn a_damaged_state_costs_the_run_under_way_and_no_more() {
    let one = ["--set", "repeats=1", "--keep-every", "0.05"];
    let arguments = [&LONG[..], &KEEP, &one].concat();
    for accident in ACCIDENTS {
        for name in ["state.bin", "checkpoints/step_0000000.safetensors"] {
            let (results, folder) = killed(&arguments);
            let file = match name {
                "state.bin" => measured(&folder).join(name),
                name => folder.join(name),
            };
            accident.befall(&file);
            let (stderr, begun) = mend(&results, &arguments);
            let told = format!("warning: {}", file.display());
            let silent = accident == Accident::Delete && name == "state.bin";
            assert_eq!(!stderr.contains(&told), silent, "{stderr}");
            let run = folder.file_name().unwrap().to_str().unwrap();
            assert!(begun.iter().any(|begun| begun == run), "{begun:?}");
            assert_same(&results.deterministic_files(), &undisturbed(&arguments));
        }
    }
}
