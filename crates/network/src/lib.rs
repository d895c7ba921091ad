//! Networks with piecewise linear activations: chains of dense layers, and graphs of layers of every
//! kind.
//!
//! This is the plain data that the trainer writes, checkpoints carry and the geometry reads. It
//! knows nothing about training, files or regions.
//!
//! Notation follows the papers: layer `l` has pre-activation `z_l = W_l h_{l-1} + b_l` and
//! post-activation `h_l = phi(z_l)`; the last layer is linear. A *neuron* is a hidden unit;
//! output units are not neurons.

#![warn(missing_debug_implementations)]

mod activation;
pub mod graph;
mod layer;
mod network;

pub use activation::{Activation, ActivationError};
pub use graph::{Graph, GraphError};
pub use layer::Layer;
pub use network::{Network, NetworkError};
