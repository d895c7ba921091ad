//! The safetensors container, with words for everything that can be wrong with one.
//!
//! The file is `N`, 8 bytes; a header of `N` bytes of JSON; and the numbers of the tensors, one
//! after the other. The safetensors crate reads and checks it. What it does not say, such as which
//! tensor has the wrong size, is looked up here once it has refused a file.

use crate::CheckpointError;
use crease_input::{InputFile, shown};
use safetensors::tensor::TensorInfo;
use safetensors::{SafeTensorError, SafeTensors};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::path::Path;

/// Bytes of the header's length.
const LENGTH: usize = 8;
/// The longest header that the format has.
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

/// What stands for an error of the safetensors crate on these bytes.
fn container_error(bytes: &[u8], error: &SafeTensorError) -> CheckpointError {
    CheckpointError::Container {
        problem: problem(bytes, error),
    }
}

/// The bytes of the file at `path`. One that is no safetensors file is refused by its header,
/// before the rest of it is in memory.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, CheckpointError> {
    let mut file = InputFile::open(path, "a safetensors file")?;
    let head = match header_length(file.head(LENGTH as u64)?) {
        Some(length) if length <= LONGEST_HEADER => file.head(LENGTH as u64 + length)?,
        _ => file.head(LENGTH as u64)?,
    };
    match SafeTensors::read_metadata(head) {
        // All is right but that the numbers are still missing.
        Ok(_) | Err(SafeTensorError::MetadataIncompleteBuffer) => Ok(file.whole(LARGEST)?),
        Err(error) => Err(container_error(head, &error).in_file(path)),
    }
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
            "found {} bytes of its header, expected {length}; the file is cut short",
            rest.len()
        ),
        SafeTensorError::InvalidHeader(error) => format!(
            "found a byte that is not UTF-8 at byte {} of its header, expected JSON",
            error.valid_up_to()
        ),
        SafeTensorError::InvalidHeaderDeserialization(error) => wrong_header(header(rest, length))
            .unwrap_or_else(|| format!("its header is not JSON: {error}")),
        SafeTensorError::MetadataIncompleteBuffer => {
            let data = rest.len() as u64 - length;
            let expected = tensors(header(rest, length)).map(|(_, info)| info.data_offsets.1);
            let expected = expected.max().unwrap_or(0);
            format!("found {data} bytes behind its header, expected the tensors' {expected}")
        }
        _ => wrong_tensor(header(rest, length)).unwrap_or_else(|| error.to_string()),
    }
}

/// The header as JSON; `Null` if it is none.
fn header(rest: &[u8], length: u64) -> Value {
    let end = usize::try_from(length).unwrap_or(usize::MAX);
    let header = rest.get(..end).unwrap_or_default();
    serde_json::from_slice(header).unwrap_or_default()
}

/// The entries of a header, the tensors and `__metadata__`.
fn entries(header: Value) -> Map<String, Value> {
    match header {
        Value::Object(entries) => entries,
        _ => Map::new(),
    }
}

fn tensors(header: Value) -> impl Iterator<Item = (String, TensorInfo)> {
    let infos = entries(header).into_iter();
    infos.filter_map(|(name, info)| Some((name, serde_json::from_value(info).ok()?)))
}

/// The first entry of a header that is JSON which is none of a tensor.
fn wrong_header(header: Value) -> Option<String> {
    if header.is_null() {
        return None;
    }
    if !header.is_object() {
        return Some("its header is no JSON object, expected one entry a tensor".to_owned());
    }
    entries(header).into_iter().find_map(|(name, entry)| {
        if name == "__metadata__" {
            let is_text = |entries: &Map<String, Value>| entries.values().all(Value::is_string);
            let right = entry.is_null() || entry.as_object().is_some_and(is_text);
            let expected = "its header's __metadata__ has something else than texts";
            return (!right).then(|| expected.to_owned());
        }
        let error = serde_json::from_value::<TensorInfo>(entry).err()?;
        Some(format!(
            "tensor {} in its header: {error}; expected dtype, shape and data_offsets",
            shown(&name)
        ))
    })
}

/// The first tensor, in the order of the numbers, that has not the size of its shape or does not
/// follow the one before it.
fn wrong_tensor(header: Value) -> Option<String> {
    let mut tensors: Vec<(String, TensorInfo)> = tensors(header).collect();
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
        let bits = numbers.and_then(|numbers| numbers.checked_mul(info.dtype.bitsize()));
        if bits != to.checked_sub(from).and_then(|bytes| bytes.checked_mul(8)) {
            let expected = bits.map_or_else(
                || "more than memory can have".to_owned(),
                |bits| bits.div_ceil(8).to_string(),
            );
            return Some(format!(
                "tensor {name} has data_offsets [{from}, {to}], expected {expected} bytes for {} \
                 numbers of shape {}",
                info.dtype,
                shown(&format!("{:?}", info.shape))
            ));
        }
        end = to;
    }
    None
}
