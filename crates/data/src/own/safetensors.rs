use super::array::Array;
use safetensors::{Dtype, SafeTensors};

/// Tensors of numbers.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let file = SafeTensors::deserialize(bytes).map_err(|error| {
        let why = crease_input::one_line(&error.to_string());
        format!("is not a safetensors file: {why}")
    })?;
    let mut arrays = Vec::new();
    for (name, view) in file.tensors() {
        let data = view.data();
        let numbers: Vec<f64> = match view.dtype() {
            Dtype::F64 => numbers(data, f64::from_le_bytes),
            Dtype::F32 => numbers(data, |bytes| f64::from(f32::from_le_bytes(bytes))),
            Dtype::I64 => numbers(data, |bytes| i64::from_le_bytes(bytes) as f64),
            Dtype::U64 => numbers(data, |bytes| u64::from_le_bytes(bytes) as f64),
            Dtype::I32 => numbers(data, |bytes| f64::from(i32::from_le_bytes(bytes))),
            Dtype::U32 => numbers(data, |bytes| f64::from(u32::from_le_bytes(bytes))),
            Dtype::I16 => numbers(data, |bytes| f64::from(i16::from_le_bytes(bytes))),
            Dtype::U16 => numbers(data, |bytes| f64::from(u16::from_le_bytes(bytes))),
            Dtype::I8 => numbers(data, |bytes| f64::from(i8::from_le_bytes(bytes))),
            Dtype::U8 | Dtype::BOOL => numbers(data, |[byte]| f64::from(byte)),
            other => {
                return Err(format!(
                    "{}: found numbers of type {other:?}, expected floats of 32 or 64 bits or \
                     whole numbers",
                    crease_input::shown(&name)
                ));
            }
        };
        arrays.push(Array {
            shape: view.shape().to_vec(),
            numbers,
            name,
        });
    }
    Ok(arrays)
}

fn numbers<const N: usize>(data: &[u8], number: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    let (chunks, _) = data.as_chunks();
    chunks.iter().map(|&chunk| number(chunk)).collect()
}
