//! Disks that are full or cannot be written.

use crate::survival::disk::assert_reported;
use crate::survival::scene::{assert_same, everything, plot, refusal, status, undisturbed};
use crate::survival::support::Results;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::process::Command;

/// Results on a disk of their own.
struct Disk {
    results: Results,
}

impl Disk {
    fn new(size: &str) -> Self {
        let results = Results::new();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(results.path())
            .status();
        assert!(mounted.unwrap().success());
        Self { results }
    }

    fn remount(&self, options: &str) {
        let remounted = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(self.results.path())
            .status();
        assert!(remounted.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount")
            .arg("--lazy")
            .arg(self.results.path())
            .status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} stays mounted", self.results.path().display());
        }
    }
}

#[test]
#[ignore = "needs root, to mount a disk"]
fn a_full_disk_loses_nothing() {
    let why = "No space left on device (os error 28)";
    // Full at the first checkpoint; between runs; at the figures; at the report.
    for size in ["24k", "60k", "120k", "300k", "500k"] {
        let disk = Disk::new(size);
        let results = &disk.results;
        for _ in 0..2 {
            assert_reported(results, &results.run(&[]).output().unwrap(), why);
        }
        disk.remount("size=50m");
        let kept = results.ended_runs();
        let run = results.run(&[]).assert().success();
        if kept > 0 {
            let told = format!("{kept} of 6 runs already finished");
            run.stderr(contains(told).and(contains("warning").not()));
        }
        assert_same(&results.deterministic_files(), &undisturbed(&[]));
    }
}

#[test]
#[ignore = "needs root, to mount a disk"]
fn a_read_only_folder_can_be_inspected() {
    let disk = Disk::new("50m");
    let results = &disk.results;
    results.run(&["--shard", "1/2"]).assert().success();
    disk.remount("ro");
    let before = everything(results.path());
    for mut command in [results.run(&[]), plot(results)] {
        let output = command.output().unwrap();
        let error = refusal(&output);
        assert!(error.contains(".locks"), "{error}");
        assert!(
            error.ends_with("Read-only file system (os error 30)"),
            "{error}"
        );
        assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
    }
    let told = status(results).assert().success();
    told.stdout(contains("3 finished, 3 waiting of 6"));
    assert_same(&everything(results.path()), &before);
    disk.remount("rw");
    results.run(&[]).assert().success();
    assert_same(&results.deterministic_files(), &undisturbed(&[]));
}
