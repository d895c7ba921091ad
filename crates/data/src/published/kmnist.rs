use super::mnist::MNIST;
use super::set::{Published, Set};
use crate::file::DataFile;

/// Cursive Japanese characters of ten kinds (Clanuwat et al. 2018). Sizes and hashes are those that
/// TensorFlow Datasets and `TorchVision`'s users check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kmnist;

impl Set for Kmnist {
    const PUBLISHED: &'static Published = &KMNIST;
}

/// What and where it is.
pub const KMNIST: Published = Published {
    name: "kmnist",
    title: "KMNIST",
    subfolder: "kmnist",
    mirrors: &["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
    files: &[
        DataFile::as_fetched(
            "train-images-idx3-ubyte.gz",
            18_165_135,
            "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        ),
        DataFile::as_fetched(
            "train-labels-idx1-ubyte.gz",
            29_497,
            "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
        ),
        DataFile::as_fetched(
            "t10k-images-idx3-ubyte.gz",
            3_041_136,
            "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
        ),
        DataFile::as_fetched(
            "t10k-labels-idx1-ubyte.gz",
            5_120,
            "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
        ),
    ],
    ..MNIST
};
