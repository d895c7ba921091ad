//! Sets of made files, described as the published ones are, from a server on this machine to the
//! images.

use super::set::Verified;
use super::{CIFAR_10, Dataset, Images, MNIST, Published, cifar_10, idx};
use crate::content::sha256;
use crate::fetch::tests::server::{Answer, Server};
use crate::fetch::tests::support::{Ear, impatient, packed};
use crate::file::DataFile;
use crate::{DataError, fetch};
use std::collections::HashMap;

fn leak<T: ?Sized>(value: Box<T>) -> &'static T {
    Box::leak(value)
}

/// A file without a path.
fn verified(bytes: Vec<u8>) -> Verified {
    let path = "nowhere".into();
    Verified { path, bytes }
}

/// Images that differ from all others.
fn images(count: usize, dimension: usize) -> Images {
    Images {
        pixels: (0..count * dimension)
            .map(|place| (place * 7 % 251) as u8)
            .collect(),
        labels: (0..count).map(|index| (index * 3 % 10) as u8).collect(),
    }
}

/// As `set`, with these files.
fn described(set: &Published, dataset: &Dataset, files: &[(&'static str, Vec<u8>)]) -> Published {
    let files: Vec<DataFile> = files
        .iter()
        .map(|(name, bytes)| {
            let sha256 = leak(sha256(bytes).into_boxed_str());
            DataFile::as_fetched(name, bytes.len() as u64, sha256)
        })
        .collect();
    Published {
        files: leak(files.into_boxed_slice()),
        train: dataset.train.count(),
        test: dataset.test.count(),
        ..*set
    }
}

/// Fetches the files and reads them; then spoils each and checks that it is refused.
fn is_fetched_and_read(set: &Published, files: &[(&'static str, Vec<u8>)], expected: &Dataset) {
    let by_path: HashMap<String, Vec<u8>> = files
        .iter()
        .map(|(name, bytes)| (format!("/mnist/{name}"), bytes.clone()))
        .collect();
    let server = Server::start(move |_, request| Answer::good(&by_path[&request.path], request));
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join(set.subfolder);
    let missing = set.load(&folder).unwrap_err();
    assert!(matches!(missing, DataError::Missing { .. }), "{missing}");
    let mirrors = impatient(&[server.address()]);
    let mut ear = Ear::default();
    fetch(set, &folder, &mirrors, &mut ear).unwrap();
    assert_eq!(server.requests().len(), files.len());
    assert!(set.load(&folder).unwrap() == *expected);
    fetch(set, &folder, &mirrors, &mut ear).unwrap();
    assert_eq!(server.requests().len(), files.len(), "all is already there");
    for (name, bytes) in files {
        let mut spoilt = bytes.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 1;
        std::fs::write(folder.join(name), &spoilt).unwrap();
        let error = set.load(&folder).unwrap_err();
        assert!(matches!(error, DataError::Wrong { .. }), "{error}");
        assert!(error.to_string().contains(name), "{error}");
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

/// As many as in the sets themselves: the parser accepts no other number.
fn made_idx() -> Dataset {
    Dataset {
        train: images(60_000, 28 * 28),
        test: images(10_000, 28 * 28),
    }
}

fn idx_files(dataset: &Dataset) -> [(&'static str, Vec<u8>); 4] {
    let file = |words: &[u32], numbers: &[u8]| {
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.extend(numbers);
        packed(&bytes)
    };
    let (train, test) = (&dataset.train, &dataset.test);
    [
        (
            "train-images-idx3-ubyte.gz",
            file(&[2051, 60_000, 28, 28], &train.pixels),
        ),
        (
            "train-labels-idx1-ubyte.gz",
            file(&[2049, 60_000], &train.labels),
        ),
        (
            "t10k-images-idx3-ubyte.gz",
            file(&[2051, 10_000, 28, 28], &test.pixels),
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            file(&[2049, 10_000], &test.labels),
        ),
    ]
}

#[test]
fn sets_in_the_idx_format() {
    let dataset = made_idx();
    let files = idx_files(&dataset);
    let packed = |set: &&&Published| set.files[0].name == "train-images-idx3-ubyte.gz";
    for set in super::PUBLISHED.iter().filter(packed) {
        let set = described(set, &dataset, &files);
        is_fetched_and_read(&set, &files, &dataset);
    }
}

#[test]
fn cifar_10_is_read_from_its_archive() {
    let dataset = Dataset {
        train: images(30, CIFAR_10.dimension),
        test: images(20, CIFAR_10.dimension),
    };
    let batch = |images: &Images, range: std::ops::Range<usize>| -> Vec<u8> {
        let dimension = CIFAR_10.dimension;
        range
            .flat_map(|index| {
                let pixels = &images.pixels[index * dimension..(index + 1) * dimension];
                [&[images.labels[index]], pixels].concat()
            })
            .collect()
    };
    let mut archive = tar::Builder::new(Vec::new());
    let mut add = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let path = format!("cifar-10-batches-bin/{name}");
        archive.append_data(&mut header, path, bytes).unwrap();
    };
    add("readme.html", b"<html></html>");
    // Not in order.
    add("test_batch.bin", &batch(&dataset.test, 0..20));
    for index in (0..5).rev() {
        let range = index * 6..index * 6 + 6;
        let name = format!("data_batch_{}.bin", index + 1);
        add(&name, &batch(&dataset.train, range));
    }
    let files = [(
        "cifar-10-binary.tar.gz",
        packed(&archive.into_inner().unwrap()),
    )];
    let set = described(&CIFAR_10, &dataset, &files);
    is_fetched_and_read(&set, &files, &dataset);

    let error = cifar_10::parse(&set, &[verified(packed(b""))]).unwrap_err();
    assert_eq!(error, "data_batch_1.bin is not in the archive");
}

#[test]
fn another_header_is_refused() {
    let dataset = made_idx();
    let files = idx_files(&dataset);
    let contents = files.iter().map(|(_, bytes)| verified(bytes.clone()));
    let mut contents: Vec<Verified> = contents.collect();
    let set = described(&MNIST, &dataset, &files);
    assert!(idx::parse(&set, &contents).unwrap() == dataset);
    contents.swap(1, 3);
    let error = idx::parse(&set, &contents).unwrap_err();
    assert!(
        error.starts_with("train-labels-idx1-ubyte: found 10008 bytes that begin with "),
        "{error}"
    );
}

#[test]
fn names_are_found() {
    for set in super::PUBLISHED {
        assert_eq!(Published::find(set.name).unwrap().title, set.title);
        assert!(set.files.iter().all(|file| file.sha256.len() == 64));
    }
    assert!(Published::find("imagenet").is_none());
}
