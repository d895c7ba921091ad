//! What goes wrong: exit code 2, the reason last, nothing on stdout.

use crate::data::server::{Answer, Server};
use crate::data::support::Data;
use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_match};
use std::fs;

fn fails(command: &mut Command, message: &str) {
    command.assert().code(2).stdout("").stderr(
        is_match("(^|\n)error: [^\n]*\n$")
            .unwrap()
            .and(contains(message)),
    );
}

#[test]
fn mirrors_without_the_files() {
    let server = Server::start(|_, _| Answer::status("404 Not Found", ""));
    let page = Server::start(|_, _| Answer::whole(b"<html>Please log in</html>"));
    let data = Data::new();
    let both = ["--mirror", &server.address(), "--mirror", &page.address()];
    fails(
        data.command().args(both),
        "/mnist/train-images-idx3-ubyte.gz answers 404 Not Found; http://127.0.0.1:",
    );
    fails(
        data.command().args(both),
        "train-images-idx3-ubyte.gz has 26 bytes beginning with 3c 68 74 6d, SHA-256 ",
    );
    fails(
        data.command().args(both),
        "without internet: `crease data --from DIR`",
    );
    assert!(data.names().is_empty());
}

#[test]
fn no_internet() {
    let data = Data::new();
    fails(
        data.command().args(["--mirror", "http://127.0.0.1:9/"]),
        "error: cannot fetch train-images-idx3-ubyte: http://127.0.0.1:9/train-images-idx3-ubyte.gz ",
    );
    fails(
        data.command()
            .args(["--mirror", "https://mirror.invalid/mnist"]),
        "https://mirror.invalid/mnist/train-images-idx3-ubyte.gz ",
    );
    fails(
        data.command().args(["--mirror", "gopher"]),
        "gopher/train-images-idx3-ubyte.gz ",
    );
}

#[test]
fn the_proxy_of_the_environment_is_used() {
    let proxy = Server::start(|_, _| Answer::status("407 Proxy Authentication Required", ""));
    let address = proxy.address();
    let data = Data::new();
    let mut command = data.command();
    command.args(["--mirror", "https://mirror.invalid/mnist"]);
    fails(
        command.env("HTTPS_PROXY", address.trim_end_matches("/mnist")),
        "proxy",
    );
    assert_eq!(proxy.requests()[0].path, "mirror.invalid:443");
}

#[test]
fn a_folder_without_the_files() {
    let data = Data::new();
    fails(
        data.command().args(["--from", "nowhere"]),
        "are missing in nowhere: expected the files of MNIST there",
    );
    let name = "t10k-labels-idx1-ubyte";
    fs::create_dir(data.home().join("bad")).unwrap();
    for name in crate::data::support::NAMES {
        fs::write(data.home().join("bad").join(name), b"").unwrap();
    }
    fails(
        data.command().args(["--from", "bad"]),
        "error: bad/train-images-idx3-ubyte has 0 bytes, SHA-256 e3b0c442..., expected 47040016 \
         bytes, SHA-256 ba891046...: it is too short\n",
    );
    fs::create_dir(data.folder().join(name)).unwrap();
    fails(
        data.command().args(["--from", "bad"]),
        "error: data/t10k-labels-idx1-ubyte is not a file: remove it, then run `crease data`",
    );
}

#[test]
fn a_file_in_the_place_of_the_folder() {
    let data = Data::new();
    fs::write(data.folder(), b"").unwrap();
    fails(&mut data.command(), "error: cannot create data: ");
}

#[test]
fn one_place_or_the_other() {
    let data = Data::new();
    let mut command = data.command();
    command.args(["--from", ".", "--mirror", "http://127.0.0.1:9/"]);
    command
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("cannot be used with"));
    assert!(!data.folder().exists());
}

#[test]
fn help_shows_the_commands_to_type() {
    let help = Data::new().command().arg("--help").assert().code(0);
    for line in [
        "crease data --from ~/Downloads",
        "CREASE_DATA=",
        "HTTPS_PROXY",
    ] {
        let output = String::from_utf8_lossy(&help.get_output().stdout).into_owned();
        assert!(output.contains(line), "{output}");
    }
}
