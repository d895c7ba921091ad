//! The page of `crease explore`.

use super::chromium;
use super::devtools::Browser;
use super::explorer::{text, wait_for};
use crate::count::support::{Files, SQUARE, crease, json};
use crate::explore::Served;
use serde_json::{Value, json as object};
use std::time::Duration;

/// The centre of a window and half its side, as the page shows them.
fn window_of(text: &str) -> [f64; 3] {
    let numbers = text
        .split(['[', ',', ']', ' '])
        .filter_map(|word| word.parse().ok());
    let numbers: Vec<f64> = numbers.collect();
    numbers.try_into().unwrap_or_else(|_| panic!("{text}"))
}

const SETTLED: &str = "document.getElementById('where').textContent.startsWith('in the window')";

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn the_served_page_counts_again_where_one_zooms_in() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let files = Files::new();
    let network = crate::cells::network(&files, &[2, 24, 24, 24, 2], 11);
    let slice = files.write("slice.json", SQUARE);
    let mut served = Served::start(&network, &slice, &[]);
    let mut browser = Browser::start(&chromium);
    browser.call("Page.navigate", &object!({ "url": served.address }));
    browser.events_until("Page.loadEventFired");
    let ready =
        "document.documentElement.dataset.frame === '0' && !!document.getElementById('where')";
    wait_for(&mut browser, ready);
    assert!(text(&mut browser, "where").contains("half_side 1"));
    let whole = text(&mut browser, "counts");
    for round in 1..=4 {
        // Into the middle, away from 0.
        browser.evaluate("document.getElementById('cells').focus()");
        for _ in 0..12 {
            for key in ["ArrowRight", "+"] {
                for kind in ["keyDown", "keyUp"] {
                    let event = object!({ "type": kind, "key": key, "code": key });
                    browser.call("Input.dispatchKeyEvent", &event);
                }
            }
        }
        let counted = format!("Number(document.documentElement.dataset.windows) >= {round}");
        wait_for(&mut browser, &counted);
        wait_for(&mut browser, SETTLED);
    }
    std::thread::sleep(Duration::from_secs(1));
    wait_for(&mut browser, SETTLED);
    let (place, counts) = (text(&mut browser, "where"), text(&mut browser, "counts"));
    assert_ne!(counts, whole);
    let [s, t, half] = window_of(&place);
    assert!(half < 1e-2, "{place}");
    let window = object!({ "kind": "plane", "window": { "center": [s, t], "half_side": half } });
    let window = files.write("window.json", window.to_string());
    let expected: Value = json(&mut crease("count", &network, &window));
    let told = counts.replace(',', "");
    let regions = expected["activation_regions"].as_u64().unwrap();
    assert!(
        told.starts_with(&format!("{regions} activation region")),
        "{told}"
    );

    // "Show all" returns to the first window.
    browser.evaluate("document.getElementById('everything').click()");
    let back = "document.getElementById('where').textContent.endsWith('half_side 1')";
    wait_for(&mut browser, back);
    assert_eq!(text(&mut browser, "counts"), whole);

    // The console has no messages, and no request went to another server.
    for event in browser.events() {
        let complaint = super::look::complaint(&event);
        // Cancelled requests, and those to the server itself.
        let usual = ["GL Driver Message", "ERR_ABORTED", &served.address];
        let is_usual = |text: String| usual.iter().any(|usual| text.contains(usual));
        assert!(complaint.is_none_or(is_usual), "{event}");
    }

    // The page closes, and so does the server.
    browser.call("Page.navigate", &object!({ "url": "about:blank" }));
    assert!(served.wait().success());
}
