//! What a published data set is, and how it is read.

use crate::content::read_path;
use crate::error::DataError;
use crate::fault::Fault;
use crate::file::DataFile;
use crate::store;
use std::path::{Path, PathBuf};

/// A data set of labelled images, and the only bytes that it can be.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    /// Its name in commands and experiment files.
    pub name: &'static str,
    /// Its name in a sentence.
    pub title: &'static str,
    /// The folder in the data folder; the data folder itself if empty.
    pub subfolder: &'static str,
    /// Where it is fetched from: folders with the files, the first to be tried first.
    pub mirrors: &'static [&'static str],
    /// Its files.
    pub files: &'static [DataFile],
    /// How many training images.
    pub train: usize,
    /// How many test images.
    pub test: usize,
    /// Numbers an image.
    pub dimension: usize,
    /// How many classes; labels are below this number.
    pub classes: usize,
    /// Reads the files, in order.
    pub(crate) parse: fn(&Published, &[Verified]) -> Result<Dataset, String>,
}

/// A file with the published bytes.
pub(crate) struct Verified {
    /// Its path, packed or not.
    pub(crate) path: PathBuf,
    /// Its bytes, unpacked, if they are known.
    pub(crate) bytes: Vec<u8>,
}

/// A published data set as a type, for the tasks that use it.
pub trait Set: Clone + std::fmt::Debug + Default + PartialEq {
    /// Its description.
    const PUBLISHED: &'static Published;
}

/// Images and their classes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// [`count`](Self::count) x dimension levels from 0 to 255, image after image.
    pub pixels: Vec<u8>,
    /// The class of each image.
    pub labels: Vec<u8>,
}

impl Images {
    /// How many images.
    pub fn count(&self) -> usize {
        self.labels.len()
    }
}

/// A data set, byte for byte what its authors published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// What to train on.
    pub train: Images,
    /// The images to test on.
    pub test: Images,
}

/// Where each of these files lies in a folder, or the names of those that do not.
pub(crate) fn found<'a>(
    files: impl IntoIterator<Item = &'a DataFile>,
    folder: &Path,
) -> Result<Vec<(&'a DataFile, PathBuf)>, Vec<&'static str>> {
    let mut sources = Vec::new();
    let mut names = Vec::new();
    for file in files {
        match file.find(folder) {
            Some(path) => sources.push((file, path)),
            None => names.push(file.name),
        }
    }
    if names.is_empty() {
        Ok(sources)
    } else {
        Err(names)
    }
}

impl Published {
    /// The folder of the data set: in the folder that `CREASE_DATA` names, else in `data` in the
    /// current one.
    pub fn folder(&self) -> PathBuf {
        match self.subfolder {
            "" => store::folder(),
            subfolder => store::folder().join(subfolder),
        }
    }

    /// Reads the files in `folder` and verifies every byte.
    ///
    /// # Errors
    /// If a file is missing, cannot be read or is not, byte for byte, the file that it should be.
    pub fn load(&self, folder: &Path) -> Result<Dataset, DataError> {
        let sources = found(self.files, folder).map_err(|names| DataError::Missing {
            title: self.title,
            folder: folder.to_path_buf(),
            names,
        })?;
        let mut files = Vec::with_capacity(sources.len());
        for (file, path) in sources {
            match read_path(&path, file, self.files) {
                Ok(bytes) => files.push(Verified { path, bytes }),
                Err(Fault::NotAFile { .. }) => return Err(DataError::InTheWay { path }),
                Err(fault) => return Err(DataError::Wrong { path, fault }),
            }
        }
        let broken = |reason| DataError::Parser {
            title: self.title,
            folder: folder.to_path_buf(),
            reason,
        };
        let dataset = (self.parse)(self, &files).map_err(broken)?;
        self.check(&dataset).map_err(broken)?;
        Ok(dataset)
    }

    /// Checks that these can be its images.
    ///
    /// # Errors
    /// Why they cannot be, in words.
    pub fn check(&self, dataset: &Dataset) -> Result<(), String> {
        for (what, images, count) in [
            ("training", &dataset.train, self.train),
            ("test", &dataset.test, self.test),
        ] {
            let (pixels, labels) = (images.pixels.len(), images.labels.len());
            if labels != count || pixels != count * self.dimension {
                return Err(format!(
                    "found {labels} {what} labels and {pixels} numbers, expected {count} and {}",
                    count * self.dimension
                ));
            }
            let strange = images
                .labels
                .iter()
                .find(|label| usize::from(**label) >= self.classes);
            if let Some(label) = strange {
                return Err(format!(
                    "found the {what} label {label}, expected labels below {}",
                    self.classes
                ));
            }
        }
        Ok(())
    }
}
