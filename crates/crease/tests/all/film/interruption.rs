//! Ctrl-C.

#![cfg(unix)]

use super::support::Training;
use crate::count::support::{Tensor, safetensors};
use crate::pipeline::support::signal;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

#[test]
fn ctrl_c_writes_nothing() {
    let training = Training::new();
    // Enough frames for seconds.
    let mut networks = Vec::new();
    for k in 0..400_u16 {
        let bytes = many_regions(k);
        let name = format!("many-{k}.safetensors");
        networks.push(training.files.write(&name, bytes));
    }
    for (name, signals) in [("film.png", "-INT"), ("film.html", "-TERM")] {
        let film = training.files.write(name, "before");
        let before = training.names();
        let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
        command.arg("film").arg("--network").args(&networks);
        command.arg("--slice").arg(&training.slice);
        command.args(["--dpi", "300", "--output"]).arg(&film);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(700));
        assert!(child.try_wait().unwrap().is_none(), "it is at work");
        signal(&child, signals);
        let output = child.wait_with_output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{name}: {message}");
        assert!(
            message.contains("stopped; nothing was written"),
            "{message}"
        );
        assert_eq!(fs::read_to_string(&film).unwrap(), "before");
        assert_eq!(training.names(), before);
    }
}

/// A network with some 1,000 regions, so that a film of many takes seconds.
fn many_regions(seed: u16) -> Vec<u8> {
    let numbers = |count: u32, first: u32| -> Vec<f32> {
        let number = |index: u32| ((index + first) * 7919 + u32::from(seed) * 31) % 997;
        (0..count)
            .map(|index| number(index) as f32 / 498.5 - 1.0)
            .collect()
    };
    let [first, bias, second, other, last] =
        [(80, 1), (40, 90), (1600, 200), (40, 1900), (40, 2000)]
            .map(|(count, first)| numbers(count, first));
    let tensors: [Tensor; 6] = [
        ("0.weight", &[40, 2], &first),
        ("0.bias", &[40], &bias),
        ("2.weight", &[40, 40], &second),
        ("2.bias", &[40], &other),
        ("4.weight", &[1, 40], &last),
        ("4.bias", &[1], &[0.1]),
    ];
    safetensors(&tensors)
}
