//! The page of `crease draw --output x.html`.

use super::chromium;
use super::devtools::Browser;
use super::look::{Look, PHONE};
use crate::count::support::{CROSS, Files, crease, safetensors};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Waits until a JavaScript expression is true.
fn wait_for(browser: &mut Browser, expression: &str) {
    let began = Instant::now();
    while browser.evaluate(expression) != json!(true) {
        let waited = began.elapsed();
        assert!(waited < Duration::from_mins(1), "never: {expression}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn text(browser: &mut Browser, id: &str) -> String {
    let text = browser.evaluate(&format!("document.getElementById('{id}').innerText"));
    text.as_str().unwrap_or_default().to_owned()
}

/// Sends an event of the mouse at a point of the window [-1, 1]^2.
fn mouse(browser: &mut Browser, kind: &str, x: f64, y: f64) {
    let place = "(() => { const box = document.getElementById('cells').getBoundingClientRect(); \
                 return [box.left, box.top, box.width, box.height]; })()";
    let place = browser.evaluate(place);
    let number = |index: usize| place[index].as_f64().unwrap();
    let side = number(2).min(number(3));
    let left = number(0) + number(2) / 2.0 + x * side / 2.0;
    let top = number(1) + number(3) / 2.0 - y * side / 2.0;
    let event = json!({
        "type": kind, "x": left, "y": top, "button": if kind == "mouseMoved" { "none" } else { "left" },
        "clickCount": 1,
    });
    browser.call("Input.dispatchMouseEvent", &event);
}

/// Nothing was said on the console, but that software draws what a GPU should.
fn check(look: &Look) {
    let complaints = look.complaints().iter();
    let complaints: Vec<&String> = complaints
        .filter(|complaint| !complaint.contains("GL Driver Message"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn the_explorer_shows_regions_answers_the_pointer_and_moves_through_checkpoints() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let files = Files::new();
    let slice = files.write("square.json", crate::count::support::SQUARE);
    let first = files.write("first.safetensors", safetensors(&CROSS));
    let mut moved = CROSS;
    moved[1] = ("layers.0.bias", &[2], &[5.0, 0.25]);
    let second = files.write("second.safetensors", safetensors(&moved));
    let page = files.path("page.html");
    let mut command = crease("draw", &first, &slice);
    command
        .arg("--network")
        .arg(&second)
        .arg("--output")
        .arg(&page);
    command.assert().success();

    let mut browser = Browser::start(&chromium);
    let look = Look::at(&mut browser, &page, 1100, false);
    check(&look);
    wait_for(
        &mut browser,
        "document.documentElement.dataset.frame === '0'",
    );
    assert_eq!(
        text(&mut browser, "counts"),
        "4 activation regions, 4 linear regions, 2 neurons"
    );

    // The lines cross at (0.5, -0.25): above and to the right both neurons are on.
    mouse(&mut browser, "mouseMoved", 0.75, 0.5);
    wait_for(
        &mut browser,
        "document.getElementById('region').innerText.includes('Region')",
    );
    let told = text(&mut browser, "region");
    for expected in ["1 x₁ + 1 x₂ − 0.25 = 1", "layer 1\n11"] {
        assert!(told.contains(expected), "{told}");
    }
    mouse(&mut browser, "mouseMoved", 0.0, 0.5);
    wait_for(
        &mut browser,
        "document.getElementById('region').innerText.includes('layer 1\\n01')",
    );

    // A click beside the line x = 0.5 selects its neuron.
    for kind in ["mousePressed", "mouseReleased"] {
        mouse(&mut browser, kind, 0.49, 0.5);
    }
    let selected = "document.getElementById('region').innerText.includes('neuron 0 of layer 1')";
    wait_for(&mut browser, selected);

    // The four regions have four colours on the screen.
    let colours = browser.evaluate(COLOURS);
    let mut colours: Vec<String> = colours
        .as_array()
        .unwrap()
        .iter()
        .map(Value::to_string)
        .collect();
    assert_eq!(colours.len(), 4);
    colours.sort();
    colours.dedup();
    assert_eq!(colours.len(), 4, "{colours:?}");

    // The second network has one line only; its frame comes by the keyboard.
    browser.evaluate("document.getElementById('frame').focus()");
    for kind in ["keyDown", "keyUp"] {
        let key = json!({"type": kind, "key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39});
        browser.call("Input.dispatchKeyEvent", &key);
    }
    wait_for(
        &mut browser,
        "document.documentElement.dataset.frame === '1'",
    );
    assert!(text(&mut browser, "counts").starts_with("2 activation regions"));
    assert_eq!(text(&mut browser, "frame-name"), "second.safetensors");

    // On a phone the page does not scroll sideways, and shows the same.
    let look = Look::at(&mut browser, &page, PHONE, true);
    check(&look);
    wait_for(
        &mut browser,
        "document.documentElement.dataset.frame === '0'",
    );
    let width = browser.evaluate("document.documentElement.scrollWidth");
    assert!(width.as_u64().unwrap() <= u64::from(PHONE), "{width}");
}

/// The pixels at the centres of four quadrants around (0.5, -0.25), drawn again and read at once.
const COLOURS: &str = "new Promise((done) => requestAnimationFrame(() => { \
    const canvas = document.getElementById('cells'), copy = document.createElement('canvas'); \
    window.dispatchEvent(new Event('resize')); \
    document.getElementById('walls').click(); \
    requestAnimationFrame(() => { \
      [copy.width, copy.height] = [canvas.width, canvas.height]; \
      const pen = copy.getContext('2d'), side = Math.min(canvas.width, canvas.height); \
      pen.drawImage(canvas, 0, 0); \
      done([[0.75, 0.5], [0.75, -0.75], [-0.5, 0.5], [-0.5, -0.75]].map(([x, y]) => \
        Array.from(pen.getImageData(canvas.width / 2 + x * side / 2, \
          canvas.height / 2 - y * side / 2, 1, 1).data))); \
    }); }))";
