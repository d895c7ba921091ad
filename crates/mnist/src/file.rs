use std::path::{Path, PathBuf};

/// One file of the data set: what it is called, and what its unpacked bytes must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DataFile {
    /// The name of the unpacked file.
    pub name: &'static str,
    /// Its size in bytes, unpacked.
    pub size: u64,
    /// The SHA-256 of its unpacked bytes, in lower-case hexadecimal digits.
    pub sha256: &'static str,
}

/// 60,000 images, 28 x 28, for training.
pub(crate) const TRAIN_IMAGES: DataFile = DataFile {
    name: "train-images-idx3-ubyte",
    size: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
};

/// Their labels.
pub(crate) const TRAIN_LABELS: DataFile = DataFile {
    name: "train-labels-idx1-ubyte",
    size: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
};

/// 10,000 images, 28 x 28, for testing.
pub(crate) const TEST_IMAGES: DataFile = DataFile {
    name: "t10k-images-idx3-ubyte",
    size: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
};

/// Their labels.
pub(crate) const TEST_LABELS: DataFile = DataFile {
    name: "t10k-labels-idx1-ubyte",
    size: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
};

/// All of MNIST.
pub(crate) const FILES: [DataFile; 4] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

impl DataFile {
    /// Where the file lies in this folder under one of the names that people give it; `None` if it
    /// is not there. Later places count only where there is nothing in the earlier ones.
    pub fn find(&self, folder: &Path) -> Option<PathBuf> {
        // torchvision has a folder for each data set in the one that it is given.
        let folders = ["", "MNIST/raw", "raw"].map(|within| folder.join(within));
        // Some mirrors and many old archives write a dot before idx.
        let dotted = self.name.replacen("-idx", ".idx", 1);
        let names = [self.name, &dotted].map(|name| [name.to_owned(), format!("{name}.gz")]);
        folders
            .iter()
            .flat_map(|folder| names.iter().flatten().map(|name| folder.join(name)))
            .find(|path| path.symlink_metadata().is_ok())
    }
}
