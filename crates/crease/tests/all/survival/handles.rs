//! `ulimit -n`: too few file handles are a failure of the machine, not of a run.

use crate::survival::scene::{assert_same, everything, refusal, undisturbed};
use crate::survival::support::{Results, SMALL};
use std::process::{Command, Output};

fn run_with(handles: u32, results: &Results) -> Output {
    Command::new("bash")
        .args(["-c", &format!("ulimit -n {handles} && exec \"$@\""), "bash"])
        .arg(assert_cmd::cargo::cargo_bin!("crease"))
        .args(results.arguments(&SMALL))
        .args(["--jobs", "4", "--set", "keep='all'"])
        .output()
        .unwrap()
}

#[test]
fn too_few_handles_end_the_command_and_cost_no_run() {
    let keep = ["--set", "keep='all'"];
    let expected = undisturbed(&keep);
    let mut refused = 0;
    for handles in 4..16 {
        let results = Results::new();
        let output = run_with(handles, &results);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() {
            assert_same(&results.deterministic_files(), &expected);
            continue;
        }
        refused += 1;
        let error = refusal(&output);
        assert!(error.contains("Too many open files"), "{handles}: {told}");
        assert!(!told.contains("failed:"), "{handles}: {told}");
        // With more of them, the run resumes from there.
        results.run(&keep).assert().success();
        assert_same(&results.deterministic_files(), &expected);
        let whole = everything(results.path());
        run_with(handles, &results);
        // Existing files stay.
        let runs = |files: &crate::survival::scene::Files| {
            let mut files = files.clone();
            files.retain(|path, _| path.components().any(|part| part.as_os_str() == "runs"));
            files
        };
        assert_same(&runs(&everything(results.path())), &runs(&whole));
    }
    assert!(refused > 3, "{refused}");
}
