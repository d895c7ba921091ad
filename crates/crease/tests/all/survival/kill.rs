//! SIGKILL at any moment: the same command resumes, and ends as if nothing had happened.

use crate::survival::scene::{assert_same, logs};
use crate::survival::support::Results;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

const KILLS: usize = 50;

/// 6 runs of 40 checkpoints, all kept, which together take much longer than a process lives here.
const SWEEP: [&str; 12] = [
    "--set",
    "repeats=2",
    "--set",
    "sweep.task.memorise.points=[250, 1000, 2500]",
    "--set",
    "training.epochs=800",
    "--set",
    "checkpoints=[{from = 0, to = 800, count = 40}]",
    "--set",
    "keep=\"all\"",
    "--keep-every",
    "0.05",
];

fn start(results: &Results, jobs: u32) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin!("crease"))
        .args(results.arguments(&SWEEP))
        .args(["--jobs", &jobs.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn killed_at_fifty_random_moments_a_sweep_ends_with_the_same_bytes() {
    let whole = Results::new();
    let began = Instant::now();
    let output = start(&whole, 2).wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    // Adapted to the speed of this machine: long enough to achieve something, too short to finish.
    let longest = began.elapsed() / 8;
    let expected = whole.deterministic_files();
    assert!(expected.len() > 6 * 41, "{}", expected.len());

    let mut random = ChaCha8Rng::seed_from_u64(50);
    let (mut kills, mut resumed) = (0, 0);
    let mut results = Results::new();
    loop {
        let mut child = start(&results, random.random_range(1..=3));
        if kills < KILLS {
            // Some moments are before the first run, some after the last one.
            thread::sleep(longest.mul_f64(random.random_range(0.0..1.0)));
        }
        if kills < KILLS && child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            continue;
        }
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{stderr}");
        assert!(!stderr.contains("warning"), "nothing is damaged: {stderr}");
        assert_same(&results.deterministic_files(), &expected);
        resumed += logs(&results).matches("resumes").count();
        if kills == KILLS {
            break;
        }
        results = Results::new();
    }
    assert!(resumed > 0, "no run resumed in its middle");
}
