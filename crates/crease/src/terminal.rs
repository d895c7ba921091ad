//! What is said to the user. Results go to stdout, all else to stderr; a reader that has gone away
//! (`crease check FILE | head`) is nobody's mistake.

use crease_input::one_line;
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
