//! Checkpoints: networks in safetensors files, Crease's and `PyTorch`'s.
//!
//! This format is all that the trainer and the geometry share. Crease's checkpoints are safetensors
//! files with tensors `layers.0.weight` (outputs x inputs), `layers.0.bias`, `layers.1.weight`, ...
//! and the strings `activation`, `step`, `epoch`, `seed` and `configuration` as its metadata:
//! [`Checkpoint`] writes and reads them. Tensors are `F32` if that holds all their numbers, as for
//! any network trained here, and otherwise `F64`: no number is ever rounded. [`load`] reads any
//! file of linear layers, whatever their names, so that any network can be analysed;
//! [`read_points`] reads points of its input space.
//!
//! ```
//! use crease_checkpoint::{Checkpoint, Metadata, read_network};
//! use crease_network::{Activation, Layer, Network};
//!
//! let layer = Layer { weight: vec![1.0, -2.0], bias: vec![0.5], inputs: 2, outputs: 1 };
//! let network = Network::new(vec![layer], Activation::relu())?;
//! let metadata = Metadata { step: 40, epoch: 2.5, seed: 7, config: "9f2c".to_owned() };
//! let bytes = Checkpoint { network: network.clone(), metadata }.to_bytes()?;
//! assert_eq!(Checkpoint::from_bytes(&bytes)?.metadata.epoch, 2.5);
//! assert_eq!(read_network(&bytes, Activation::relu())?, network);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod activation;
mod checkpoint;
mod choice;
mod container;
mod error;
mod fold;
mod foreign;
mod linear;
mod listing;
mod modules;
mod names;
mod natural;
mod network_file;
mod numbers;
mod other;
mod points;

pub use checkpoint::{Checkpoint, Metadata};
pub use container::is_safetensors;
pub use error::CheckpointError;
pub use listing::{BrokenChain, LayerList, Model};
pub use natural::compare as compare_names;
pub use network_file::{Loaded, ReadOptions, load, load_file, read_network, read_network_file};
pub use other::Other;
pub use points::{Spans, read_points, read_points_file, read_spans};
