//! The numbers of one tensor, never rounded: every `F32`, `F16` and `BF16` number is an `f64` too.

use crate::CheckpointError;
use half::{bf16, f16};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

/// All numbers of a tensor, in file order.
pub(crate) fn read(name: &str, view: &TensorView) -> Result<Vec<f64>, CheckpointError> {
    let bytes = view.data();
    match view.dtype() {
        Dtype::F32 => collect(name, bytes, |four: [u8; 4]| {
            f64::from(f32::from_le_bytes(four))
        }),
        Dtype::F64 => collect(name, bytes, f64::from_le_bytes),
        Dtype::F16 => collect(name, bytes, |two| f16::from_le_bytes(two).into()),
        Dtype::BF16 => collect(name, bytes, |two| bf16::from_le_bytes(two).into()),
        other => Err(CheckpointError::Dtype {
            tensor: name.to_owned(),
            found: other.to_string(),
        }),
    }
}

fn collect<const SIZE: usize>(
    name: &str,
    bytes: &[u8],
    decode: impl Fn([u8; SIZE]) -> f64,
) -> Result<Vec<f64>, CheckpointError> {
    let (numbers, _) = bytes.as_chunks::<SIZE>();
    let checked = |(index, &number): (usize, &[u8; SIZE])| {
        let value = decode(number);
        if value.is_finite() {
            return Ok(value);
        }
        Err(CheckpointError::NotFinite {
            tensor: name.to_owned(),
            index,
            value,
        })
    };
    numbers.iter().enumerate().map(checked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(dtype: Dtype, bytes: &[u8]) -> Result<Vec<f64>, CheckpointError> {
        let size = dtype.bitsize() / 8;
        read(
            "t",
            &TensorView::new(dtype, vec![bytes.len() / size], bytes).unwrap(),
        )
    }

    #[test]
    fn half_precision_has_its_landmarks() {
        let landmarks = [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 6.103_515_625e-5),
        ];
        for (bits, value) in landmarks {
            let read = tensor(Dtype::F16, &u16::to_le_bytes(bits)).unwrap();
            assert_eq!(read[0].to_bits(), f64::to_bits(value), "{bits:04x}");
        }
        for bits in [0x7c00, 0x7e00] {
            assert!(tensor(Dtype::F16, &u16::to_le_bytes(bits)).is_err());
        }
    }

    #[test]
    fn bfloat_is_the_upper_half_of_a_float() {
        assert_eq!(
            tensor(Dtype::BF16, &[0x80, 0x3f, 0x20, 0xc1]).unwrap(),
            [1.0, -10.0]
        );
    }

    #[test]
    fn doubles_are_not_rounded() {
        for value in [0.1, 1e300, 1e-300, 5e-324, -0.0] {
            let read = tensor(Dtype::F64, &f64::to_le_bytes(value)).unwrap();
            assert_eq!(read[0].to_bits(), value.to_bits(), "{value}");
        }
    }

    #[test]
    fn the_smallest_floats_survive() {
        let tiny = f32::from_bits(1);
        let read = tensor(Dtype::F32, &tiny.to_le_bytes()).unwrap();
        assert_eq!(read, [f64::from(tiny)]);
    }

    #[test]
    fn integers_are_refused_by_name() {
        let error = tensor(Dtype::I64, &[0; 8]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "tensor t has numbers of type I64, expected F32 (or F64, F16, BF16)"
        );
    }
}
