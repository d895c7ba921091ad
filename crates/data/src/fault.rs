use crate::file::DataFile;
use std::fmt;
use std::io;
use thiserror::Error;

/// What is wrong with a file that should be one of a published data set.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Fault {
    /// A folder, a device, a pipe.
    #[error("is not a file, expected {wanted} or {wanted}.gz")]
    NotAFile {
        /// The name of the file that was expected.
        wanted: &'static str,
    },
    /// The system refused.
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It begins like a gzip file but is not one.
    #[error("is damaged: unpacking it fails after {after} of {expected} bytes: {source}")]
    Gzip {
        /// How many bytes came out.
        after: u64,
        /// How many should.
        expected: u64,
        /// What the unpacker says.
        source: io::Error,
    },
    /// Another file of the same data set.
    #[error("is {found}, not {wanted}: the files are swapped or renamed")]
    Swapped {
        /// The name of the file that it is.
        found: &'static str,
        /// The name of the file that was expected.
        wanted: &'static str,
    },
    /// Other bytes than those that were published.
    #[error("{found}, expected {wanted}: {}", found.verdict(wanted))]
    Content {
        /// What is in the file.
        found: ActualContent,
        /// What should be.
        wanted: ExpectedContent,
    },
}

/// What was found in a file, after unpacking if it was packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActualContent {
    /// Whether the file was packed.
    pub unpacked: bool,
    /// How many bytes.
    pub size: u64,
    /// Whether there are more than `size`; they were not counted.
    pub more: bool,
    /// The first bytes, up to four.
    pub begins: Vec<u8>,
    /// The SHA-256 of all bytes, unless there are `more`.
    pub sha256: Option<String>,
}

/// What a file must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExpectedContent {
    /// How many bytes, unpacked.
    pub size: u64,
    /// Their SHA-256 in hexadecimal digits.
    pub sha256: &'static str,
}

impl From<&DataFile> for ExpectedContent {
    fn from(file: &DataFile) -> Self {
        Self {
            size: file.size,
            sha256: file.sha256,
        }
    }
}

/// Enough digits to tell files apart by eye.
fn prefix(sha256: &str) -> &str {
    sha256.get(..8).unwrap_or(sha256)
}

impl ActualContent {
    fn verdict(&self, wanted: &ExpectedContent) -> String {
        match self.size {
            size if self.more || size > wanted.size => "it is too long".to_owned(),
            size if size < wanted.size => "it is too short".to_owned(),
            _ => "some of its bytes are not those that were published".to_owned(),
        }
    }
}

impl fmt::Display for ActualContent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.unpacked { "unpacks to" } else { "has" };
        let more = if self.more { "more than " } else { "" };
        write!(out, "{verb} {more}{} bytes", self.size)?;
        if !self.begins.is_empty() {
            write!(out, " beginning with")?;
            for byte in &self.begins {
                write!(out, " {byte:02x}")?;
            }
        }
        match &self.sha256 {
            Some(sha256) => write!(out, ", SHA-256 {}...", prefix(sha256)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ExpectedContent {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} bytes, SHA-256 {}...",
            self.size,
            prefix(self.sha256)
        )
    }
}
