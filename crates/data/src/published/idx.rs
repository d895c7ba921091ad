//! The idx format of MNIST and its successors, read by the mnist crate.

use super::set::{Dataset, Images, Published};
use flate2::read::GzDecoder;
use mnist::{Mnist, MnistBuilder};
use std::any::Any;
use std::fs;
use std::io::Read;
use std::panic::catch_unwind;
use std::path::Path;

/// Names of the parser's files, in the order of a set's.
const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// As [`parse`], of packed files.
pub(super) fn parse_packed(set: &Published, contents: &[Vec<u8>]) -> Result<Dataset, String> {
    // The images, their header and one byte, which is one too many.
    let most = (set.train.max(set.test) * set.dimension + 17) as u64;
    let unpacked = contents.iter().zip(NAMES).map(|(packed, name)| {
        let mut bytes = Vec::new();
        let read = GzDecoder::new(packed.as_slice())
            .take(most)
            .read_to_end(&mut bytes);
        read.map(|_| bytes)
            .map_err(|error| format!("{name}.gz: {error}"))
    });
    let unpacked: Vec<Vec<u8>> = unpacked.collect::<Result<_, _>>()?;
    parse(set, &unpacked)
}

/// Reads images and labels for training, and images and labels for testing.
pub(super) fn parse(set: &Published, contents: &[Vec<u8>]) -> Result<Dataset, String> {
    for (index, (bytes, name)) in contents.iter().zip(NAMES).enumerate() {
        header(set, index, bytes).map_err(|reason| format!("{name}: {reason}"))?;
    }
    // The parser reads a folder and trusts what it finds there, so it gets a private one.
    let verified = tempfile::Builder::new().prefix("crease-data-").tempdir();
    let verified = verified.map_err(|error| {
        let folder = std::env::temp_dir();
        format!("cannot create a folder in {}: {error}", folder.display())
    })?;
    for (bytes, name) in contents.iter().zip(NAMES) {
        let copy = verified.path().join(name);
        fs::write(&copy, bytes)
            .map_err(|error| format!("cannot write {}: {error}", copy.display()))?;
    }
    read(set, verified.path())
}

/// Checks the header: the parser accepts any.
fn header(set: &Published, index: usize, bytes: &[u8]) -> Result<(), String> {
    let count = if index < 2 { set.train } else { set.test } as u32;
    let side = set.dimension.isqrt() as u32;
    let (words, numbers): (&[u32], usize) = if index.is_multiple_of(2) {
        (&[2051, count, side, side], set.dimension)
    } else {
        (&[2049, count], 1)
    };
    let expected: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
    let length = expected.len() + count as usize * numbers;
    if bytes.len() != length || !bytes.starts_with(&expected) {
        return Err(format!(
            "found {} bytes that begin with {:02x?}, expected {length} that begin with {:02x?}",
            bytes.len(),
            bytes.get(..expected.len()).unwrap_or(bytes),
            expected
        ));
    }
    Ok(())
}

/// Lets the mnist crate read files that were verified.
fn read(set: &Published, folder: &Path) -> Result<Dataset, String> {
    let base = folder
        .to_str()
        .ok_or("the name of the temporary folder is not UTF-8; set TMPDIR to another folder")?;
    // It panics instead of returning errors. With verified files, it only panics if the system
    // refuses to read what was just written.
    let parsed = catch_unwind(|| {
        MnistBuilder::new()
            .base_path(base)
            .training_images_filename(NAMES[0])
            .training_labels_filename(NAMES[1])
            .test_images_filename(NAMES[2])
            .test_labels_filename(NAMES[3])
            // With any other split, it would return training images as test images.
            .training_set_length(set.train as u32)
            .validation_set_length(0)
            .test_set_length(set.test as u32)
            .label_format_digit()
            .finalize()
    });
    let Mnist {
        trn_img,
        trn_lbl,
        tst_img,
        tst_lbl,
        ..
    } = parsed.map_err(|panic| words(panic.as_ref()).to_owned())?;
    Ok(Dataset {
        train: Images {
            pixels: trn_img,
            labels: trn_lbl,
        },
        test: Images {
            pixels: tst_img,
            labels: tst_lbl,
        },
    })
}

/// The message of a panic.
fn words(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "the parser panicked"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::MNIST;

    #[test]
    fn a_panic_of_the_parser_is_an_error() {
        let empty = tempfile::tempdir().unwrap();
        let error = read(&MNIST, empty.path()).unwrap_err();
        assert!(error.contains("Unable to find path to images"), "{error}");
    }
}
