use super::set::{Dataset, Images, Published, Set, Verified};
use crate::file::DataFile;
use flate2::read::GzDecoder;
use std::io::Read;
use tar::Archive;

/// Photographs of animals and vehicles of ten kinds (Krizhevsky 2009), the binary version. Size and
/// hash are those that TensorFlow Datasets checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cifar10;

impl Set for Cifar10 {
    const PUBLISHED: &'static Published = &CIFAR_10;
}

/// What and where it is.
pub const CIFAR_10: Published = Published {
    name: "cifar-10",
    title: "CIFAR-10",
    subfolder: "cifar-10",
    mirrors: &["https://www.cs.toronto.edu/~kriz/"],
    files: &[DataFile::as_fetched(
        "cifar-10-binary.tar.gz",
        170_052_171,
        "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    )],
    train: 50_000,
    test: 10_000,
    dimension: 3 * 32 * 32,
    classes: 10,
    parse,
};

/// The batches in the archive, in order; the last one is for testing.
const BATCHES: [&str; 6] = [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "data_batch_3.bin",
    "data_batch_4.bin",
    "data_batch_5.bin",
    "test_batch.bin",
];

/// An image is a byte for its class and then its levels of red, green and blue.
pub(super) fn parse(set: &Published, files: &[Verified]) -> Result<Dataset, String> {
    let archive = files.first().map_or(&[][..], |file| &file.bytes);
    let most = ((set.train + set.test) * (set.dimension + 1)) as u64;
    let mut batches: [Option<Vec<u8>>; 6] = Default::default();
    let mut archive = Archive::new(GzDecoder::new(archive));
    for entry in archive.entries().map_err(|error| error.to_string())? {
        let mut entry = entry.map_err(|error| error.to_string())?;
        let path = entry.path().map_err(|error| error.to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(place) = BATCHES.iter().position(|batch| *batch == name) else {
            continue;
        };
        let mut bytes = Vec::new();
        let read = entry.by_ref().take(most).read_to_end(&mut bytes);
        read.map_err(|error| format!("{}: {error}", BATCHES[place]))?;
        batches[place] = Some(bytes);
    }
    let mut dataset = Dataset {
        train: Images::default(),
        test: Images::default(),
    };
    for (index, (name, batch)) in BATCHES.iter().zip(batches).enumerate() {
        let batch = batch.ok_or_else(|| format!("{name} is not in the archive"))?;
        let images = if index + 1 == BATCHES.len() {
            &mut dataset.test
        } else {
            &mut dataset.train
        };
        let rows = batch.chunks_exact(set.dimension + 1);
        if !rows.remainder().is_empty() {
            return Err(format!(
                "{name}: found {} bytes, expected {} an image",
                batch.len(),
                set.dimension + 1
            ));
        }
        for row in rows {
            images.labels.push(row[0]);
            images.pixels.extend_from_slice(&row[1..]);
        }
    }
    Ok(dataset)
}
