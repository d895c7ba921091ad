use std::fmt;

/// Bytes that are not text. The message is the place, what was found and what was expected:
/// `2:13: found ..`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The first byte that is not part of a character.
    pub byte: u8,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, byte } = self;
        write!(
            f,
            "{line}:{column}: found the byte {byte:#04x}, expected UTF-8 text"
        )
    }
}

impl std::error::Error for NotText {}

/// The bytes of a file as text, without the byte order mark that some editors put before it.
///
/// # Errors
/// If they are not UTF-8.
pub fn text(bytes: &[u8]) -> Result<&str, NotText> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let (before, rest) = bytes.split_at(error.valid_up_to());
        let before = String::from_utf8_lossy(before);
        let (earlier, last) = before.rsplit_once('\n').unwrap_or(("", &before));
        let breaks = before.len() - earlier.len() - last.len();
        NotText {
            line: 1 + breaks + earlier.matches('\n').count(),
            column: 1 + last.chars().count(),
            byte: rest.first().copied().unwrap_or_default(),
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_text() {
        assert_eq!(text(b"\xef\xbb\xbfa"), Ok("a"));
        assert_eq!(text(b""), Ok(""));
    }

    #[test]
    fn the_byte_that_is_no_text_is_found() {
        for (bytes, place) in [
            (&b"\xff"[..], "1:1"),
            (b"a\n\xff", "2:1"),
            (b"\n\n\xc3\xbcb\xff\n", "3:3"),
            (b"a\xc3", "1:2"),
        ] {
            let error = text(bytes).unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("{place}: found the byte 0x")),
                "{error}"
            );
        }
    }
}
