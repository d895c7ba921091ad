//! The idx format of MNIST and its successors, read by the mnist crate.

use super::set::{Dataset, Images, Published, Verified};
use crate::file::Form;
use flate2::read::GzDecoder;
use mnist::{Mnist, MnistBuilder};
use std::any::Any;
use std::borrow::Cow;
use std::fs;
use std::io::Read;
use std::panic::catch_unwind;
use std::path::PathBuf;
use tempfile::TempDir;

/// Names of the parser's files, in the order of a set's.
const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];

/// Reads images and labels for training, and images and labels for testing. The parser reads
/// unpacked files and trusts their contents: they are where they were verified, or in a private
/// folder.
pub(super) fn parse(set: &Published, files: &[Verified]) -> Result<Dataset, String> {
    let mut private: Option<TempDir> = None;
    let mut paths = Vec::with_capacity(NAMES.len());
    for (index, (file, name)) in files.iter().zip(NAMES).enumerate() {
        let bytes = match set.files[index].form {
            Form::Unpacked => Cow::Borrowed(&file.bytes),
            Form::AsFetched => Cow::Owned(unpacked(set, &file.bytes, name)?),
        };
        header(set, index, &bytes).map_err(|reason| format!("{name}: {reason}"))?;
        let metadata = fs::metadata(&file.path);
        let in_place = metadata.is_ok_and(|metadata| metadata.len() == bytes.len() as u64);
        if in_place && file.path.to_str().is_some() {
            paths.push(file.path.clone());
            continue;
        }
        let folder = match &private {
            Some(folder) => folder,
            None => private.insert(temporary()?),
        };
        let copy = folder.path().join(name);
        fs::write(&copy, &*bytes)
            .map_err(|error| format!("cannot write {}: {error}", copy.display()))?;
        paths.push(copy);
    }
    read(set, &paths)
}

fn unpacked(set: &Published, packed: &[u8], name: &str) -> Result<Vec<u8>, String> {
    // The images, their header and one byte, which is one too many.
    let most = (set.train.max(set.test) * set.dimension + 17) as u64;
    let mut bytes = Vec::new();
    let read = GzDecoder::new(packed).take(most).read_to_end(&mut bytes);
    read.map_err(|error| format!("{name}.gz: {error}"))?;
    Ok(bytes)
}

fn temporary() -> Result<TempDir, String> {
    let folder = tempfile::Builder::new().prefix("crease-data-").tempdir();
    folder.map_err(|error| {
        let folder = std::env::temp_dir();
        format!("cannot create a folder in {}: {error}", folder.display())
    })
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
fn read(set: &Published, paths: &[PathBuf]) -> Result<Dataset, String> {
    let names = paths.iter().map(|path| {
        let name = path.to_str();
        name.ok_or_else(|| format!("the path {} is not UTF-8", path.display()))
    });
    let names: Vec<&str> = names.collect::<Result<_, _>>()?;
    let [images, labels, test_images, test_labels] = names[..] else {
        return Err(format!(
            "found {} files, expected {}",
            names.len(),
            NAMES.len()
        ));
    };
    // It panics instead of returning errors. With verified files, it only panics if the system
    // refuses to read what was just written.
    let parsed = catch_unwind(|| {
        MnistBuilder::new()
            .base_path("")
            .training_images_filename(images)
            .training_labels_filename(labels)
            .test_images_filename(test_images)
            .test_labels_filename(test_labels)
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
        let paths = NAMES.map(|name| empty.path().join(name));
        let error = read(&MNIST, &paths).unwrap_err();
        assert!(error.contains("Unable to find path to images"), "{error}");
    }
}
