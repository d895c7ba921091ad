//! The page of `crease draw --output x.html`.

use super::chromium;
use super::devtools::Browser;
use super::look::{Look, PHONE};
use crate::count::support::{CROSS, Files, crease, safetensors};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Waits until a JavaScript expression is true.
pub(super) fn wait_for(browser: &mut Browser, expression: &str) {
    let began = Instant::now();
    while browser.evaluate(expression) != json!(true) {
        let waited = began.elapsed();
        assert!(waited < Duration::from_mins(1), "never: {expression}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub(super) fn text(browser: &mut Browser, id: &str) -> String {
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

/// Checks that the console has no messages except that software draws instead of a GPU.
fn check(look: &Look) {
    let complaints = look.complaints().iter();
    let complaints: Vec<&String> = complaints
        .filter(|complaint| !complaint.contains("GL Driver Message"))
        .collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn the_explorer_shows_regions_follows_the_pointer_and_moves_through_checkpoints() {
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

/// Presses a key where the focus is.
fn press(browser: &mut Browser, key: &str, number: u8) {
    for kind in ["keyDown", "keyUp"] {
        let event = json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": number});
        browser.call("Input.dispatchKeyEvent", &event);
    }
}

/// A film of three networks, one line of which moves to the right.
fn film(files: &Files, folder: &str) -> std::path::PathBuf {
    let slice = files.write("square.json", crate::count::support::SQUARE);
    let networks: Vec<_> = [-0.25_f32, 0.0, 0.25]
        .iter()
        .enumerate()
        .map(|(index, x)| {
            let mut moved = CROSS;
            let biases = [-x, 0.25];
            moved[1] = ("layers.0.bias", &[2], &biases);
            files.write(
                &format!("{folder}-{index}.safetensors"),
                safetensors(&moved),
            )
        })
        .collect();
    let page = files.path(&format!("{folder}.html"));
    let mut command = crease("film", &networks[0], &slice);
    command.arg("--network").args(&networks[1..]);
    command.args(["--fps", "2", "--output"]).arg(&page);
    command.assert().success();
    page
}

fn frame_is(browser: &mut Browser, frame: usize) {
    let shown = format!("document.documentElement.dataset.frame === '{frame}'");
    wait_for(browser, &shown);
}

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn a_film_plays_and_its_colours_stay() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let files = Files::new();
    let page = film(&files, "film");
    let mut browser = Browser::start(&chromium);
    let look = Look::at(&mut browser, &page, 1100, false);
    check(&look);
    frame_is(&mut browser, 0);
    // Colours of regions that do not move, in each colouring.
    for by in ["pattern", "linear", "class", "slope", "area", "layer"] {
        browser.evaluate(&format!(
            "(() => {{ const list = document.getElementById('colour'); list.value = '{by}'; \
             list.dispatchEvent(new Event('change')); }})()"
        ));
        let mut seen = Vec::new();
        for frame in [0, 1, 2, 0] {
            browser.evaluate(&format!(
                "(() => {{ const slider = document.getElementById('frame'); slider.value = {frame}; \
                 slider.dispatchEvent(new Event('input')); }})()"
            ));
            frame_is(&mut browser, frame);
            seen.push(browser.evaluate(COLOURS));
        }
        // The corners keep their patterns, and so everything except their areas and nearest walls.
        assert_eq!(seen[0], seen[3], "{by}");
        if !["area", "layer"].contains(&by) {
            assert_eq!(seen[0], seen[1], "{by}");
            assert_eq!(seen[0], seen[2], "{by}");
        } else if by == "area" {
            assert_ne!(seen[0], seen[2], "a region that grows is another colour");
        }
        let names = browser.evaluate("document.querySelectorAll('#names li').length");
        let expected = match by {
            "class" => 2,
            "layer" => 1,
            _ => 0,
        };
        assert_eq!(names, json!(expected), "{by}");
    }
    // It plays to the end and from there to the start.
    assert_eq!(text(&mut browser, "play"), "Play");
    browser.evaluate("document.getElementById('play').click()");
    frame_is(&mut browser, 1);
    frame_is(&mut browser, 2);
    assert_eq!(text(&mut browser, "play"), "Pause");
    frame_is(&mut browser, 0);
    browser.evaluate("document.getElementById('play').click()");
    assert_eq!(text(&mut browser, "play"), "Play");
    // The chart has a label, and a click selects a moment.
    let label =
        browser.evaluate("document.querySelector('#charts svg').getAttribute('aria-label')");
    let expected = "activation regions over network: from 4 to 4, between 4 and 4";
    assert_eq!(label, json!(expected));
    browser.evaluate(
        "(() => { const chart = document.querySelector('#charts svg'), box = chart.getBoundingClientRect(); \
         chart.dispatchEvent(new MouseEvent('click', { clientX: box.right - 1, clientY: box.top + 9 })); })()",
    );
    frame_is(&mut browser, 2);
    assert_eq!(text(&mut browser, "frame-name"), "film-2.safetensors");
    let slider = "document.getElementById('frame').getAttribute('aria-valuetext')";
    assert_eq!(browser.evaluate(slider), json!("film-2.safetensors"));
}

#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn the_explorer_obeys_the_keyboard_and_the_dark() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let files = Files::new();
    let page = film(&files, "keys");
    let mut browser = Browser::start(&chromium);
    let mut grounds = Vec::new();
    for dark in [false, true] {
        let look = Look::at(&mut browser, &page, 1100, dark);
        check(&look);
        frame_is(&mut browser, 0);
        grounds.push(browser.evaluate("getComputedStyle(document.body).backgroundColor"));
    }
    assert_eq!(grounds[0], json!("rgb(255, 255, 255)"));
    assert_ne!(grounds[0], grounds[1]);
    // Everything that can be used has a name.
    let nameless = browser.evaluate(
        "[...document.querySelectorAll('button, input, select, canvas[tabindex]')].filter((e) => \
         !(e.getAttribute('aria-label') || e.closest('label')?.innerText.trim() || e.innerText?.trim())).length",
    );
    assert_eq!(nameless, json!(0));
    browser.evaluate("document.getElementById('cells').focus()");
    // The lines cross at (-0.25, -0.25): the middle is above and to the right of both.
    press(&mut browser, "+", 187);
    let region =
        |words: &str| format!("document.getElementById('region').innerText.includes('{words}')");
    wait_for(&mut browser, &region("layer 1\\n11"));
    wait_for(&mut browser, &region("sign\\noutput above 0"));
    // To the left of the first line.
    for _ in 0..5 {
        press(&mut browser, "ArrowLeft", 37);
    }
    wait_for(&mut browser, &region("layer 1\\n01"));
    press(&mut browser, "ArrowRight", 39);
    press(&mut browser, "Enter", 13);
    wait_for(&mut browser, &region("neuron 0 of layer 1"));
    press(&mut browser, "Escape", 27);
    wait_for(&mut browser, &format!("!{}", region("Selected")));
    press(&mut browser, "0", 48);
    wait_for(&mut browser, &region("layer 1\\n11"));
}

/// A page of fifty thousand regions is below 10 MB. Moving about in it sends nothing to the GPU again, and
/// draws above the cells only the selected neuron and the region under the pointer. Triangles and lines are
/// left out: software draws them here, a GPU elsewhere.
#[test]
#[ignore = "needs Chromium, in PATH or named in CREASE_CHROMIUM"]
fn fifty_thousand_regions_are_one_small_page_that_moves_smoothly() {
    let chromium = chromium().expect("a Chromium, named in CREASE_CHROMIUM or in PATH");
    let results = crate::report::support::Results::new();
    let many = ["--set", "slice.square.half_side=3"];
    results.cells(&many).assert().success();
    let page = results.file("cells/cells-a.html");
    let mut browser = Browser::start(&chromium);
    let look = Look::at(&mut browser, &page, 1100, false);
    check(&look);
    frame_is(&mut browser, 0);
    let counts = text(&mut browser, "counts");
    let regions: u32 = counts
        .split(' ')
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap();
    let size = std::fs::metadata(&page).unwrap().len();
    assert!((40_000..60_000).contains(&regions), "{regions}");
    assert!(size < 10_000_000, "{size}");

    // A neuron is selected, walls are drawn, and the pointer moves and zooms.
    for kind in ["mousePressed", "mouseReleased"] {
        mouse(&mut browser, kind, 0.01, 0.01);
    }
    browser.evaluate(COUNTED);
    browser.call("Performance.enable", &json!({}));
    let busy = |browser: &mut Browser| {
        let metrics = browser.call("Performance.getMetrics", &json!({}));
        let metrics = metrics["metrics"].as_array().unwrap().clone();
        let of = |name: &str| {
            metrics
                .iter()
                .find(|metric| metric["name"] == name)
                .unwrap()["value"]
                .as_f64()
                .unwrap()
        };
        of("ScriptDuration")
    };
    let before = busy(&mut browser);
    let frames = browser.evaluate(MOVES).as_f64().unwrap();
    let script = (busy(&mut browser) - before) / frames * 1e3;
    let done = |browser: &mut Browser, what: &str| {
        browser
            .evaluate(&format!("window.done.{what}"))
            .as_f64()
            .unwrap()
    };
    let drawn = done(&mut browser, "drawElements");
    let sent = done(&mut browser, "bufferData");
    let lines = done(&mut browser, "lineTo") / frames;
    println!(
        "{regions} regions, {size} bytes, {frames} frames in 3 s: {script:.2} ms of script and \
         {lines:.0} lines a frame"
    );
    // Cells and walls once a frame; the events of the last frame may be drawn after the count.
    assert!(drawn >= 2.0 * (frames - 1.0), "{drawn} in {frames} frames");
    assert_eq!(sent, 0.0);
    assert!(lines > 10.0, "no neuron is selected: {lines} lines a frame");
    assert!(lines < f64::from(regions) / 20.0, "{lines} lines a frame");
}

/// Counts calls from now on, and draws no triangles.
const COUNTED: &str = "(() => { \
    const gl = document.getElementById('cells').getContext('webgl'), pen = document.getElementById('above').getContext('2d'); \
    window.done = { drawElements: 0, bufferData: 0, lineTo: 0 }; \
    gl.drawElements = () => { window.done.drawElements++; }; \
    gl.bufferData = () => { window.done.bufferData++; }; \
    pen.lineTo = (...place) => { window.done.lineTo++; CanvasRenderingContext2D.prototype.lineTo.apply(pen, place); }; })()";

/// Moves the pointer and zooms for three seconds; how many frames were drawn.
const MOVES: &str = "new Promise((done) => { \
    const canvas = document.getElementById('cells'), box = canvas.getBoundingClientRect(), began = performance.now(); \
    let frames = 0; \
    const frame = () => { \
      frames++; \
      const t = frames / 20, place = { clientX: box.left + box.width * (0.5 + 0.3 * Math.sin(t)), \
        clientY: box.top + box.height * (0.5 + 0.3 * Math.cos(1.3 * t)), bubbles: true, cancelable: true }; \
      canvas.dispatchEvent(new PointerEvent('pointermove', place)); \
      canvas.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: 40 * Math.sin(t) })); \
      if (performance.now() - began < 3000) requestAnimationFrame(frame); else done(frames); \
    }; \
    requestAnimationFrame(frame); })";

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
