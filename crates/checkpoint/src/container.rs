//! The safetensors container, with a message for everything that can be wrong with it.
//!
//! The file is `N`, 8 bytes; a header of `N` bytes of JSON; and the numbers of the tensors, one
//! after the other. The safetensors crate reads and checks it. Once it has refused a file, this
//! module finds details that the crate does not give, such as which tensor has the wrong size.

use crate::{CheckpointError, foreign};
use crease_input::{InputFile, shown};
use safetensors::tensor::TensorInfo;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;

/// Bytes of the header's length.
const LENGTH: usize = 8;
/// The entry of a header that is not a tensor.
const METADATA: &str = "__metadata__";
/// The longest header that the format allows.
const LONGEST_HEADER: u64 = 100_000_000;
/// The largest file that is read: twice the numbers that an experiment's network can have.
const LARGEST: u64 = 8 << 30;

/// The tensors in the bytes of a file.
pub(crate) fn open(bytes: &[u8]) -> Result<SafeTensors<'_>, CheckpointError> {
    SafeTensors::deserialize(bytes).map_err(|error| container_error(bytes, &error))
}

/// The strings in the metadata of a file.
pub(crate) fn strings(bytes: &[u8]) -> Result<HashMap<String, String>, CheckpointError> {
    let (_, header) =
        SafeTensors::read_metadata(bytes).map_err(|error| container_error(bytes, &error))?;
    Ok(header.metadata().clone().unwrap_or_default())
}

/// The error for these bytes, which the safetensors crate refused.
fn container_error(bytes: &[u8], error: &SafeTensorError) -> CheckpointError {
    CheckpointError::Container {
        problem: problem(bytes, error),
    }
}

/// The bytes of the file at `path`. A file that is not safetensors is refused by its header, before the
/// rest is read.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, CheckpointError> {
    let mut file = InputFile::open(path, "a safetensors file")?;
    let head = match header_length(file.head(LENGTH as u64)?) {
        Some(length) if length <= LONGEST_HEADER => file.head(LENGTH as u64 + length)?,
        _ => {
            if let Some(format) = foreign::recognise(file.head(foreign::HEAD)?) {
                return Err(CheckpointError::foreign(path, format).in_file(path));
            }
            file.head(LENGTH as u64)?
        }
    };
    match SafeTensors::read_metadata(head) {
        // Everything is right, except that the numbers are still missing.
        Ok(_) | Err(SafeTensorError::MetadataIncompleteBuffer) => Ok(file.whole(LARGEST)?),
        Err(error) => Err(container_error(head, &error).in_file(path)),
    }
}

/// Whether a file that begins like this, with at least 9 bytes, looks like a safetensors file.
pub fn is_safetensors(head: &[u8]) -> bool {
    header_length(head).is_some_and(|length| length <= LONGEST_HEADER)
        && head.get(LENGTH) == Some(&b'{')
}

fn header_length(bytes: &[u8]) -> Option<u64> {
    let (length, _) = bytes.split_first_chunk()?;
    Some(u64::from_le_bytes(*length))
}

fn problem(bytes: &[u8], error: &SafeTensorError) -> String {
    let found = bytes.len();
    let Some(length) = header_length(bytes) else {
        return format!("found {found} bytes, expected {LENGTH} for the length of a header first");
    };
    let rest = &bytes[LENGTH..];
    match error {
        SafeTensorError::HeaderTooLarge => format!(
            "found a header of {length} bytes by its first {LENGTH} bytes, expected at most \
             {LONGEST_HEADER}"
        ),
        SafeTensorError::InvalidHeaderLength => format!(
            "found {} bytes of its header, expected {length}; the file is truncated",
            rest.len()
        ),
        SafeTensorError::InvalidHeader(error) => format!(
            "found a byte that is not UTF-8 at byte {} of its header, expected JSON",
            error.valid_up_to()
        ),
        SafeTensorError::MetadataIncompleteBuffer => {
            let data = rest.len() as u64 - length;
            let expected = tensors(rest, length).map(|(_, info)| info.data_offsets.1);
            let expected = expected.max().unwrap_or(0);
            format!("found {data} bytes after its header, expected the tensors' {expected}")
        }
        SafeTensorError::InvalidHeaderDeserialization(error) => match header(rest, length) {
            Ok(header) => wrong_header(&header).unwrap_or_else(|| error.to_string()),
            Err(error) => format!("its header is not JSON: {error}"),
        },
        _ => wrong_tensor(tensors(rest, length)).unwrap_or_else(|| error.to_string()),
    }
}

fn header(rest: &[u8], length: u64) -> serde_json::Result<Value> {
    let end = usize::try_from(length).unwrap_or(usize::MAX);
    serde_json::from_slice(rest.get(..end).unwrap_or_default())
}

/// The tensors of a header, those of them that can be read.
fn tensors(rest: &[u8], length: u64) -> impl Iterator<Item = (String, TensorInfo)> {
    let entries = match header(rest, length) {
        Ok(Value::Object(entries)) => entries,
        _ => Map::new(),
    };
    let infos = entries.into_iter();
    infos.filter_map(|(name, info)| Some((name, serde_json::from_value(info).ok()?)))
}

/// What is wrong with a header that is JSON.
fn wrong_header(header: &Value) -> Option<String> {
    let Some(entries) = header.as_object() else {
        return Some("its header is not a JSON object, expected one entry per tensor".to_owned());
    };
    entries.iter().find_map(|(name, entry)| {
        if name == METADATA {
            let is_text = |entries: &Map<String, Value>| entries.values().all(Value::is_string);
            let right = entry.is_null() || entry.as_object().is_some_and(is_text);
            let found = shown(&entry.to_string());
            return (!right).then(|| format!("{METADATA} is {found}, expected texts"));
        }
        let problem = wrong_entry(entry)?;
        Some(format!("tensor {} in its header: {problem}", shown(name)))
    })
}

/// What is wrong with the entry of a tensor.
fn wrong_entry(entry: &Value) -> Option<String> {
    let keys = ["dtype", "shape", "data_offsets"];
    let Some(entry) = entry.as_object() else {
        let found = shown(&entry.to_string());
        return Some(format!("found {found}, expected {}", keys.join(", ")));
    };
    keys.into_iter().find_map(|key| {
        let Some(value) = entry.get(key) else {
            return Some(format!("{key}: required key is missing"));
        };
        let list = value.as_array();
        let whole = list.is_some_and(|list| list.iter().all(Value::is_u64));
        let (right, expected) = match key {
            "dtype" => (
                serde_json::from_value::<Dtype>(value.clone()).is_ok(),
                "F32 (or F64, F16, BF16)",
            ),
            "shape" => (whole, "a list of whole numbers"),
            _ => (
                whole && list.is_some_and(|list| list.len() == 2),
                "the bytes from and to which its numbers lie",
            ),
        };
        let found = shown(&value.to_string());
        (!right).then(|| format!("{key}: found {found}, expected {expected}"))
    })
}

/// The first tensor, in the order of the numbers, whose size does not match its shape or that does
/// not follow the one before it.
fn wrong_tensor(tensors: impl Iterator<Item = (String, TensorInfo)>) -> Option<String> {
    let mut tensors: Vec<(String, TensorInfo)> = tensors.collect();
    tensors.sort_by_key(|(_, info)| info.data_offsets);
    let mut end = 0;
    for (name, info) in tensors {
        let name = shown(&name);
        let (from, to) = info.data_offsets;
        if from != end {
            return Some(format!(
                "tensor {name} has its numbers from byte {from}, expected {end}, the end of the \
                 tensor before it"
            ));
        }
        let mut shape = info.shape.iter();
        let numbers = shape.try_fold(1_usize, |all, &one| all.checked_mul(one));
        let shape = shown(&format!("{:?}", info.shape));
        let Some(bits) = numbers.and_then(|all| all.checked_mul(info.dtype.bitsize())) else {
            return Some(format!(
                "tensor {name} has shape {shape}, expected a smaller one"
            ));
        };
        if Some(bits) != to.checked_sub(from).and_then(|bytes| bytes.checked_mul(8)) {
            return Some(format!(
                "tensor {name} has data_offsets [{from}, {to}], expected {} bytes for {} numbers of \
                 shape {shape}",
                bits.div_ceil(8),
                info.dtype
            ));
        }
        end = to;
    }
    None
}
