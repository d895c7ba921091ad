use super::mnist::MNIST;
use super::set::{Published, Set};
use crate::file::DataFile;

/// Clothes of ten kinds (Xiao, Rasul & Vollgraf 2017). Sizes and hashes are those that TensorFlow Datasets
/// and `MXNet` check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FashionMnist;

impl Set for FashionMnist {
    const PUBLISHED: &'static Published = &FASHION_MNIST;
}

/// What and where it is.
pub const FASHION_MNIST: Published = Published {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    subfolder: "fashion-mnist",
    mirrors: &[
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    files: &[
        DataFile::as_fetched(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        DataFile::as_fetched(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        DataFile::as_fetched(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        DataFile::as_fetched(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ],
    ..MNIST
};
