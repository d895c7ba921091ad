//! The user's browser.

use anyhow::Context;
use std::io::Write;
use std::process::{Command, Stdio};
use tempfile::NamedTempFile;

/// A browser process that opens an address.
///
/// Every user of a machine can read the arguments of a process, which must not show the address. So
/// the browser opens a file that only this user can read, and which leads there.
pub struct Opened {
    _file: NamedTempFile,
}

impl Opened {
    /// Opens an address in the user's browser.
    pub fn browser(address: &str) -> anyhow::Result<Self> {
        let mut file = tempfile::Builder::new()
            .prefix("crease-")
            .suffix(".html")
            .tempfile()
            .context("--open: cannot write a file for the browser")?;
        write!(
            file,
            "<!DOCTYPE html><meta charset=\"utf-8\"><title>crease</title>\
             <meta http-equiv=\"refresh\" content=\"0; url={address}\">"
        )
        .context("--open: cannot write a file for the browser")?;
        let mut command = Command::new(OPENER);
        command
            .arg(file.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
            .spawn()
            .with_context(|| format!("--open: cannot start {OPENER}"))?;
        Ok(Self { _file: file })
    }
}

const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(windows) {
    "explorer"
} else {
    "xdg-open"
};
