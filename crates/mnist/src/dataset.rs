use crate::MnistError;
use crate::content::read_path;
use crate::fault::Fault;
use crate::file::{FILES, TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS};
use mnist::{Mnist, MnistBuilder};
use std::any::Any;
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

/// Pixels of an image: 28 rows of 28.
pub const PIXELS: usize = 28 * 28;

/// How many images there are for training.
const TRAIN: u32 = 60_000;

/// How many images there are for testing.
const TEST: u32 = 10_000;

/// Images of handwritten digits and which digits they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Images {
    /// [`count`](Self::count) x [`PIXELS`] grey levels, image after image, row after row; 0 is the
    /// background, 255 full ink.
    pub pixels: Vec<u8>,
    /// The digit of each image, 0 to 9.
    pub labels: Vec<u8>,
}

impl Images {
    /// How many images.
    pub fn count(&self) -> usize {
        self.labels.len()
    }
}

/// MNIST, byte for byte what its authors published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dataset {
    /// 60,000 images.
    pub train: Images,
    /// 10,000 other images.
    pub test: Images,
}

impl Dataset {
    /// Reads the four files in `folder`, packed (`.gz`) or not, and verifies every byte.
    ///
    /// # Errors
    /// If a file is missing, cannot be read or is not, byte for byte, the file that it should be.
    pub fn load(folder: &Path) -> Result<Self, MnistError> {
        let mut sources = Vec::new();
        let mut names = Vec::new();
        for file in &FILES {
            match file.find(folder) {
                Some(path) => sources.push((file, path)),
                None => names.push(file.name),
            }
        }
        if !names.is_empty() {
            return Err(MnistError::Missing {
                folder: folder.to_path_buf(),
                names,
            });
        }

        // The parser reads a folder and believes what it finds there. So it gets a private one:
        // nobody can change a file between our look and its.
        let verified = tempfile::Builder::new()
            .prefix("crease-mnist-")
            .tempdir()
            .map_err(MnistError::io("create a folder in", &std::env::temp_dir()))?;
        for (file, path) in sources {
            let bytes = match read_path(&path, file, &FILES) {
                Ok(bytes) => bytes,
                Err(Fault::NotAFile { .. }) => return Err(MnistError::InTheWay { path }),
                Err(fault) => return Err(MnistError::Wrong { path, fault }),
            };
            let copy = verified.path().join(file.name);
            fs::write(&copy, bytes).map_err(MnistError::io("write", &copy))?;
        }
        parse(verified.path())
    }
}

/// Lets the mnist crate read files that were verified.
fn parse(folder: &Path) -> Result<Dataset, MnistError> {
    let error = |reason: &str| MnistError::Parser {
        folder: folder.to_path_buf(),
        reason: reason.to_owned(),
    };
    let base = folder
        .to_str()
        .ok_or_else(|| error("its name is not UTF-8; set TMPDIR to another folder"))?;
    // It has no errors but panics. On these files none is left but those of a system that refuses
    // to read what it has just written.
    let parsed = catch_unwind(|| {
        MnistBuilder::new()
            .base_path(base)
            .training_images_filename(TRAIN_IMAGES.name)
            .training_labels_filename(TRAIN_LABELS.name)
            .test_images_filename(TEST_IMAGES.name)
            .test_labels_filename(TEST_LABELS.name)
            // Any other split, and it hands training images out as test images.
            .training_set_length(TRAIN)
            .validation_set_length(0)
            .test_set_length(TEST)
            .label_format_digit()
            .finalize()
    });
    let Mnist {
        trn_img,
        trn_lbl,
        tst_img,
        tst_lbl,
        ..
    } = parsed.map_err(|panic| error(words(panic.as_ref())))?;
    let dataset = Dataset {
        train: Images {
            pixels: trn_img,
            labels: trn_lbl,
        },
        test: Images {
            pixels: tst_img,
            labels: tst_lbl,
        },
    };
    for (images, count) in [(&dataset.train, TRAIN), (&dataset.test, TEST)] {
        let count = count as usize;
        if images.labels.len() != count || images.pixels.len() != count * PIXELS {
            return Err(error("it returned another number of images"));
        }
    }
    Ok(dataset)
}

/// What a panic said.
fn words(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "it panicked"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_parser_is_an_error() {
        let empty = tempfile::tempdir().unwrap();
        let error = parse(empty.path()).unwrap_err().to_string();
        assert!(error.contains("Unable to find path to images"), "{error}");
    }
}
