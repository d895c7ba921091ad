use std::path::{Path, PathBuf};

/// One file of a published data set: what it is called, and what its bytes must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Its name; that of the unpacked file if `form` is [`Form::Unpacked`].
    pub name: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in lower-case hexadecimal digits.
    pub sha256: &'static str,
    /// Of which bytes size and hash are known.
    pub form: Form,
}

/// The form in which a file is verified and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The unpacked bytes are known. It is fetched as `NAME.gz` and kept unpacked; in a folder,
    /// either form is accepted.
    Unpacked,
    /// The bytes are known as they are fetched. It is kept as it is.
    AsFetched,
}

impl DataFile {
    /// A file that is fetched packed, and whose unpacked bytes are known.
    pub const fn unpacked(name: &'static str, size: u64, sha256: &'static str) -> Self {
        Self {
            name,
            size,
            sha256,
            form: Form::Unpacked,
        }
    }

    /// A file whose bytes are known as they are fetched.
    pub const fn as_fetched(name: &'static str, size: u64, sha256: &'static str) -> Self {
        Self {
            name,
            size,
            sha256,
            form: Form::AsFetched,
        }
    }

    /// What a mirror calls it.
    pub(crate) fn name_on_mirror(&self) -> String {
        match self.form {
            Form::Unpacked => format!("{}.gz", self.name),
            Form::AsFetched => self.name.to_owned(),
        }
    }

    /// The most bytes that it can have when fetched: data that cannot be compressed are stored,
    /// with a few bytes for every block.
    #[cfg(feature = "download")]
    pub(crate) fn most_fetched(&self) -> u64 {
        match self.form {
            Form::Unpacked => self.size + self.size / 100 + 4096,
            Form::AsFetched => self.size,
        }
    }

    /// Where the file lies in this folder under one of the names that people give it; `None` if it
    /// is not there. Later places count only where there is nothing in the earlier ones.
    pub(crate) fn find(&self, folder: &Path) -> Option<PathBuf> {
        let is_there = |path: &PathBuf| path.symlink_metadata().is_ok();
        if self.form == Form::AsFetched {
            return Some(folder.join(self.name)).filter(is_there);
        }
        // torchvision has a folder for each data set in the one that it is given.
        let folders = ["", "MNIST/raw", "raw"].map(|within| folder.join(within));
        // Some mirrors and many old archives write a dot before idx.
        let dotted = self.name.replacen("-idx", ".idx", 1);
        let names = [self.name, &dotted].map(|name| [name.to_owned(), format!("{name}.gz")]);
        folders
            .iter()
            .flat_map(|folder| names.iter().flatten().map(|name| folder.join(name)))
            .find(is_there)
    }
}
