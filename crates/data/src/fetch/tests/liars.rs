//! Mirrors that have something else.

use super::server::{Answer, Server};
use super::support::{Ear, Small, impatient, packed};
use crate::fetch::fetch_files;
use std::net::TcpListener;
use std::time::Duration;

/// Checks that the next mirror is tried after such an answer, and that the reason is reported.
fn is_left(answer: Answer, reason: &str) {
    let small = Small::new();
    let liar = Server::start(move |_, _| answer.clone());
    let good = Server::start(small.good());
    let ear = small.is_fetched(&[liar.address(), good.address()]);
    assert!(
        ear.heard(reason),
        "{reason:?} was not said: {:#?}",
        ear.said
    );
    // As the only mirror, it is an error and leaves nothing.
    let small = Small::new();
    let message = small.fetch(&[liar.address()]).0.unwrap_err().to_string();
    assert!(message.contains(reason), "{message}");
    assert!(small.names().is_empty(), "{:?}", small.names());
}

#[test]
fn no_such_file() {
    is_left(
        Answer::status("404 Not Found", ""),
        "alpha.gz answers 404 Not Found",
    );
    is_left(Answer::status("403 Forbidden", ""), "answers 403 Forbidden");
    // A range that was not requested.
    is_left(Answer::part(b"abcdef", 3, 3), "answers 206 Partial Content");
}

#[test]
fn a_page_to_log_in() {
    is_left(
        Answer::whole(b"<html>Welcome to our WiFi</html>"),
        "has 32 bytes beginning with 3c 68 74 6d, SHA-256 ",
    );
}

#[test]
fn nothing() {
    is_left(Answer::whole(b""), "has 0 bytes, SHA-256 e3b0c442...");
}

#[test]
fn another_of_the_files() {
    let beta = packed(&Small::new().beta);
    is_left(Answer::whole(&beta), "is beta, not alpha");
}

#[test]
fn three_bytes_too_many() {
    let mut bytes = Small::new().alpha;
    bytes.extend([1, 2, 3]);
    is_left(
        Answer::whole(&packed(&bytes)),
        "unpacks to more than 300000 bytes",
    );
}

#[test]
fn a_bomb() {
    is_left(
        Answer::whole(&packed(&vec![0; 100_000_000])),
        " bytes, expected at most 307096",
    );
    is_left(
        Answer::whole(&packed(&vec![0; 10_000_000])),
        "unpacks to more than 300000 bytes beginning with 00 00 00 00",
    );
}

#[test]
fn more_than_the_file_can_have() {
    let endless = vec![0; 2_000_000];
    is_left(
        Answer::whole(&endless),
        "offers 2000000 bytes, expected at most 307096",
    );
    is_left(
        Answer::without_length(&endless),
        "sends more than 307096 bytes",
    );
}

#[test]
fn no_http_at_all() {
    is_left(Answer::status("999999 Hello", ""), "alpha.gz");
}

#[test]
fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let small = Small::new();
    let message = small.fetch(&[address]).0.unwrap_err().to_string();
    assert!(message.contains("refused"), "{message}");
    assert!(small.names().is_empty());
    let message = small.fetch(&[]).0.unwrap_err().to_string();
    assert!(message.contains("no mirror was named"), "{message}");
    let message = small
        .fetch(&["not an address".to_owned()])
        .0
        .unwrap_err()
        .to_string();
    assert!(message.contains("not an address/alpha.gz "), "{message}");
}

#[test]
fn silence() {
    let small = Small::new();
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let good = Server::start(small.good());
    let mut mirrors = impatient(&[address, good.address()]);
    mirrors.stall = Duration::from_secs(2);
    let mut ear = Ear::default();
    fetch_files(small.folder(), &small.files, &mirrors, &mut ear).unwrap();
    small.is_complete();
    assert!(ear.heard("timeout"), "{:#?}", ear.said);
}

#[test]
fn a_mirror_that_has_moved_is_followed() {
    let small = Small::new();
    let good = Server::start(small.good());
    let address = good.address();
    let moved = Server::start(move |_, request| {
        let name = request.path.rsplit('/').next().unwrap();
        Answer::status("302 Found", &format!("Location: {address}/{name}\r\n"))
    });
    small.is_fetched(&[moved.address()]);
    assert_eq!(good.ranges(), [None, None]);
}
