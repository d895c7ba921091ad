//! Tensor data in files beside the model, only from the model's folder, and never more than a file
//! holds.

use crate::proto;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

/// The folder of the model, if it is a file.
pub(crate) struct External<'a> {
    pub folder: Option<&'a Path>,
}

impl External<'_> {
    /// The bytes of a tensor that should have `expected` of them.
    pub(crate) fn read(&self, tensor: &proto::Tensor, expected: usize) -> Result<Vec<u8>, String> {
        let value = |key: &str| {
            let entry = tensor.external_data.iter().find(|entry| entry.key == key);
            entry.map(|entry| entry.value.as_str())
        };
        let number = |key: &str| match value(key) {
            None => Ok(None),
            Some(text) => text
                .parse::<u64>()
                .map(Some)
                .map_err(|_| format!("has {text:?} as the {key} of its external data")),
        };
        let location = value("location").ok_or("has external data, but no location of it")?;
        let path = self.inside(location)?;
        let offset = number("offset")?.unwrap_or(0);
        let fail = |error: std::io::Error| format!("external data {location:?}: {error}");
        let mut file = File::open(&path).map_err(fail)?;
        let metadata = file.metadata().map_err(fail)?;
        if !metadata.is_file() {
            return Err(format!("external data {location:?} is not a regular file"));
        }
        let rest = metadata.len().saturating_sub(offset);
        let length = number("length")?.unwrap_or(rest);
        if length != expected as u64 || length > rest {
            return Err(format!(
                "external data {location:?} has {rest} bytes from {offset} on, {length} of them for \
                 this tensor, expected {expected}"
            ));
        }
        file.seek(SeekFrom::Start(offset)).map_err(fail)?;
        let mut bytes = vec![0; expected];
        file.read_exact(&mut bytes).map_err(fail)?;
        Ok(bytes)
    }

    /// The path of a location, which must stay in the folder, links included.
    fn inside(&self, location: &str) -> Result<PathBuf, String> {
        let folder = self
            .folder
            .ok_or("has external data, which only a file can have")?;
        let plain = Path::new(location)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let outside = || format!("external data {location:?} is outside the model's folder");
        if !plain || location.is_empty() {
            return Err(outside());
        }
        let fail = |error: std::io::Error| format!("external data {location:?}: {error}");
        let folder = folder.canonicalize().map_err(fail)?;
        let path = folder.join(location).canonicalize().map_err(fail)?;
        if path.starts_with(&folder) {
            Ok(path)
        } else {
            Err(outside())
        }
    }
}
