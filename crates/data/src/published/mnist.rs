use super::idx;
use super::set::{Published, Set};
use crate::file::DataFile;

/// Handwritten digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mnist;

impl Set for Mnist {
    const PUBLISHED: &'static Published = &MNIST;
}

/// What and where it is.
pub const MNIST: Published = Published {
    name: "mnist",
    title: "MNIST",
    subfolder: "",
    mirrors: &[
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ],
    files: &[
        DataFile::unpacked(
            "train-images-idx3-ubyte",
            47_040_016,
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        ),
        DataFile::unpacked(
            "train-labels-idx1-ubyte",
            60_008,
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        ),
        DataFile::unpacked(
            "t10k-images-idx3-ubyte",
            7_840_016,
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        ),
        DataFile::unpacked(
            "t10k-labels-idx1-ubyte",
            10_008,
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
    ],
    train: 60_000,
    test: 10_000,
    dimension: 28 * 28,
    classes: 10,
    parse: idx::parse,
};
