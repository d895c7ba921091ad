use std::path::Path;

/// The most letters of a user's text that an error repeats.
const MOST: usize = 120;

/// The text on one line: line breaks and other control characters are escaped.
pub fn one_line(text: &str) -> String {
    spelled(text.chars())
}

/// A path as errors name it: [`one_line`].
pub fn path_line(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}

/// [`one_line`], shortened if it is so long that it would fill the screen.
pub fn shown(text: &str) -> String {
    let mut rest = text.chars();
    let mut line = spelled(rest.by_ref().take(MOST));
    if rest.next().is_some() {
        line += "...";
    }
    line
}

fn spelled(letters: impl Iterator<Item = char>) -> String {
    let mut line = String::new();
    for letter in letters {
        if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
            line.extend(letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_spelled() {
        let text = "no \"a\nb\" \u{1b}ü\u{2028}";
        assert_eq!(one_line(text), "no \"a\\nb\" \\u{1b}ü\\u{2028}");
        assert_eq!(shown(text), one_line(text));
    }

    #[test]
    fn only_what_is_shown_is_cut() {
        let long = "ü".repeat(MOST + 1);
        assert_eq!(shown(&long), format!("{}...", "ü".repeat(MOST)));
        assert_eq!(shown(&long[..2 * MOST]), "ü".repeat(MOST));
        assert_eq!(one_line(&long), long);
    }
}
