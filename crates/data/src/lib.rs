//! Data sets: published ones, fetched and verified byte for byte, and users' own files.
//!
//! A published set is a few files, which must be exactly those that their authors published:
//! mirrors, sizes and SHA-256 are constants, one file a set, in [`PUBLISHED`]. [`Published::load`]
//! reads them from a folder and refuses anything else with the reason; [`fetch`] (feature
//! `download`) gets them from the internet, [`import`] from another folder.
//! [`own::read`] reads a `.csv`, `.npz` or `.safetensors` file with examples.
//!
//! ```no_run
//! let mnist = crease_data::MNIST.load(&crease_data::MNIST.folder())?;
//! assert_eq!(mnist.train.count(), 60_000);
//! let first_test_image = &mnist.test.pixels[..crease_data::MNIST.dimension];
//! # Ok::<(), crease_data::DataError>(())
//! ```

mod content;
mod error;
mod fault;
#[cfg(feature = "download")]
mod fetch;
mod file;
mod import;
pub mod own;
mod part;
mod published;
mod store;
mod watch;

pub use error::DataError;
pub use fault::{ActualContent, ExpectedContent, Fault};
#[cfg(feature = "download")]
pub use fetch::{Mirrors, fetch};
pub use file::{DataFile, Form};
pub use import::import;
pub use published::{
    CIFAR_10, Cifar10, Dataset, FASHION_MNIST, FashionMnist, Images, KMNIST, Kmnist, MNIST, Mnist,
    PUBLISHED, Published, Set,
};
pub use store::folder;
pub use watch::Watch;
