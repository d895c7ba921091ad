//! A power cut: a file that is renamed into place is on the disk by then, and so is its new name
//! soon after. A test cannot cut the power, but it can see the order of the system calls.

use crate::survival::support::{Results, SMALL};
use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The path in `fsync(5</path>)`.
fn synced(call: &str) -> Option<&str> {
    let (_, path) = call.strip_prefix("fsync(")?.split_once('<')?;
    path.split('>').next()
}

/// Both paths of a rename.
fn renamed(call: &str) -> Option<(&str, &str)> {
    let call = call.strip_prefix("rename")?;
    let mut quoted = call.split('"').skip(1).step_by(2);
    Some((quoted.next()?, quoted.next()?))
}

#[test]
#[ignore = "needs strace"]
fn every_file_is_on_the_disk_before_it_has_its_name() {
    let results = Results::new();
    let trace = results.path().join("trace");
    let output = Command::new("strace")
        .args([
            "-f",
            "-y",
            "-qq",
            "-e",
            "trace=fsync,rename,renameat,renameat2",
        ])
        .args(["-e", "signal=none", "-o"])
        .arg(&trace)
        .arg(assert_cmd::cargo::cargo_bin!("crease"))
        .args(results.arguments(&SMALL))
        .args(["--keep-every", "0"])
        .output()
        .unwrap();
    let text = fs::read_to_string(&trace).unwrap_or_default();
    assert!(output.status.success(), "{output:?}");

    let mut on_disk = HashSet::new();
    let mut names_to_sync = HashSet::new();
    let mut renames = 0;
    for line in text.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(path) = synced(call) {
            on_disk.insert(path.to_owned());
            names_to_sync.remove(&(thread.to_owned(), path.to_owned()));
        } else if let Some((from, to)) = renamed(call) {
            assert!(
                on_disk.contains(from),
                "{to} was named before it was written"
            );
            let folder = Path::new(to).parent().unwrap().display().to_string();
            names_to_sync.insert((thread.to_owned(), folder));
            renames += 1;
        }
    }
    // 6 runs: at least a checkpoint, measures, status and many states each.
    assert!(renames > 6 * 4, "{renames}");
    assert!(names_to_sync.is_empty(), "{names_to_sync:?}");
}
