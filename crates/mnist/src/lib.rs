//! MNIST: fetched, verified byte for byte, and only then parsed.
//!
//! The data set is four files, and the only thing that they can be is the four files that their
//! authors published: their sizes and SHA-256 are constants here. [`Dataset::load`] reads them from
//! a folder, packed or not, and refuses anything else with the reason. The `mnist` crate parses
//! what was verified, and nothing else: on other bytes it panics or, worse, does not. [`fetch`] gets
//! the files from the internet, [`import`] from another folder.
//!
//! ```no_run
//! use crease_mnist::{Dataset, PIXELS, folder};
//!
//! let dataset = Dataset::load(&folder())?;
//! assert_eq!(dataset.train.count(), 60_000);
//! let first_test_image = &dataset.test.pixels[..PIXELS];
//! # Ok::<(), crease_mnist::MnistError>(())
//! ```

mod content;
mod dataset;
mod error;
mod fault;
mod fetch;
mod file;
mod import;
mod part;
mod store;
mod watch;

pub use dataset::{Dataset, Images, PIXELS};
pub use error::MnistError;
pub use fault::{Fault, Found, Wanted};
pub use fetch::{Mirrors, fetch};
pub use import::import;
pub use watch::Watch;

use std::path::PathBuf;

/// Where MNIST lies: `CREASE_DATA` if that is set and not empty, else `data` in the current folder.
pub fn folder() -> PathBuf {
    match std::env::var_os("CREASE_DATA") {
        Some(folder) if !folder.is_empty() => folder.into(),
        _ => "data".into(),
    }
}
