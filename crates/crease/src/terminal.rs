//! Output for the user. Results go to stdout, everything else to stderr. A reader that has closed
//! the pipe (`crease check FILE | head`) is not an error; if a result cannot be written for another
//! reason, the command fails.

#[cfg(feature = "train")]
use crate::hint::hint;
use anyhow::Context;
use crease_input::one_line;
use crease_system::stdout_was_closed;
use std::io::{self, ErrorKind, Write};

/// Prints a result to stdout.
///
/// # Errors
/// If it cannot be written in full while the reader is still there.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    let written = open()
        .and_then(|()| stdout.write_all(text.as_bytes()))
        .and_then(|()| stdout.flush());
    unless_unread(written)
}

/// Prints clap's messages: help and versions to stdout, errors to stderr.
///
/// # Errors
/// As [`print()`].
pub fn print_clap(message: &clap::Error) -> anyhow::Result<()> {
    let printed = message.print();
    if message.use_stderr() {
        // The exit code reports it too.
        return Ok(());
    }
    let printed = open().and(printed);
    unless_unread(printed.and_then(|()| io::stdout().flush()))
}

/// An error if stdout was closed when this process started.
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

/// Only experiments have hints.
#[cfg(not(feature = "train"))]
fn hint(_: &anyhow::Error) -> Option<String> {
    None
}

/// Prints an error, its causes and what to do about it, on one line.
pub fn complain(error: &anyhow::Error) {
    let hint = hint(error).map_or_else(String::new, |hint| format!("; {hint}"));
    note(&format!("error: {}{hint}", one_line(&format!("{error:#}"))));
}
