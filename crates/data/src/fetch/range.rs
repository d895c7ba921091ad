/// What a mirror says about the range that it sends (RFC 9110, section 14.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentRange {
    /// From byte `first` to the end of `total` bytes, if it says how many there are.
    Bytes { first: u64, total: Option<u64> },
    /// Nothing: the requested range begins after the last of `total` bytes.
    Unsatisfied { total: u64 },
}

/// `None` if it is not usable: not in bytes, contradictory, or not up to the end.
pub(super) fn content_range(text: &str) -> Option<ContentRange> {
    let (unit, rest) = text.trim().split_once(' ')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (range, total) = rest.trim().split_once('/')?;
    let total = match total {
        "*" => None,
        digits => Some(number(digits)?),
    };
    if range == "*" {
        return Some(ContentRange::Unsatisfied { total: total? });
    }
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    let to_the_end = total.is_none_or(|total| last.checked_add(1) == Some(total));
    (first <= last && to_the_end).then_some(ContentRange::Bytes { first, total })
}

/// Digits only: `parse` alone would accept a sign.
fn number(digits: &str) -> Option<u64> {
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let bytes = |first, total| Some(ContentRange::Bytes { first, total });
        for (text, expected) in [
            ("bytes 5-9/10", bytes(5, Some(10))),
            ("Bytes 0-9/*", bytes(0, None)),
            ("bytes */10", Some(ContentRange::Unsatisfied { total: 10 })),
            ("bytes */*", None),
            ("bytes 5-8/10", None),
            ("bytes 9-5/6", None),
            ("bytes 5-9/9", None),
            ("bytes +5-9/10", None),
            ("bytes -9/10", None),
            ("lines 5-9/10", None),
            ("bytes 0-18446744073709551615/*", bytes(0, None)),
            ("bytes 0-18446744073709551615/0", None),
            ("bytes 5-9/99999999999999999999", None),
            ("", None),
        ] {
            assert_eq!(content_range(text), expected, "{text}");
        }
    }
}
