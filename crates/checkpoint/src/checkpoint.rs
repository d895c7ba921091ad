use crate::network_file::{in_file, network};
use crate::{CheckpointError, activation, container};
use crease_network::Network;
use safetensors::Dtype;
use safetensors::tensor::TensorInfo;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::str::FromStr;

/// A network at one moment of its training, and which moment that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The network; its activation is part of the file.
    pub network: Network,
    /// Where it comes from.
    pub metadata: Metadata,
}

/// Where a checkpoint comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Metadata {
    /// Optimiser steps taken; 0 at initialisation.
    pub step: u64,
    /// The same in passes over the training examples.
    pub epoch: f64,
    /// The seed of the run.
    pub seed: u64,
    /// Hash of the run's configuration, as the experiment computes it.
    pub config: String,
}

/// Alignment of the data, which is what the format's own writer pads its header to.
const ALIGNMENT: usize = 8;

impl Checkpoint {
    /// The file's bytes, the same for equal checkpoints.
    ///
    /// # Errors
    /// If the header cannot be written as JSON; no such checkpoint is known.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CheckpointError> {
        // The safetensors crate writes metadata in the order of a `HashMap`, another one every
        // time; so the header is written here.
        let strings = serde_json::to_string(&self.strings())?;
        let mut entries = vec![format!(r#""__metadata__":{strings}"#)];
        let mut data = Vec::new();
        for (index, layer) in self.network.layers().iter().enumerate() {
            let tensors = [
                ("weight", &layer.weight, vec![layer.outputs, layer.inputs]),
                ("bias", &layer.bias, vec![layer.outputs]),
            ];
            for (what, numbers, shape) in tensors {
                let start = data.len();
                let info = TensorInfo {
                    dtype: append(&mut data, numbers),
                    shape,
                    data_offsets: (start, data.len()),
                };
                let info = serde_json::to_string(&info)?;
                entries.push(format!(r#""layers.{index}.{what}":{info}"#));
            }
        }
        let mut header = format!("{{{}}}", entries.join(","));
        let padding = header.len().next_multiple_of(ALIGNMENT) - header.len();
        header.extend(std::iter::repeat_n(' ', padding));

        let mut bytes = Vec::with_capacity(ALIGNMENT + header.len() + data.len());
        bytes.extend((header.len() as u64).to_le_bytes());
        bytes.extend(header.into_bytes());
        bytes.extend(data);
        Ok(bytes)
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// If the bytes are not a safetensors file, not a network, or lack the metadata of a
    /// checkpoint. For other networks there is [`read_network`](crate::read_network).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let strings = &container::strings(bytes)?;
        let metadata = Metadata {
            step: parsed(strings, "step", "a number of steps")?,
            epoch: parsed(strings, "epoch", "a number of epochs")?,
            seed: parsed(strings, "seed", "a seed")?,
            config: parsed(strings, "configuration", "a hash")?,
        };
        let activation: String = parsed(strings, "activation", "an activation")?;
        let activation = activation::from_text(&activation)?;
        let file = container::open(bytes)?;
        Ok(Self {
            network: network(&file, activation)?,
            metadata,
        })
    }

    /// [`Self::from_bytes`] on a file; errors name it.
    ///
    /// # Errors
    /// As [`Self::from_bytes`], and if the file cannot be read.
    pub fn read_file(path: &Path) -> Result<Self, CheckpointError> {
        in_file(path, Self::from_bytes)
    }

    fn strings(&self) -> BTreeMap<&'static str, String> {
        let metadata = &self.metadata;
        BTreeMap::from([
            ("activation", activation::to_text(self.network.activation())),
            ("configuration", metadata.config.clone()),
            ("epoch", metadata.epoch.to_string()),
            ("seed", metadata.seed.to_string()),
            ("step", metadata.step.to_string()),
        ])
    }
}

/// Appends the numbers of a tensor, in as few bytes as hold them exactly.
fn append(data: &mut Vec<u8>, numbers: &[f64]) -> Dtype {
    let single = |&number: &f64| f64::from(number as f32) == number;
    if numbers.iter().all(single) {
        let bytes = numbers.iter().map(|&number| (number as f32).to_le_bytes());
        data.extend(bytes.flatten());
        return Dtype::F32;
    }
    data.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    Dtype::F64
}

fn parsed<T: FromStr>(
    strings: &HashMap<String, String>,
    key: &'static str,
    expected: &'static str,
) -> Result<T, CheckpointError> {
    let found = strings.get(key);
    let value = found.and_then(|text| text.parse().ok());
    value.ok_or_else(|| CheckpointError::Metadata {
        key,
        found: found.cloned(),
        expected,
    })
}
