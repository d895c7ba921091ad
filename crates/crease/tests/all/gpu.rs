//! The whole pipeline on a GPU, or on Mesa's lavapipe.

use assert_cmd::Command;
use predicates::str::contains;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn crease() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
}

/// The quick preset of Figure 5 on the GPU, 6 runs of 3 checkpoints.
fn run(results: &Path, arguments: &[&str]) -> Command {
    let fig5 = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/fig5.toml");
    let mut command = crease();
    command
        .arg("run")
        .arg(fig5)
        .args(["--preset", "quick", "--set", "repeats=2"])
        .args(["--set", "training.epochs=12", "--results"])
        .arg(results)
        .args(["--set", "checkpoints=[{from = 0, to = 12, count = 3}]"])
        .args(arguments);
    command
}

#[test]
fn a_figure_is_trained_on_the_adapter_that_is_listed() {
    let listed = crease().arg("backends").assert().success();
    let listed = String::from_utf8(listed.get_output().stdout.clone()).unwrap();
    let used = listed.lines().find_map(|line| line.strip_suffix(": used"));
    let adapter = used.expect(&listed).trim();
    if let Ok(meant) = std::env::var("CREASE_TEST_ADAPTER") {
        assert!(adapter.contains(&meant), "{adapter}, expected {meant}");
    }
    let results = TempDir::new().unwrap();
    let gpu = ["--backend", "wgpu", "--stack", "8"];
    run(results.path(), &gpu)
        .assert()
        .success()
        .stderr(contains(format!("wgpu on {adapter}")));
    let folder = results.path().join("fig5-quick");
    let table = fs::read_to_string(folder.join("table.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 6 * 3);
    for name in ["provenance.json", "report.html"] {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains(adapter), "{name} does not say {adapter}");
    }
    run(results.path(), &gpu)
        .assert()
        .success()
        .stderr(contains("6 of 6 runs already finished"));
}

/// A Vulkan loader without a driver finds no adapter; the error says so, and nothing is computed.
#[test]
#[cfg(target_os = "linux")]
fn without_an_adapter_there_is_one_error() {
    let results = TempDir::new().unwrap();
    run(results.path(), &["--backend", "wgpu"])
        .env("VK_DRIVER_FILES", "/nonexistent.json")
        .env("VK_ICD_FILENAMES", "/nonexistent.json")
        .env("__EGL_VENDOR_LIBRARY_FILENAMES", "/nonexistent.json")
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("error: the backend wgpu finds no GPU"));
    assert!(!results.path().join("fig5-quick").exists());
}
