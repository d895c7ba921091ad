//! File systems without locks, simulated by strace: everything is done, with one warning that
//! nothing keeps two processes apart.

use crate::survival::scene::{assert_same, undisturbed};
use crate::survival::support::{Results, SMALL, fig5};
use std::process::{Command, Output};

/// `crease` where locking a file fails with this error.
fn crease(error: &str, results: &Results, arguments: &[&str]) -> Output {
    Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=flock", "-e"])
        .arg(format!("inject=flock:error={error}"))
        .arg(assert_cmd::cargo::cargo_bin!("crease"))
        .args(arguments)
        .arg("--results")
        .arg(results.path())
        .output()
        .unwrap()
}

#[test]
#[ignore = "needs strace"]
fn without_locks_everything_works_with_one_warning() {
    let fig5 = fig5();
    let run = ["run", fig5.to_str().unwrap(), "--preset", "quick"];
    // 524 is an error of NFS in Linux that has no name outside the kernel.
    for error in ["ENOLCK", "ENOSYS", "EOPNOTSUPP", "524"] {
        let results = Results::new();
        let shard = |part| [&run[..], &SMALL, &["--shard", part]].concat();
        for arguments in [
            &shard("1/2")[..],
            &shard("2/2"),
            &["plot", "fig5-quick"],
            &["verify", "--quick", "--networks", "8", "--seed", "3"],
        ] {
            let output = crease(error, &results, arguments);
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(output.status.success(), "{error} {arguments:?}: {told}");
            let warned = told.matches("has no locks: do not let two processes");
            assert_eq!(warned.count(), 1, "{error} {arguments:?}: {told}");
        }
        assert_same(&results.deterministic_files(), &undisturbed(&[]));
    }
}

#[test]
#[ignore = "needs strace"]
fn another_trouble_with_a_lock_is_an_error() {
    let fig5 = fig5();
    let run = ["run", fig5.to_str().unwrap(), "--preset", "quick"];
    let output = crease("EIO", &Results::new(), &run);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.starts_with("error: cannot lock "), "{told}");
    assert_eq!(told.lines().count(), 1, "{told}");
}
