//! `crease count` and `crease draw`, through the binary, as a user runs them.

mod cases;
mod files;
mod libraries;
mod many;
mod onnx;
mod pictures;
pub mod support;
