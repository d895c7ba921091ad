//! From a file on the disk to bytes that are verified to be the published ones.

use crate::fault::{ActualContent, Fault};
use crate::file::{DataFile, Form};
use crease_input::words::hexadecimal;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Cursor, ErrorKind, Read};
use std::path::Path;

/// How gzip files begin. IDX files begin with two zeros, so the two cannot be confused, and what a
/// file is called does not matter: some browsers unpack a `.gz` and keep the name.
const GZIP: [u8; 2] = [0x1f, 0x8b];

const CHUNK: usize = 128 * 1024;

/// The unpacked bytes of `wanted`, read from a file, packed or not, and verified.
///
/// `all` are the files that it could have been swapped with.
pub(crate) fn read_path(
    path: &Path,
    wanted: &DataFile,
    all: &[DataFile],
) -> Result<Vec<u8>, Fault> {
    // Opening a named pipe would wait for a writer for ever, so look before.
    if !fs::metadata(path)?.is_file() {
        return Err(Fault::NotAFile {
            wanted: wanted.name,
        });
    }
    read(&mut File::open(path)?, wanted, all)
}

/// As [`read_path`], from an open file at its current position.
pub(crate) fn read(file: &mut File, wanted: &DataFile, all: &[DataFile]) -> Result<Vec<u8>, Fault> {
    let length = file.metadata()?.len();
    let mut magic = Vec::new();
    file.take(GZIP.len() as u64).read_to_end(&mut magic)?;
    let packed = wanted.form == Form::Unpacked && magic == GZIP;
    let mut whole = Cursor::new(magic).chain(file);
    let contents = if packed {
        drain(&mut GzDecoder::new(whole), wanted, all)
    } else {
        drain(&mut whole, wanted, all)
    };
    let contents = contents.map_err(|(after, source)| {
        if packed {
            Fault::Gzip {
                after,
                expected: wanted.size,
                source,
            }
        } else {
            Fault::Unreadable(source)
        }
    })?;

    if contents.is(wanted) {
        return Ok(contents.kept);
    }
    if let Some(other) = all.iter().find(|other| contents.is(other)) {
        return Err(Fault::Swapped {
            found: other.name,
            wanted: wanted.name,
        });
    }
    // Only the length of a gzip file is unknown.
    let known = !packed && contents.more;
    Err(Fault::Content {
        found: ActualContent {
            unpacked: packed,
            size: if known { length } else { contents.size },
            more: contents.more && !known,
            begins: contents.begins,
            sha256: (!contents.more).then_some(contents.sha256),
        },
        wanted: wanted.into(),
    })
}

/// The content of a file.
struct Contents {
    /// All bytes, as long as they are no more than were wanted.
    kept: Vec<u8>,
    begins: Vec<u8>,
    size: u64,
    /// There is more than `size`, which is the longest file's: reading stopped.
    more: bool,
    sha256: String,
}

impl Contents {
    fn is(&self, file: &DataFile) -> bool {
        !self.more && self.size == file.size && self.sha256 == file.sha256
    }
}

/// Reads to the end, or to one byte more than the longest file has: a gzip file of a few kilobytes
/// can unpack to gigabytes. Memory holds no more than what was wanted; the rest is only hashed, to
/// tell whether it is another of the files.
///
/// # Errors
/// How many bytes were read, and why reading stopped.
fn drain(
    source: &mut dyn Read,
    wanted: &DataFile,
    all: &[DataFile],
) -> Result<Contents, (u64, io::Error)> {
    let sizes = all.iter().map(|file| file.size);
    let longest = sizes.fold(wanted.size, u64::max);
    let limit = longest + 1;
    let mut limited = source.take(limit);
    let mut contents = Contents {
        kept: Vec::new(),
        begins: Vec::new(),
        size: 0,
        more: false,
        sha256: String::new(),
    };
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        let count = match limited.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err((contents.size, error)),
        };
        let bytes = &chunk[..count];
        digest.update(bytes);
        let missing = 4 - contents.begins.len();
        contents.begins.extend(bytes.iter().take(missing));
        contents.size += count as u64;
        if contents.size <= wanted.size {
            contents.kept.extend_from_slice(bytes);
        } else {
            contents.kept = Vec::new();
        }
    }
    if contents.size == limit {
        contents.more = true;
        contents.size = longest;
    }
    contents.sha256 = hexadecimal(&digest.finalize());
    Ok(contents)
}

/// The SHA-256 of these bytes in hexadecimal digits.
#[cfg(test)]
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
