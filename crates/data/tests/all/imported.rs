//! Files taken from a folder that the user has.

use crate::support::{Data, NAMES, TEST_LABELS, TRAIN_LABELS, packed, raw, real};
use crease_data::{DataError, MNIST, Watch, import};
use std::fs;
use std::path::Path;

#[derive(Default)]
struct Ear(Vec<String>);

impl Watch for Ear {
    fn note(&mut self, line: &str) {
        self.0.push(line.to_owned());
    }

    fn progress(&mut self, _file: &str, _done: u64, _total: Option<u64>) {
        panic!("nothing is downloaded");
    }
}

fn take(data: &Data, from: &Path) -> Result<Vec<String>, DataError> {
    let mut ear = Ear::default();
    import(&MNIST, data.folder(), from, &mut ear).map(|()| ear.0)
}

fn names(data: &Data) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(data.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn all_four_unpacked_and_then_left_alone_with_mnist() {
    let real = real();
    let data = Data::empty();
    let said = take(&data, &real).unwrap();
    assert!(
        said.iter()
            .all(|line| line.contains(": verified and taken from "))
    );
    assert_eq!(said.len(), 4);
    let mut expected = NAMES;
    expected.sort_unstable();
    assert_eq!(names(&data), expected);
    for name in NAMES {
        assert!(fs::read(data.path(name)).unwrap() == raw(&real, name));
    }
    // From a folder that does not exist: there is nothing to take.
    let said = take(&data, &data.path("nowhere")).unwrap();
    assert!(said.iter().all(|line| line.ends_with(" is already there")));
    data.load().unwrap();
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn wrong_files_are_replaced_and_parts_removed_with_mnist() {
    let real = real();
    let data = Data::without(&real, TRAIN_LABELS);
    data.write(TRAIN_LABELS, &raw(&real, TEST_LABELS));
    data.write(&format!("{TRAIN_LABELS}.gz.part"), b"half");
    let before = names(&data).len();
    let said = take(&data, &real).unwrap();
    assert!(
        said.iter().any(|line| line.contains(
            "is t10k-labels-idx1-ubyte, not train-labels-idx1-ubyte: the files are swapped or renamed; \
             replacing it"
        )),
        "{said:#?}"
    );
    assert_eq!(names(&data).len(), before - 1);
    data.load().unwrap();
}

#[test]
fn a_folder_without_the_files() {
    let (data, from) = (Data::empty(), Data::empty());
    let message = take(&data, from.folder()).unwrap_err().to_string();
    assert!(
        message.starts_with(
            "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and \
             t10k-labels-idx1-ubyte are missing in "
        ),
        "{message}"
    );
    assert!(names(&data).is_empty());
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_wrong_file_is_not_taken_with_mnist() {
    let real = real();
    let (data, from) = (Data::empty(), Data::without(&real, TEST_LABELS));
    let mut bytes = raw(&real, TEST_LABELS);
    bytes.extend([1, 2, 3]);
    from.write(&format!("{TEST_LABELS}.gz"), &packed(&bytes));
    let message = take(&data, from.folder()).unwrap_err().to_string();
    assert!(
        message.contains(
            "t10k-labels-idx1-ubyte.gz unpacks to 10011 bytes beginning with 00 00 08 01, SHA-256 "
        ),
        "{message}"
    );
    assert!(!data.path(TEST_LABELS).exists());
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn a_folder_in_the_place_of_a_file_with_mnist() {
    let real = real();
    let from = Data::without(&real, TEST_LABELS);
    fs::create_dir(from.path(TEST_LABELS)).unwrap();
    let message = take(&Data::empty(), from.folder()).unwrap_err().to_string();
    assert!(
        message.ends_with(
            "t10k-labels-idx1-ubyte is not a file, expected \
         t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz"
        ),
        "{message}"
    );
    let data = Data::empty();
    fs::create_dir(data.path(TEST_LABELS)).unwrap();
    let error = take(&data, &real).unwrap_err();
    assert!(matches!(error, DataError::InTheWay { .. }), "{error}");
    assert_eq!(names(&data), [TEST_LABELS]);
}
