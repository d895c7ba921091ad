//! Counts, sizes and durations as people read them.

use std::time::Duration;

/// A whole number with thousands separators: `10,000`. Other text stays as it is.
pub fn grouped(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut grouped = text[..text.len() - digits.len()].to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count with thousands separators.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// `1 run`, `240 runs`.
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// `4.2 s`, `3 min 20 s`, `1 h 5 min`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// Seconds as [`duration`] writes them; zero if they are not a duration.
pub fn seconds(seconds: f64) -> String {
    duration(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

/// `900 bytes`, `16 kB`, `3.1 MB`.
pub fn bytes(bytes: u64) -> String {
    let size = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.0} kB", size / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", size / 1e6),
        _ => format!("{:.1} GB", size / 1e9),
    }
}

/// Bytes in hexadecimal digits, as `sha256sum` prints them.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |digits, byte| {
        digits + &format!("{byte:02x}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (text, expected) in [
            ("0", "0"),
            ("250", "250"),
            ("1000", "1,000"),
            ("12064000", "12,064,000"),
            ("-1000", "-1,000"),
            ("0.002", "0.002"),
            ("0.1", "0.1"),
            ("adam", "adam"),
            ("[32, 32]", "[32, 32]"),
            ("", ""),
        ] {
            assert_eq!(grouped(text), expected);
        }
    }

    #[test]
    fn durations_and_sizes() {
        assert_eq!(seconds(4.24), "4.2 s");
        assert_eq!(seconds(200.0), "3 min 20 s");
        assert_eq!(seconds(3900.0), "1 h 5 min");
        assert_eq!(seconds(f64::NAN), "0.0 s");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(3_140_000), "3.1 MB");
    }
}
