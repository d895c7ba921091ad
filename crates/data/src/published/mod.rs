//! Data sets that their authors published. Each has a file; [`PUBLISHED`] is the list of them.

mod cifar_10;
mod fashion_mnist;
mod idx;
mod kmnist;
mod mnist;
mod set;

pub use cifar_10::{CIFAR_10, Cifar10};
pub use fashion_mnist::{FASHION_MNIST, FashionMnist};
pub use kmnist::{KMNIST, Kmnist};
pub use mnist::{MNIST, Mnist};
pub(crate) use set::found;
pub use set::{Dataset, Images, Published, Set};

/// All of them, in the order in which they are named to users.
pub const PUBLISHED: [&Published; 4] = [&MNIST, &FASHION_MNIST, &KMNIST, &CIFAR_10];

impl Published {
    /// The data set of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        PUBLISHED.into_iter().find(|set| set.name == name)
    }
}

#[cfg(all(test, feature = "download"))]
mod tests;
