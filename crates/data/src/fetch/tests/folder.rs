//! What is in the data folder already.

use super::server::{Answer, Server};
use super::support::{Ear, Small, impatient, packed};
use crate::fetch::fetch_files;
use crate::{DataError, Watch};
use std::fs;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

#[test]
fn an_empty_folder_is_filled_and_then_left_alone() {
    let small = Small::new();
    let server = Server::start(small.good());
    let ear = small.is_fetched(&[server.address()]);
    assert!(ear.heard("alpha: fetched and verified"), "{:#?}", ear.said);
    let paths: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert_eq!(paths, ["/mnist/alpha.gz", "/mnist/beta.gz"]);
    let ear = small.is_fetched(&[server.address()]);
    assert!(ear.heard("alpha is already there"), "{:#?}", ear.said);
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_folder_that_is_not_there_is_created() {
    let small = Small::new();
    let server = Server::start(small.good());
    let folder = small.path("a/b");
    let mirrors = impatient(&[server.address()]);
    let mut ear = Ear::default();
    fetch_files(&folder, &small.files, &mirrors, &mut ear).unwrap();
    assert!(fs::read(folder.join("alpha")).unwrap() == small.alpha);
}

#[test]
fn right_files_are_kept_and_wrong_ones_replaced() {
    let small = Small::new();
    fs::write(small.path("alpha"), b"something else").unwrap();
    fs::write(small.path("beta.gz"), packed(&small.beta)).unwrap();
    let server = Server::start(small.good());
    let (result, ear) = small.fetch(&[server.address()]);
    result.unwrap();
    assert!(
        ear.heard("alpha has 14 bytes beginning with 73 6f 6d 65"),
        "{:#?}",
        ear.said
    );
    assert!(ear.heard("; fetching it again"));
    assert!(ear.heard("beta.gz is already there"));
    assert_eq!(small.names(), ["alpha", "beta.gz"]);
    assert!(fs::read(small.path("alpha")).unwrap() == small.alpha);
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_wrong_file_stays_until_there_is_a_right_one() {
    let small = Small::new();
    fs::write(small.path("alpha"), b"something else").unwrap();
    let server = Server::start(|_, _| Answer::status("404 Not Found", ""));
    small.fetch(&[server.address()]).0.unwrap_err();
    assert_eq!(small.names(), ["alpha"]);
    assert_eq!(fs::read(small.path("alpha")).unwrap(), b"something else");
}

#[test]
fn a_folder_in_the_way_is_named() {
    let small = Small::new();
    fs::create_dir(small.path("alpha")).unwrap();
    let error = small.fetch(&[]).0.unwrap_err();
    assert!(matches!(&error, DataError::InTheWay { path } if *path == small.path("alpha")));
    assert!(
        error.to_string().contains("alpha is not a file: remove it"),
        "{error}"
    );
}

#[test]
fn what_a_killed_process_left_is_removed() {
    let small = Small::new();
    fs::write(small.path("alpha.part-x7Yz"), b"half").unwrap();
    let server = Server::start(small.good());
    small.is_fetched(&[server.address()]);
}

/// Signals when it has to wait for another process.
struct Waiting(Sender<()>);

impl Watch for Waiting {
    fn note(&mut self, line: &str) {
        if line.contains("another process is fetching it") {
            self.0.send(()).unwrap();
        }
    }

    fn progress(&mut self, _file: &str, _done: u64, _total: Option<u64>) {}
}

#[test]
fn two_at_once_fetch_once() {
    let small = Small::new();
    let files = small.packed();
    let (sender, receiver) = channel();
    let receiver = Mutex::new(receiver);
    // The first answer comes only when the other process waits.
    let server = Server::start(move |before, request| {
        if before == 0 {
            let waits = receiver
                .lock()
                .unwrap()
                .recv_timeout(Duration::from_mins(1));
            waits.expect("nobody waits");
        }
        Answer::good(&files(request), request)
    });
    let mut mirrors = impatient(&[server.address()]);
    mirrors.stall = Duration::from_mins(1);
    thread::scope(|scope| {
        let both = [(); 2].map(|()| {
            let mut watch = Waiting(sender.clone());
            let (small, mirrors) = (&small, &mirrors);
            scope.spawn(move || fetch_files(small.folder(), &small.files, mirrors, &mut watch))
        });
        for one in both {
            one.join().unwrap().unwrap();
        }
    });
    small.is_complete();
    assert_eq!(server.requests().len(), 2, "{:?}", server.requests());
}
