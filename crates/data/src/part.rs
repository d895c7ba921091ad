use crate::file::DataFile;
use crate::watch::Watch;
use crate::{DataError, store};
use std::fs::{self, File, TryLockError};
#[cfg(feature = "download")]
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// `NAME.part`: as much of a file as has arrived, locked for this process. It outlives the process,
/// so that the next one can resume where this one stopped.
///
/// The lock also says who may write the unpacked file. All work goes through the open file, never
/// through its name again: if another process removes the name, only the chance to resume later is
/// lost.
#[cfg_attr(
    not(feature = "download"),
    allow(dead_code, reason = "an import only holds the lock")
)]
pub(crate) struct Part {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Part {
    /// Opens or creates the part, and waits until no other process has it.
    pub fn open(
        folder: &Path,
        wanted: &DataFile,
        watch: &mut dyn Watch,
    ) -> Result<Self, DataError> {
        let path = folder.join(format!("{}.part", wanted.name_on_mirror()));
        let error = || DataError::io("write", &path);
        let mut noted = false;
        let file = loop {
            let file = File::options()
                .create(true)
                .read(true)
                .write(true)
                .truncate(false)
                .open(&path)
                .map_err(error())?;
            // Some network file systems have no locks, and say so. Two processes may then spoil
            // each other's parts, which their hashes will show.
            let Err(TryLockError::WouldBlock) = file.try_lock() else {
                break file;
            };
            if !noted {
                watch.note(&format!(
                    "{}: another process is fetching it; waiting for it to finish",
                    wanted.name
                ));
                noted = true;
            }
            // The process that had it may have removed it, so it must be opened again.
            file.lock().map_err(error())?;
        };
        store::remove_partial(folder, wanted.name);
        let length = file.metadata().map_err(error())?.len();
        Ok(Self { path, file, length })
    }

    /// Removes the part, which is no longer needed.
    pub fn remove(self) {
        // If it cannot be removed it does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

/// What a download needs.
#[cfg(feature = "download")]
impl Part {
    /// How many bytes have arrived.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Discards what has arrived.
    pub fn restart(&mut self) -> Result<(), DataError> {
        self.file
            .set_len(0)
            .map_err(DataError::io("write", &self.path))?;
        self.length = 0;
        Ok(())
    }

    /// Adds what comes next.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), DataError> {
        self.file
            .seek(SeekFrom::Start(self.length))
            .and_then(|_| self.file.write_all(bytes))
            .map_err(DataError::io("write", &self.path))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// The open file, from its beginning.
    pub fn rewound(&mut self) -> Result<&mut File, DataError> {
        self.file
            .rewind()
            .map_err(DataError::io("write", &self.path))?;
        Ok(&mut self.file)
    }

    /// Keeps the part for another time and returns its path; an empty one is not kept.
    pub fn keep(self) -> Option<PathBuf> {
        if self.length > 0 {
            return Some(self.path);
        }
        self.remove();
        None
    }
}
