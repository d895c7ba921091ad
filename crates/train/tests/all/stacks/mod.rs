//! Runs that are trained side by side: each as if it were alone.
//!
//! All tests run on the CPU; with the feature `wgpu`, again on the GPU, or on Mesa's lavapipe,
//! which emulates one on the CPU.

mod alone;
mod divergence;
#[cfg(feature = "wgpu")]
mod gpu;
mod interruption;
mod support;
