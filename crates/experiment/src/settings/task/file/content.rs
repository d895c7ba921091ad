use crease_data::DataError;
use crease_data::own::{self, OwnData, Targets};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A user's own examples, in a `.csv`, `.npz` or `.safetensors` file: inputs with class labels, or
/// with targets, for which the mean squared error is minimised.
///
/// Only `path` needs to be given. The other values are read from the file when the experiment is
/// loaded, and are then part of it, so that the name of a run depends on the content of the file
/// and not on its path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Its path, relative to the experiment's file.
    pub path: String,
    /// The BLAKE3 hash of its content in hexadecimal digits.
    pub blake3: String,
    /// Numbers per input.
    pub inputs: usize,
    /// How many classes; 0 where it has targets.
    pub classes: usize,
    /// Numbers per target; 0 where it has labels.
    pub targets: usize,
    /// How many training examples.
    pub examples: usize,
    /// How many test examples.
    pub test_examples: usize,
}

impl File {
    /// Reads the facts of the file, unless they are known: the results of an experiment are read
    /// without it.
    ///
    /// # Errors
    /// Why, in words: it cannot be read, has no examples, or is not the file whose facts are known.
    pub(crate) fn read_facts(&mut self, folder: &Path) -> Result<(), String> {
        if !self.blake3.is_empty() && self.examples > 0 {
            return Ok(());
        }
        if self.path.is_empty() {
            return Err("must name a .csv, .npz or .safetensors file".to_owned());
        }
        let path = folder.join(&self.path);
        let data = own::read(&path).map_err(|error| format!("must hold examples: {error}"))?;
        if !self.blake3.is_empty() && self.blake3 != data.blake3 {
            return Err(format!(
                "must have the BLAKE3 hash {}, found {}",
                self.blake3, data.blake3
            ));
        }
        let absolute = std::path::absolute(&path).unwrap_or(path);
        let absolute = absolute.to_str().ok_or("must have a path in UTF-8")?;
        *self = Self::of(&data, absolute.to_owned());
        Ok(())
    }

    /// Reads the examples.
    ///
    /// # Errors
    /// If that is not possible, or the file has changed since the experiment was loaded.
    pub fn read(&self) -> Result<OwnData, DataError> {
        let path = Path::new(&self.path);
        let data = own::read(path)?;
        let found = Self::of(&data, self.path.clone());
        if found == *self {
            return Ok(data);
        }
        Err(DataError::Own {
            path: path.to_path_buf(),
            reason: format!(
                "is not the file of this experiment: found {}, expected {}",
                found.summary(),
                self.summary()
            ),
        })
    }

    fn of(data: &OwnData, path: String) -> Self {
        let (classes, targets) = match data.train.targets {
            Targets::Classes(_) => (data.classes, 0),
            Targets::Numbers(_) => (0, data.targets),
        };
        Self {
            path,
            blake3: data.blake3.clone(),
            inputs: data.dimension,
            classes,
            targets,
            examples: data.train.count(data.dimension),
            test_examples: data.test.count(data.dimension),
        }
    }

    fn summary(&self) -> String {
        let Self {
            blake3,
            inputs,
            classes,
            targets,
            examples,
            test_examples,
            ..
        } = self;
        format!(
            "BLAKE3 {blake3}, {inputs} inputs, {classes} classes, {targets} targets, {examples} \
             examples, {test_examples} test examples"
        )
    }
}
