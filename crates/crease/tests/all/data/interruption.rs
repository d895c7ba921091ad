//! Ctrl-C while a file is downloaded.

#![cfg(unix)]

use crate::data::server::{Answer, Server};
use crate::data::support::{Data, NAMES, packed, real};
use predicates::str::contains;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn ctrl_c_leaves_only_the_part_and_the_next_command_resumes_with_mnist() {
    let real = real();
    let files = packed(&real);
    let server = Server::start(move |before, request| {
        let good = Answer::good(&files(request), request);
        match before {
            0 => good.cut(5_000_000).hold(Duration::from_mins(10)),
            _ => good,
        }
    });
    let data = Data::new();
    let mut command = data.std_command();
    command.args(["--mirror", &server.address()]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();

    let part = data.folder().join("train-images-idx3-ubyte.gz.part");
    let began = Instant::now();
    while fs::metadata(&part).map_or(0, |metadata| metadata.len()) < 5_000_000 {
        assert!(began.elapsed() < Duration::from_mins(1), "nothing comes");
        thread::sleep(Duration::from_millis(20));
    }
    let id = process.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.unwrap().success());
    let status = process.wait().unwrap();
    assert_eq!(status.signal(), Some(2), "{status}");
    assert!(began.elapsed() < Duration::from_mins(1));

    assert_eq!(data.names(), ["train-images-idx3-ubyte.gz.part"]);
    data.command()
        .args(["--mirror", &server.address()])
        .assert()
        .code(0)
        .stderr(contains("resuming after 5000000 bytes"));
    assert_eq!(data.names(), NAMES);
    assert_eq!(server.ranges()[..2], [None, Some(5_000_000)]);
}
