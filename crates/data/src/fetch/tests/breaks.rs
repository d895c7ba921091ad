//! Downloads that break off.

use super::server::{Answer, Server};
use super::support::{Ear, Small, impatient, packed};
use crate::fetch::{TRIES, fetch_files};
use std::fs;
use std::time::Duration;

#[test]
fn resumes_where_it_broke_off() {
    let small = Small::new();
    let files = small.packed();
    let server = Server::start(move |before, request| {
        let good = Answer::good(&files(request), request);
        if before < 2 { good.cut(100_000) } else { good }
    });
    let ear = small.is_fetched(&[server.address()]);
    assert_eq!(
        server.ranges(),
        [None, Some(100_000), Some(200_000), None],
        "{:#?}",
        ear.said
    );
    let total = packed(&small.alpha).len();
    assert!(ear.heard(&format!("broke off after 100000 of {total} bytes")));
    // Progress never starts again from zero.
    let mut alpha = ear
        .progress
        .iter()
        .filter(|(_, of)| *of == Some(total as u64));
    assert!(alpha.clone().is_sorted());
    assert_eq!(alpha.next_back(), Some(&(total as u64, Some(total as u64))));
}

#[test]
fn continues_at_the_next_mirror() {
    let small = Small::new();
    let files = small.packed();
    let dying = Server::start(move |before, request| match before {
        0 => Answer::good(&files(request), request).cut(100_000),
        _ => Answer::status("503 Service Unavailable", ""),
    });
    let good = Server::start(small.good());
    let ear = small.is_fetched(&[dying.address(), good.address()]);
    assert_eq!(good.ranges(), [Some(100_000), None]);
    assert!(
        ear.heard("alpha.gz answers 503 Service Unavailable"),
        "{:#?}",
        ear.said
    );
}

#[test]
fn the_next_process_resumes_from_the_part() {
    let small = Small::new();
    let files = small.packed();
    let dying = Server::start(move |before, request| match before {
        0 => Answer::good(&files(request), request).cut(100_000),
        _ => Answer::status("404 Not Found", ""),
    });
    let (result, _) = small.fetch(&[dying.address()]);
    let message = result.unwrap_err().to_string();
    for part in [
        "cannot fetch alpha: http://127.0.0.1:",
        "/mnist/alpha.gz answers 404 Not Found;",
        "alpha.gz.part: run the same command to resume",
    ] {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
    assert_eq!(small.names(), ["alpha.gz.part"]);
    let good = Server::start(small.good());
    small.is_fetched(&[good.address()]);
    assert_eq!(good.ranges(), [Some(100_000), None]);
}

#[test]
fn a_stalled_connection_times_out_and_resumes() {
    let small = Small::new();
    let files = small.packed();
    let server = Server::start(move |before, request| {
        let good = Answer::good(&files(request), request);
        match before {
            0 => good.cut(100_000).hold(Duration::from_secs(30)),
            _ => good,
        }
    });
    let mut mirrors = impatient(&[server.address()]);
    mirrors.stall = Duration::from_secs(2);
    let mut ear = Ear::default();
    fetch_files(small.folder(), &small.files, &mirrors, &mut ear).unwrap();
    small.is_complete();
    assert_eq!(server.ranges(), [None, Some(100_000), None]);
    assert!(ear.heard("timeout"), "{:#?}", ear.said);
}

#[test]
fn a_mirror_that_keeps_breaking_off_is_abandoned() {
    let small = Small::new();
    let files = small.packed();
    let trickle = Server::start(move |_, request| Answer::good(&files(request), request).cut(1));
    let good = Server::start(small.good());
    small.is_fetched(&[trickle.address(), good.address()]);
    let to_alpha = trickle
        .requests()
        .iter()
        .filter(|request| request.path.contains("alpha"))
        .count();
    assert_eq!(to_alpha, TRIES);
    assert_eq!(good.ranges()[0], Some(TRIES));
}

#[test]
fn without_a_length_a_file_cut_off_is_noticed() {
    let small = Small::new();
    let files = small.packed();
    let server =
        Server::start(move |_, request| Answer::without_length(&files(request)).cut(100_000));
    let good = Server::start(small.good());
    let ear = small.is_fetched(&[server.address(), good.address()]);
    assert!(ear.heard("unpacking it fails after "), "{:#?}", ear.said);
    assert_eq!(good.ranges()[0], None);
}

#[test]
fn a_server_without_ranges_starts_over() {
    let small = Small::new();
    let files = small.packed();
    let server = Server::start(move |before, request| {
        let whole = Answer::whole(&files(request));
        if before == 0 {
            whole.cut(100_000)
        } else {
            whole
        }
    });
    small.is_fetched(&[server.address()]);
    assert_eq!(server.ranges(), [None, Some(100_000), None]);
}

#[test]
fn a_server_that_sends_another_range_is_rejected() {
    let small = Small::new();
    let files = small.packed();
    let server = Server::start(move |before, request| {
        let bytes = files(request);
        match before {
            0 => Answer::whole(&bytes).cut(100_000),
            1 => Answer::part(&bytes, 50_000, 50_000),
            _ => Answer::good(&bytes, request),
        }
    });
    let ear = small.is_fetched(&[server.address()]);
    assert_eq!(server.ranges(), [None, Some(100_000), None, None]);
    assert!(ear.heard("cannot resume the partial download; starting over"));
}

#[test]
fn a_server_that_lies_about_the_range_is_detected() {
    let small = Small::new();
    let files = small.packed();
    let server = Server::start(move |before, request| {
        let bytes = files(request);
        match before {
            0 => Answer::whole(&bytes).cut(100_000),
            1 => Answer::part(&bytes, 50_000, 100_000),
            _ => Answer::good(&bytes, request),
        }
    });
    let ear = small.is_fetched(&[server.address()]);
    assert!(ear.heard("starting over"), "{:#?}", ear.said);
}

#[test]
fn a_part_of_something_else_is_thrown_away() {
    let small = Small::new();
    let total = packed(&small.alpha).len();
    // Another beginning, one that is whole but wrong, one that is too long, one far too long.
    for length in [1000, total, total + 1, 2 * small.alpha.len()] {
        fs::write(small.path("alpha.gz.part"), vec![7; length]).unwrap();
        let server = Server::start(small.good());
        small.is_fetched(&[server.address()]);
        let first = (length <= total + 1).then_some(length);
        let again = first.map(|_| None);
        let expected: Vec<_> = [Some(first), again, Some(None)]
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(server.ranges(), expected, "{length}");
        fs::remove_file(small.path("alpha")).unwrap();
        fs::remove_file(small.path("beta")).unwrap();
    }
}

#[test]
fn a_part_that_is_all_there_is_not_fetched_again() {
    let small = Small::new();
    let bytes = packed(&small.alpha);
    fs::write(small.path("alpha.gz.part"), &bytes).unwrap();
    let server = Server::start(small.good());
    let ear = small.is_fetched(&[server.address()]);
    assert_eq!(server.ranges(), [Some(bytes.len()), None]);
    assert!(ear.heard(&format!("resuming after {} bytes", bytes.len())));
}
