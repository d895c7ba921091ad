//! Runs that are trained side by side: each as if it were alone.
//!
//! All of it on the CPU; with the feature `wgpu` again on the GPU that there is, or on Mesa's
//! lavapipe, which passes the CPU off as one.

mod alone;
mod divergence;
#[cfg(feature = "wgpu")]
mod gpu;
mod interruption;
mod support;
