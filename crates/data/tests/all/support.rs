//! Folders of good and bad files.

use crease_data::{DataError, Dataset, MNIST};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const TRAIN_IMAGES: &str = "train-images-idx3-ubyte";
pub const TRAIN_LABELS: &str = "train-labels-idx1-ubyte";
pub const TEST_IMAGES: &str = "t10k-images-idx3-ubyte";
pub const TEST_LABELS: &str = "t10k-labels-idx1-ubyte";
pub const NAMES: [&str; 4] = [TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS];

/// The real MNIST: the tests that need it are ignored by default.
pub fn real() -> PathBuf {
    let folder = std::env::var_os("CREASE_DATA").filter(|folder| !folder.is_empty());
    folder
        .expect("CREASE_DATA names the folder of MNIST")
        .into()
}

/// Where a file of the real MNIST lies, packed or not.
fn source(real: &Path, name: &str) -> PathBuf {
    let raw = real.join(name);
    if raw.exists() {
        raw
    } else {
        real.join(format!("{name}.gz"))
    }
}

/// The unpacked bytes of a file of the real MNIST.
pub fn raw(real: &Path, name: &str) -> Vec<u8> {
    let path = source(real, name);
    let mut bytes = Vec::new();
    let mut file = File::open(&path).unwrap();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else {
        file.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A folder that is removed when the test ends.
pub struct Data {
    folder: TempDir,
}

impl Data {
    pub fn empty() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The real files, but for one.
    pub fn without(real: &Path, missing: &str) -> Self {
        let data = Self::empty();
        for name in NAMES.into_iter().filter(|name| *name != missing) {
            let source = fs::canonicalize(source(real, name)).unwrap();
            fs::copy(
                &source,
                data.path(source.file_name().unwrap().to_str().unwrap()),
            )
            .unwrap();
        }
        data
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn load(&self) -> Result<Dataset, DataError> {
        MNIST.load(self.folder())
    }

    /// Checks that loading fails with one line that names this file and says all of this.
    pub fn is_refused(&self, name: &str, says: &[&str]) {
        let message = self.load().unwrap_err().to_string();
        let path = self.path(name).display().to_string();
        assert!(message.starts_with(&format!("{path} ")), "{message}");
        assert!(!message.contains('\n'), "{message}");
        for part in says {
            assert!(message.contains(part), "{part:?} is not in: {message}");
        }
    }
}
