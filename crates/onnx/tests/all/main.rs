//! Real ONNX files: those that are read, and those that are refused.

mod models;
mod refusals;
