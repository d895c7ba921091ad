//! What is said to the user. Answers go to stdout, all else to stderr. A reader that has gone away
//! (`crease check FILE | head`) is nobody's mistake; an answer that cannot be written for another
//! reason is the command's failure.

use anyhow::Context;
use crease_input::one_line;
use crease_system::stdout_was_closed;
use std::io::{self, ErrorKind, Write};

/// Prints an answer to stdout.
///
/// # Errors
/// If it cannot be written to the end, and somebody may be waiting for it.
pub fn say(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = open()
        .and_then(|()| stdout.write_all(text.as_bytes()))
        .and_then(|()| stdout.flush());
    unless_unread(written)
}

/// Prints what clap answers by itself: help and versions to stdout, mistakes to stderr.
///
/// # Errors
/// As [`say`].
pub fn say_of_arguments(message: &clap::Error) -> anyhow::Result<()> {
    let printed = message.print();
    if message.use_stderr() {
        // The exit code says it too.
        return Ok(());
    }
    let printed = open().and(printed);
    unless_unread(printed.and_then(|()| io::stdout().flush()))
}

/// An error if stdout was closed by whoever started this process.
fn open() -> io::Result<()> {
    if stdout_was_closed() {
        return Err(io::Error::other("it is closed"));
    }
    Ok(())
}

fn unless_unread(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to stdout"),
    }
}

/// Prints a line to stderr.
pub fn note(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints an error and its causes in one line, whatever the names in it.
pub fn complain(error: &anyhow::Error) {
    note(&format!("error: {}", one_line(&format!("{error:#}"))));
}
