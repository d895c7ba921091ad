//! Which pages are open.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A page that was closed may just be reloading.
const GRACE: Duration = Duration::from_secs(3);

/// A page that sends nothing for this long is gone. Browsers let background pages run once a
/// minute.
const SILENCE: Duration = Duration::from_mins(3);

/// The most pages that are tracked at a time; beyond this, the page that has been silent longest is
/// dropped.
const MOST: usize = 64;

/// The pages that are open, each by a number.
#[derive(Debug)]
pub struct Pages {
    seen: HashMap<u64, Instant>,
    next: u64,
    /// Since when no page has been open, after there was one.
    empty_since: Option<Instant>,
}

impl Pages {
    pub fn new() -> Self {
        Self {
            seen: HashMap::new(),
            next: 0,
            empty_since: None,
        }
    }

    /// Registers a page that is sent out, and returns its number.
    pub fn open(&mut self, now: Instant) -> u64 {
        let page = self.next;
        self.next += 1;
        self.alive(page, now);
        page
    }

    /// Records a sign of life of a page.
    pub fn alive(&mut self, page: u64, now: Instant) {
        if page >= self.next {
            return;
        }
        self.seen.insert(page, now);
        self.empty_since = None;
        if self.seen.len() > MOST
            && let Some((&oldest, _)) = self.seen.iter().min_by_key(|(page, seen)| (**seen, **page))
        {
            self.seen.remove(&oldest);
        }
    }

    /// Records that a page is being closed.
    pub fn close(&mut self, page: u64, now: Instant) {
        if self.seen.remove(&page).is_some() && self.seen.is_empty() {
            self.empty_since = Some(now);
        }
    }

    /// Whether there was a page, and all are gone.
    pub fn are_gone(&mut self, now: Instant) -> bool {
        let before = self.seen.len();
        self.seen
            .retain(|_, seen| now.duration_since(*seen) < SILENCE);
        if before > 0 && self.seen.is_empty() {
            self.empty_since = Some(now);
        }
        self.empty_since
            .is_some_and(|since| now.duration_since(since) >= GRACE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn closing_the_last_page_ends_the_server_unless_it_reopens() {
        let start = Instant::now();
        let mut pages = Pages::new();
        assert!(!pages.are_gone(after(start, 1000)));
        let (one, two) = (pages.open(start), pages.open(start));
        pages.close(one, after(start, 1));
        assert!(!pages.are_gone(after(start, 10)));
        pages.close(two, after(start, 11));
        // Reloaded.
        assert!(!pages.are_gone(after(start, 12)));
        let three = pages.open(after(start, 13));
        assert!(!pages.are_gone(after(start, 20)));
        pages.close(three, after(start, 30));
        assert!(!pages.are_gone(after(start, 32)));
        assert!(pages.are_gone(after(start, 33)));
    }

    #[test]
    fn a_crashed_page_times_out() {
        let start = Instant::now();
        let mut pages = Pages::new();
        let page = pages.open(start);
        pages.alive(page, after(start, 100));
        assert!(!pages.are_gone(after(start, 279)));
        assert!(!pages.are_gone(after(start, 280)));
        assert!(pages.are_gone(after(start, 283)));
    }

    #[test]
    fn unknown_page_numbers_are_ignored() {
        let start = Instant::now();
        let mut pages = Pages::new();
        pages.alive(5, start);
        pages.close(5, start);
        assert!(!pages.are_gone(after(start, 1000)));
        for _ in 0..1000 {
            pages.open(start);
        }
        assert_eq!(pages.seen.len(), MOST);
    }
}
