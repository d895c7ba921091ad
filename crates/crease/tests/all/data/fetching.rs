//! The real MNIST, from mirrors on this machine and from folders.

use crate::data::server::{Answer, Server};
use crate::data::support::{Data, NAMES, good, packed, real};
use crease_data::{MNIST, PUBLISHED};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;
use std::process::Stdio;

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn an_interrupted_download_resumes_and_is_complete_with_mnist() {
    let real = real();
    let files = packed(&real);
    let server = Server::start(move |before, request| {
        let good = Answer::good(&files(request), request);
        if before == 0 {
            good.cut(5_000_000)
        } else {
            good
        }
    });
    let data = Data::new();
    data.command()
        .args(["--mirror", &server.address()])
        .assert()
        .code(0)
        .stdout("MNIST is in data: 60,000 training and 10,000 test images, verified\n")
        .stderr(
            contains("broke off after 5000000 of 9912398 bytes").and(contains(
                "data/train-labels-idx1-ubyte: fetched and verified\n",
            )),
        );
    assert_eq!(data.names(), NAMES);
    assert_eq!(server.ranges(), [None, Some(5_000_000), None, None, None]);
    MNIST.load(&data.folder()).unwrap();

    // Again: nothing to do, so no request is sent to a mirror.
    data.command()
        .args(["--mirror", &server.address()])
        .assert()
        .code(0)
        .stderr(contains("train-images-idx3-ubyte is already there\n"));
    assert_eq!(server.requests().len(), 5);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn existing_files_are_used_with_mnist() {
    let real = real();
    let data = Data::new();
    let elsewhere = data.home().join("elsewhere");
    data.command()
        .arg("--from")
        .arg(&real)
        .env("CREASE_DATA", &elsewhere)
        .assert()
        .code(0)
        .stdout(contains(
            "elsewhere: 60,000 training and 10,000 test images",
        ))
        .stderr(contains(": verified and taken from "));
    assert!(!data.folder().exists());
    // A folder of packed files counts as complete.
    data.command()
        .args(["--mirror", "http://127.0.0.1:9/"])
        .env("CREASE_DATA", &real)
        .assert()
        .code(0)
        .stderr(contains("train-images-idx3-ubyte.gz is already there"));
    // An empty variable counts as unset.
    data.command()
        .arg("--from")
        .arg(&elsewhere)
        .env("CREASE_DATA", "")
        .assert()
        .code(0);
    assert_eq!(data.names(), NAMES);
}

#[test]
#[cfg(unix)]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn the_folder_of_torchvision_works_like_its_files_with_mnist() {
    let data = Data::new();
    let raw = data.home().join("datasets/MNIST/raw");
    std::fs::create_dir_all(raw.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(real(), raw).unwrap();
    let there = |home: &str| {
        let mut command = data.command();
        command.env("CREASE_DATA", home).assert().code(0)
    };
    for home in ["datasets", "datasets/MNIST"] {
        there(home).stderr(contains(" is already there").count(4));
        data.command().args(["--from", home]).assert().code(0);
        assert_eq!(data.names(), NAMES);
        std::fs::remove_dir_all(data.folder()).unwrap();
    }
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn two_processes_at_once_do_no_harm_with_mnist() {
    let real = real();
    let server = Server::start(good(&real));
    let data = Data::new();
    let processes = [(); 3].map(|()| {
        let mut command = data.std_command();
        command.args(["--mirror", &server.address()]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    });
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    assert_eq!(data.names(), NAMES);
    assert_eq!(server.requests().len(), 4, "{:?}", server.requests());
    MNIST.load(&data.folder()).unwrap();
}

/// A mirror on this machine cannot have the files of the other sets, but their names are requested
/// from it, and what it has is refused by size and hash.
#[test]
fn other_sets_are_fetched_by_name_and_verified() {
    let server = Server::start(|_, _| Answer::whole(b"made up"));
    for set in PUBLISHED.iter().filter(|set| set.name != "mnist") {
        let (name, file) = (set.name, set.files[0].name);
        let data = Data::new();
        data.command()
            .arg(name)
            .args(["--mirror", &server.address()])
            .assert()
            .code(2)
            .stdout("")
            .stderr(
                contains(format!("cannot fetch {file}: "))
                    .and(contains(format!(
                        "/mnist/{file} has 7 bytes beginning with 6d 61 64 65"
                    )))
                    .and(contains(format!("`crease data {name} --from DIR`"))),
            );
        assert_eq!(fs::read_dir(data.folder().join(name)).unwrap().count(), 0);
    }
    let names = PUBLISHED.map(|set| set.name).join(", ");
    let data = Data::new();
    data.command()
        .arg("imagenet")
        .assert()
        .code(2)
        .stderr(contains(format!("[possible values: {names}]")));
}
