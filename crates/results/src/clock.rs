use std::time::SystemTime;

/// The time now, as in `2026-11-22T09:30:00Z`.
pub fn utc_now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}

/// A time of [`utc_now`] as a part of a file's name: `20261122T093000Z`.
pub(crate) fn compact(time: &str) -> String {
    time.chars().filter(|&c| c != '-' && c != ':').collect()
}
