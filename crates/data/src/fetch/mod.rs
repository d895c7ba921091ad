//! Published data sets from the internet.

mod exchange;
mod mirrors;
mod range;
#[cfg(test)]
pub(crate) mod tests;

pub use mirrors::Mirrors;

use crate::file::DataFile;
use crate::part::Part;
use crate::published::Published;
use crate::store::{self, Place};
use crate::watch::Watch;
use crate::{DataError, content};
use exchange::{Failure, Request};
use std::path::Path;
use std::thread;

/// The number of attempts at a mirror whose downloads keep breaking off.
const TRIES: usize = 10;

/// Fetches what `folder` lacks of a data set, verifies it, and writes the files, each whole or not
/// at all. Files that are there and right are kept; wrong ones are replaced.
///
/// A download that breaks off leaves `NAME.part`, from which the next one resumes, and nothing else.
/// Several processes may do this at once in the same folder.
///
/// # Errors
/// If no mirror gives what it should, or the disk refuses.
pub fn fetch(
    set: &Published,
    folder: &Path,
    mirrors: &Mirrors,
    watch: &mut dyn Watch,
) -> Result<(), DataError> {
    fetch_files(folder, set.files, mirrors, watch)
}

fn fetch_files(
    folder: &Path,
    files: &[DataFile],
    mirrors: &Mirrors,
    watch: &mut dyn Watch,
) -> Result<(), DataError> {
    store::create(folder)?;
    for wanted in files {
        match store::inspect(folder, wanted, files)? {
            Place::Right(path) => {
                watch.note(&format!("{} is already there", path.display()));
                continue;
            }
            Place::Empty => {}
            Place::Wrong(path, fault) => {
                watch.note(&format!("{} {fault}; fetching it again", path.display()));
            }
        }
        let mut part = Part::open(folder, wanted, watch)?;
        // While we waited for the part, another process may have done all there was to do.
        if let Place::Right(path) = store::inspect(folder, wanted, files)? {
            watch.note(&format!("{} is there now", path.display()));
            part.keep();
            continue;
        }
        match (Fetch {
            wanted,
            files,
            mirrors,
        })
        .verified(&mut part, watch)
        {
            Ok(bytes) => {
                let path = store::write_whole(folder, wanted.name, &bytes)?;
                part.remove();
                watch.note(&format!("{}: fetched and verified", path.display()));
            }
            Err(Stop::Disk(error)) => return Err(error),
            Err(Stop::Mirrors(reasons)) => {
                return Err(DataError::Fetch {
                    name: wanted.name,
                    reasons,
                    part: part.keep(),
                });
            }
        }
    }
    Ok(())
}

/// One file, from any of the mirrors.
struct Fetch<'a> {
    wanted: &'a DataFile,
    files: &'a [DataFile],
    mirrors: &'a Mirrors,
}

/// Why a file could not be fetched.
enum Stop {
    /// The local disk failed.
    Disk(DataError),
    /// What is wrong with each mirror.
    Mirrors(Vec<String>),
}

impl From<DataError> for Stop {
    fn from(error: DataError) -> Self {
        Self::Disk(error)
    }
}

impl Fetch<'_> {
    /// The unpacked bytes, from the first mirror that has them.
    fn verified(&self, part: &mut Part, watch: &mut dyn Watch) -> Result<Vec<u8>, Stop> {
        let mut reasons = Vec::new();
        for base in &self.mirrors.addresses {
            let address = format!(
                "{}/{}",
                base.trim_end_matches('/'),
                self.wanted.name_on_mirror()
            );
            match self.request(&address, part, watch)? {
                Ok(bytes) => return Ok(bytes),
                Err(reason) => {
                    let reason = format!("{address} {reason}");
                    watch.note(&reason);
                    reasons.push(reason);
                }
            }
        }
        Err(Stop::Mirrors(reasons))
    }

    /// Requests the file from one mirror until all of it has arrived, or no more does.
    fn request(
        &self,
        address: &str,
        part: &mut Part,
        watch: &mut dyn Watch,
    ) -> Result<Result<Vec<u8>, String>, DataError> {
        let request = Request {
            agent: &self.mirrors.agent(address),
            address,
            file: self.wanted.name,
            limit: self.wanted.most_fetched(),
        };
        if part.length() > request.limit {
            part.restart()?;
        }
        watch.note(&match part.length() {
            0 => format!("fetching {address}"),
            length => format!("fetching {address}, resuming after {length} bytes"),
        });
        let mut reason = String::new();
        for _ in 0..TRIES {
            let before = part.length();
            match request.exchange(part, watch) {
                Ok(()) => match content::read(part.rewound()?, self.wanted, self.files) {
                    Ok(bytes) => return Ok(Ok(bytes)),
                    Err(fault) => {
                        part.restart()?;
                        reason = fault.to_string();
                        if before == 0 {
                            return Ok(Err(reason));
                        }
                        watch.note(&format!("{address} {reason}; starting over"));
                    }
                },
                Err(Failure::Misfit) => {
                    part.restart()?;
                    "cannot resume the partial download".clone_into(&mut reason);
                    watch.note(&format!("{address} {reason}; starting over"));
                }
                Err(Failure::Mirror(new)) => {
                    reason = new;
                    if part.length() <= before {
                        return Ok(Err(reason));
                    }
                    watch.note(&format!("{address} {reason}; resuming from there"));
                    thread::sleep(self.mirrors.pause);
                }
                Err(Failure::Disk(error)) => return Err(error),
            }
        }
        Ok(Err(reason))
    }
}
