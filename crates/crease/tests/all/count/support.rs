//! Networks and slices in a folder of their own.

use assert_cmd::Command;
use safetensors::Dtype;
use safetensors::tensor::{TensorView, serialize};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The square [-1, 1]^2 of two inputs.
pub const SQUARE: &str = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 1}}"#;

/// A tensor: its name, shape and numbers.
pub type Tensor<'a> = (&'a str, &'a [usize], &'a [f32]);

/// Two lines that cross at (0.5, -0.25), one output.
pub const CROSS: [Tensor; 4] = [
    ("layers.0.weight", &[2, 2], &[1.0, 0.0, 0.0, 1.0]),
    ("layers.0.bias", &[2], &[-0.5, 0.25]),
    ("layers.1.weight", &[1, 2], &[1.0, 1.0]),
    ("layers.1.bias", &[1], &[0.0]),
];

/// The bytes of a safetensors file.
pub fn safetensors(tensors: &[Tensor]) -> Vec<u8> {
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(.., numbers)| numbers.iter().flat_map(|n| n.to_le_bytes()).collect())
        .collect();
    let views = tensors.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
        let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes).unwrap();
        (*name, view)
    });
    serialize(views, None).unwrap()
}

/// A folder that is removed when the test ends.
pub struct Files {
    folder: TempDir,
}

impl Files {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// `crease COMMAND --network .. --slice ..` on new files with these contents.
    pub fn crease(&self, command: &str, tensors: &[Tensor], slice: &str) -> Command {
        let network = self.write("network.safetensors", safetensors(tensors));
        let slice = self.write("slice.json", slice);
        crease(command, &network, &slice)
    }
}

/// The binary under test.
pub fn crease(command: &str, network: &Path, slice: &Path) -> Command {
    let mut crease = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    crease.arg(command).arg("--network").arg(network);
    crease.arg("--slice").arg(slice);
    crease
}

/// The output of a command that succeeds: one JSON object on one line.
pub fn json(command: &mut Command) -> Value {
    let output = command.assert().success().stderr("").get_output().clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).unwrap()
}
