//! Piecewise linear networks from ONNX files.
//!
//! [`read_model_file`] reads a model of `PyTorch` (`torch.onnx.export`), or of whatever else writes
//! ONNX, into a [`Graph`](crease_network::Graph): convolutions, pooling, residual sums, batch norm, dense layers and the
//! activations that are piecewise linear, operator sets 7 to 28. Whatever is not piecewise linear
//! is refused by the name of its node. Tensors of any float type are taken as the exact reals that
//! they hold. [`Model::notes`] reports three things: a softmax or sigmoid at the very end, which is
//! left out because it bends no boundary between regions; quotients and square roots, as in batch
//! norm, which are rounded once to `f64`; and constants that had to be computed.
//!
//! # Why `prost`
//! The format is a handful of protobuf messages. `prost` (Tokio's, Apache-2.0) decodes them from
//! fields declared in one small file, without `protoc`, generated code or a build script; it shares
//! the file's bytes instead of copying them and bounds the depth of messages. `tract-onnx` and
//! `onnx-ir` (both MIT or Apache-2.0) read more of the format, into graphs of their own that they
//! infer, simplify and rewrite for running; what is counted must be the graph of the file.
//! `candle-onnx` needs `protoc` to build.
//!
//! # Untrusted files
//! Messages that may come many times are decoded one by one, sizes are compared with what is there
//! before anything is made, and what a file may ask for beyond its own bytes is bounded. Data beside
//! the model is read from the model's own folder only.

mod call;
mod convert;
mod converter;
mod error;
mod external;
mod fold;
mod operators;
mod proto;
mod shape;
mod tensor;

pub use convert::Model;
pub use error::OnnxError;

use bytes::Bytes;
use std::path::Path;

/// The largest file that is read: what protobuf allows.
const LARGEST: u64 = 2 << 30;

/// Reads an ONNX file, and tensors that it keeps in other files of its folder.
///
/// # Errors
/// If the file cannot be read, is not ONNX, or has anything that cannot be counted.
pub fn read_model_file(path: &Path) -> Result<Model, OnnxError> {
    let bytes = crease_input::read(path, LARGEST, "an ONNX model")?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let external = external::External {
        folder: Some(folder),
    };
    convert::convert(&Bytes::from(bytes), external)
}

/// Reads the bytes of an ONNX file that keeps its tensors in itself.
///
/// # Errors
/// If they are not ONNX, or have anything that cannot be counted.
pub fn read_model(bytes: Vec<u8>) -> Result<Model, OnnxError> {
    convert::convert(&Bytes::from(bytes), external::External { folder: None })
}
