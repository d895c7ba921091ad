//! The real files, under all their names.

use crate::support::{Data, NAMES, TRAIN_LABELS, packed, raw, real};
use crease_data::{DataError, MNIST};

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn the_real_files_are_the_images_that_everyone_knows_with_mnist() {
    let real = real();
    let dataset = MNIST.load(&real).unwrap();
    let (train, test) = (&dataset.train, &dataset.test);
    assert_eq!((train.count(), test.count()), (60_000, 10_000));
    assert_eq!(train.pixels.len(), 60_000 * MNIST.dimension);
    assert_eq!(test.pixels.len(), 10_000 * MNIST.dimension);
    assert_eq!(train.labels[..10], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert_eq!(test.labels[..10], [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    let of_each_digit = |labels: &[u8]| {
        let mut counts = [0; 10];
        for label in labels {
            counts[usize::from(*label)] += 1;
        }
        counts
    };
    assert_eq!(
        of_each_digit(&train.labels),
        [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    );
    assert_eq!(
        of_each_digit(&test.labels),
        [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    );
    // The mean and deviation that every MNIST example normalises with.
    let mean = |power: i32| {
        let sum: f64 = train
            .pixels
            .iter()
            .map(|pixel| (f64::from(*pixel) / 255.0).powi(power))
            .sum();
        sum / train.pixels.len() as f64
    };
    assert_eq!(format!("{:.4}", mean(1)), "0.1307");
    assert_eq!(
        format!("{:.4}", (mean(2) - mean(1).powi(2)).sqrt()),
        "0.3081"
    );
    // The pixels are the raw file byte for byte: no header among them, no shift.
    assert_eq!(test.pixels, raw(&real, "t10k-images-idx3-ubyte")[16..]);
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn packed_or_not_with_a_dash_or_a_dot_and_mislabelled_with_mnist() {
    let real = real();
    let expected = MNIST.load(&real).unwrap();
    let data = Data::empty();
    let bytes = NAMES.map(|name| raw(&real, name));
    data.write("train-images-idx3-ubyte", &bytes[0]);
    data.write("train-labels.idx1-ubyte", &bytes[1]);
    data.write("t10k-images.idx3-ubyte.gz", &packed(&bytes[2]));
    // Some browsers unpack a download and keep its name.
    data.write("t10k-labels-idx1-ubyte.gz", &bytes[3]);
    assert!(data.load().unwrap() == expected);
}

#[test]
fn without_data_the_files_are_named() {
    let data = Data::empty();
    let message = data.load().unwrap_err().to_string();
    for part in [
        &data.folder().display().to_string(),
        "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and \
         t10k-labels-idx1-ubyte are missing",
    ] {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
    let nowhere = MNIST.load(&data.path("nowhere")).unwrap_err();
    assert!(matches!(nowhere, DataError::Missing { names, .. } if names.len() == 4));
}

#[test]
#[ignore = "needs MNIST: set CREASE_DATA to its folder"]
fn the_one_missing_file_is_named_with_mnist() {
    let real = real();
    let error = Data::without(&real, TRAIN_LABELS).load().unwrap_err();
    assert!(matches!(&error, DataError::Missing { names, .. } if names == &[TRAIN_LABELS]));
    let message = error.to_string();
    assert!(
        message.ends_with(": train-labels-idx1-ubyte is missing"),
        "{message}"
    );
}
