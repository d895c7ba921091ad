//! The output of commands in the guide, against their real output.

/// The first expected line that was not printed, if there is one. Lines that the guide leaves out
/// may come between; `…` is anything.
pub fn first_not_printed<'e>(expected: &'e [String], printed: &str) -> Option<&'e str> {
    let mut printed = printed.lines();
    let mut expected = expected.iter().map(|line| line.trim_end());
    expected.find(|line| !line.is_empty() && !printed.any(|found| fits(line, found.trim_end())))
}

/// Whether a line has the fixed parts, in order, and nothing else than `…` allows.
fn fits(expected: &str, found: &str) -> bool {
    let parts: Vec<&str> = expected.split('…').collect();
    let [first, .., last] = parts.as_slice() else {
        return expected == found;
    };
    let Some(mut rest) = found.strip_prefix(first) else {
        return false;
    };
    for part in &parts[1..parts.len() - 1] {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[test]
fn every_fixed_part_has_to_be_printed_in_order() {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let printed = "batch-size: a title\n  time        about 2.0 s\nwarning\nWritten:\n  a.svg\n";
    for (expected, missing) in [
        ("batch-size: a title\n\nWritten:\n  a.svg", None),
        ("batch-size: …\n  time        about …\n…", None),
        ("…time…s\n…", None),
        ("batch-size: a\n", Some("batch-size: a")),
        ("Written:\nbatch-size: …", Some("batch-size: …")),
        (
            "  time        about … min",
            Some("  time        about … min"),
        ),
        ("…a.svg\n…", Some("…")),
        ("…s…s…svg", Some("…s…s…svg")),
    ] {
        let expected = lines(expected);
        assert_eq!(
            first_not_printed(&expected, printed),
            missing,
            "{expected:?}"
        );
    }
}
