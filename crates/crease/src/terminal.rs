//! What is said to the user. Results go to stdout, all else to stderr; a reader that has gone away
//! (`crease check FILE | head`) is nobody's mistake.

use std::io::Write;

/// Prints to stdout.
pub fn say(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// Prints a line to stderr.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints an error and its causes in one line, whatever the names in it.
pub fn complain(error: &anyhow::Error) {
    note(&format!("error: {}", one_line(&format!("{error:#}"))));
}

/// Line breaks and other control characters, which names in a file may have, spelled out.
pub fn one_line(text: &str) -> String {
    let spelled = |character: char| -> String {
        if character.is_control() {
            character.escape_default().to_string()
        } else {
            character.to_string()
        }
    };
    text.chars().map(spelled).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_is_one_line() {
        assert_eq!(
            super::one_line("no \"a\nb\" \u{1b}ü"),
            "no \"a\\nb\" \\u{1b}ü"
        );
    }
}
