//! A view of a page, and its checks.

use super::devtools::Browser;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::path::Path;

/// The width of a phone, in CSS pixels.
pub const PHONE: u32 = 390;

/// A phone and a desk.
pub const WIDTHS: [u32; 2] = [PHONE, 1280];

/// Facts that the page reports about itself.
const SURVEY: &str = r"(async () => {
    document.querySelectorAll('img').forEach(img => { img.loading = 'eager'; });
    await Promise.allSettled([...document.images].map(img => img.decode()));
    const box = e => { const r = e.getBoundingClientRect();
        return { left: r.left, right: r.right, width: r.width, height: r.height }; };
    const luminance = colour => {
        const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(v => {
            v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const style = e => getComputedStyle(e);
    const page = style(document.body).backgroundColor;
    const contrast = e => {
        const [a, b] = [luminance(style(e).color), luminance(page)];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); };
    const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
    return {
        width: window.innerWidth,
        scroll: document.documentElement.scrollWidth,
        page: luminance(page),
        contrast: Math.min(...[...document.querySelectorAll('p, a, h1, h2, .badge, th, td')]
            .filter(e => !e.closest('.paper')).map(contrast)),
        doubled: ids.filter((id, i) => ids.indexOf(id) !== i),
        figures: [...document.querySelectorAll('.paper > svg, .paper > img')].map(e => ({
            ...box(e),
            paper: luminance(style(e.parentElement).backgroundColor),
            named: !!(e.getAttribute('aria-label') || e.getAttribute('alt')),
            shown: style(e).visibility === 'visible' && (e.tagName === 'IMG'
                ? e.complete && e.naturalWidth > 100
                : [...e.querySelectorAll('path')].filter(p => p.getBoundingClientRect().width > 0).length > 20),
        })),
        tables: [...document.querySelectorAll('table')].filter(e => e.offsetParent && !e.closest('.scroll')).length,
        badges: [...document.querySelectorAll('.badge')].map(e => e.innerText.trim()),
    };
})()";

/// A page as it looked once.
pub struct Look {
    width: u32,
    dark: bool,
    survey: Value,
    /// The browser's complaints, and requests to other places.
    complaints: Vec<String>,
    /// PNG, of the whole page.
    pub picture: Vec<u8>,
}

impl Look {
    /// Opens the file in a window of this width.
    pub fn at(browser: &mut Browser, path: &Path, width: u32, dark: bool) -> Self {
        let window = json!({
            "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width == PHONE,
        });
        browser.call("Emulation.setDeviceMetricsOverride", &window);
        emulate(browser, "screen", dark);
        let mut events = open(browser, path);
        let survey = browser.evaluate(SURVEY);
        let picture = json!({"format": "png", "captureBeyondViewport": true});
        let picture = browser.call("Page.captureScreenshot", &picture);
        events.extend(browser.events());
        Self {
            width,
            dark,
            survey,
            complaints: events.iter().filter_map(complaint).collect(),
            picture: decoded(&picture),
        }
    }

    /// The page's console messages, and requests that it should not have made.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// Fails with a list of all problems.
    pub fn check(&self, page: &str, figures: usize) {
        let problems = self.problems(figures);
        let Self { width, dark, .. } = self;
        assert!(
            problems.is_empty(),
            "{page} at {width} pixels, dark: {dark}:\n{}",
            problems.join("\n")
        );
    }

    /// All problems.
    pub fn problems(&self, figures: usize) -> Vec<String> {
        let mut problems = self.complaints.clone();
        let survey = &self.survey;
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let mut hold = |holds: bool, problem: String| {
            if !holds {
                problems.push(problem);
            }
        };
        // A phone widens its window where a page is too wide for it.
        let width = f64::from(self.width);
        hold(
            number(&survey["width"]) <= width,
            format!("the window has become {} wide", survey["width"]),
        );
        hold(
            number(&survey["scroll"]) <= width,
            format!("the page scrolls sideways: {}", survey["scroll"]),
        );
        hold(
            (number(&survey["page"]) < 0.1) == self.dark,
            format!("the page's luminance is {}", survey["page"]),
        );
        hold(
            number(&survey["contrast"]) >= 4.5,
            format!("some text has a contrast of {} only", survey["contrast"]),
        );
        hold(
            survey["doubled"] == json!([]),
            format!("ids are there twice: {}", survey["doubled"]),
        );
        hold(
            number(&survey["tables"]) == 0.0,
            "a table that cannot scroll by itself".to_owned(),
        );
        for badge in survey["badges"].as_array().into_iter().flatten() {
            let words = badge.as_str().unwrap_or_default();
            hold(
                words.chars().any(char::is_alphabetic),
                format!("a badge without words: {words}"),
            );
        }
        let seen = survey["figures"].as_array().map_or(0, Vec::len);
        hold(seen == figures, format!("{seen} figures, not {figures}"));
        for (index, figure) in survey["figures"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            let size = number(&figure["width"]).min(number(&figure["height"]));
            hold(size >= 60.0, format!("figure {index} is {size} small"));
            hold(
                number(&figure["left"]) >= 0.0 && number(&figure["right"]) <= width,
                format!("figure {index} is wider than the page: {figure}"),
            );
            hold(
                figure["shown"] == json!(true),
                format!("figure {index} is not shown: {figure}"),
            );
            hold(
                figure["named"] == json!(true),
                format!("figure {index} has no name"),
            );
            hold(
                number(&figure["paper"]) > 0.99,
                format!("figure {index} has no white page: {figure}"),
            );
        }
        problems
    }
}

/// The page as a PDF; sections that are folded on the screen are open there.
pub fn print(browser: &mut Browser, path: &Path) -> Vec<u8> {
    emulate(browser, "print", true);
    open(browser, path);
    let folded = browser.evaluate(
        "[...document.querySelectorAll('details')]\
         .filter(e => e.lastElementChild.getBoundingClientRect().height < 10).length",
    );
    assert_eq!(folded, json!(0), "{} stay folded on paper", path.display());
    let dark = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    assert_eq!(dark, json!("rgb(255, 255, 255)"), "paper is white");
    let paper = browser.call("Page.printToPDF", &json!({"preferCSSPageSize": true}));
    decoded(&paper)
}

fn emulate(browser: &mut Browser, media: &str, dark: bool) {
    let scheme = if dark { "dark" } else { "light" };
    let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
    let parameters = json!({"media": media, "features": features});
    browser.call("Emulation.setEmulatedMedia", &parameters);
}

/// Loads the file; returns all events until it was loaded.
fn open(browser: &mut Browser, path: &Path) -> Vec<Value> {
    browser.events();
    let address = format!("file://{}", path.display());
    let opened = browser.call("Page.navigate", &json!({"url": address}));
    assert!(opened["errorText"].is_null(), "{address}: {opened}");
    browser.events_until("Page.loadEventFired")
}

/// The complaint of an event, or a request that it should not make.
pub(super) fn complaint(event: &Value) -> Option<String> {
    let parameters = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(parameters["exceptionDetails"].to_string()),
        "Runtime.consoleAPICalled" => Some(parameters["args"].to_string()),
        "Log.entryAdded" => Some(parameters["entry"].to_string()),
        "Network.loadingFailed" => Some(parameters.to_string()),
        "Network.requestWillBeSent" => {
            let address = parameters["request"]["url"].as_str()?;
            let here = address.starts_with("file:") || address.starts_with("data:");
            (!here).then(|| format!("a request to {address}"))
        }
        _ => None,
    }
}

fn decoded(answer: &Value) -> Vec<u8> {
    let data = answer["data"].as_str().unwrap_or_default();
    STANDARD.decode(data).unwrap()
}
