//! Windows of a plane, counted on request.

use crease_input::one_line;
use crease_picture::{Explorer, PictureError};
use crease_regions::{Network, Options, Plane, Progress, RegionsError, Window};
use hyper::StatusCode;
use std::sync::Arc;
use tokio::sync::Mutex;

/// A window must not be smaller than this share of its distance from 0: there would be fewer than
/// 1000 floats along each of its sides.
const SMALLEST: f64 = 1000.0 * f64::EPSILON;

/// The windows of a network on a plane.
pub struct Windows {
    name: String,
    network: Arc<Network>,
    plane: Plane,
    options: Options,
    /// The page, split where its number is filled in.
    page: [String; 2],
    /// Held while a window is counted: one at a time.
    turn: Mutex<()>,
}

/// Why there is no window.
#[derive(Debug)]
pub struct Refused {
    pub status: StatusCode,
    pub why: String,
}

impl Refused {
    fn new(status: StatusCode, why: impl Into<String>) -> Self {
        let why = why.into();
        Self { status, why }
    }
}

/// Cancels a count when its request is dropped.
struct CancelOnDrop(Progress);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Windows {
    /// Counts the first window, that of the plane.
    pub fn new(
        name: String,
        title: &str,
        network: Network,
        plane: Plane,
        options: Options,
    ) -> Result<(Self, usize), PictureError> {
        let mut page = Explorer::new(&plane)?;
        let regions = page.add(&name, &network, &options)?;
        let html = page.served_html(title);
        let (before, after) = html
            .split_once(Explorer::PAGE_NUMBER)
            .unwrap_or((&html, ""));
        let windows = Self {
            name,
            network: Arc::new(network),
            plane,
            options,
            page: [before.to_owned(), after.to_owned()],
            turn: Mutex::new(()),
        };
        Ok((windows, regions))
    }

    /// The page, with its number.
    pub fn page(&self, number: u64) -> String {
        let [before, after] = &self.page;
        format!("{before}{number}{after}")
    }

    /// The data for the page of the window of a query.
    pub async fn count(&self, query: &str) -> Result<String, Refused> {
        let window = parse(query)?;
        let _turn = self.turn.lock().await;
        let progress = Progress::new();
        let options = self.options.clone().with_progress(&progress);
        let plane = self.plane.clone().within(window);
        let (name, network) = (self.name.clone(), Arc::clone(&self.network));
        let cancel = CancelOnDrop(progress);
        let counted = tokio::task::spawn_blocking(move || {
            let mut page = Explorer::new(&plane)?;
            page.add(&name, &network, &options)?;
            Ok(page.data())
        });
        let counted = counted.await;
        drop(cancel);
        let failed = |why: &str| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, why);
        let counted: Result<String, PictureError> =
            counted.map_err(|_| failed("the count failed"))?;
        counted.map_err(|error| match error {
            PictureError::Regions(RegionsError::TooMany { limit }) => Refused::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                format!("more than {limit} regions here: zoom in"),
            ),
            error => failed(&one_line(&error.to_string())),
        })
    }
}

/// The window of a query `s=NUMBER&t=NUMBER&half=NUMBER`: its centre, and half its side.
fn parse(query: &str) -> Result<Window, Refused> {
    let wrong = |why: String| Refused::new(StatusCode::BAD_REQUEST, why);
    let mut numbers = [None; 3];
    for part in query.split('&') {
        let place = ["s=", "t=", "half="]
            .iter()
            .position(|name| part.starts_with(name));
        let value = part
            .split_once('=')
            .and_then(|(_, value)| value.parse::<f64>().ok());
        match (place, value) {
            (Some(place), Some(value)) if numbers[place].is_none() => numbers[place] = Some(value),
            _ => return Err(wrong("expected s, t and half, a number each".to_owned())),
        }
    }
    let [Some(s), Some(t), Some(half)] = numbers else {
        return Err(wrong("expected s, t and half, a number each".to_owned()));
    };
    let window = Window::new([s, t], half).map_err(|error| wrong(error.to_string()))?;
    if half < SMALLEST * s.abs().max(t.abs()) || half < f64::MIN_POSITIVE / SMALLEST {
        return Err(wrong(
            "the window is too small for 64-bit floats so far from 0".to_owned(),
        ));
    }
    Ok(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_read_exactly_and_mistakes_refused() {
        let window = parse("s=0.1&t=-2e-3&half=1e-9").unwrap();
        assert_eq!(window, Window::new([0.1, -2e-3], 1e-9).unwrap());
        assert!(parse("t=0&half=1e-290&s=0").is_ok());
        for query in [
            "",
            "s=1&t=1",
            "s=1&t=1&half=x",
            "s=1&s=1&t=1&half=1",
            "s=1&t=1&half=1&more=1",
            "s=nan&t=1&half=1",
            "s=1&t=inf&half=1",
            "s=1&t=1&half=0",
            "s=1&t=1&half=-1",
            // Closer than neighbouring floats.
            "s=1&t=1&half=1e-14",
            "s=0&t=0&half=1e-310",
        ] {
            let refused = parse(query).unwrap_err();
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
        }
    }
}
