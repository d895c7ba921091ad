//! Tensors that the file holds, and what is computed from them alone.

use crate::OnnxError;
use crate::external::External;
use crate::proto;
use half::{bf16, f16};

/// Numbers that do not depend on the network's input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tensor {
    pub shape: Vec<usize>,
    pub data: Data,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Data {
    /// Numbers of any float type, exactly.
    Floats(Vec<f64>),
    /// Integers and truth values.
    Integers(Vec<i64>),
}

impl Tensor {
    pub(crate) fn integers(shape: Vec<usize>, integers: Vec<i64>) -> Self {
        Self {
            shape,
            data: Data::Integers(integers),
        }
    }

    pub(crate) fn floats(shape: Vec<usize>, floats: Vec<f64>) -> Self {
        Self {
            shape,
            data: Data::Floats(floats),
        }
    }

    pub(crate) fn len(&self) -> usize {
        match &self.data {
            Data::Floats(floats) => floats.len(),
            Data::Integers(integers) => integers.len(),
        }
    }

    /// The numbers as floats; integers are converted.
    pub(crate) fn to_floats(&self) -> Vec<f64> {
        match &self.data {
            Data::Floats(floats) => floats.clone(),
            Data::Integers(integers) => integers.iter().map(|&n| n as f64).collect(),
        }
    }

    /// The only number, which a node calls `name`.
    pub(crate) fn only(&self, name: &str) -> Result<f64, String> {
        match self.to_floats()[..] {
            [number] => Ok(number),
            _ => Err(format!(
                "its {name} has {} numbers, expected one",
                self.len()
            )),
        }
    }

    /// The elements at these flat indices, in another shape.
    pub(crate) fn pick(&self, shape: Vec<usize>, indices: impl Iterator<Item = usize>) -> Self {
        let data = match &self.data {
            Data::Floats(floats) => Data::Floats(indices.map(|at| floats[at]).collect()),
            Data::Integers(integers) => Data::Integers(indices.map(|at| integers[at]).collect()),
        };
        Self { shape, data }
    }

    /// Decodes a tensor; sizes are compared before anything is made.
    pub(crate) fn decode(
        proto: &proto::Tensor,
        external: &External<'_>,
    ) -> Result<Self, OnnxError> {
        let fail = |why: String| OnnxError::Tensor {
            name: proto.name.clone(),
            why,
        };
        let mut shape = Vec::with_capacity(proto.dims.len());
        let mut count = 1usize;
        for &dim in &proto.dims {
            let size = usize::try_from(dim)
                .map_err(|_| fail(format!("has the dimensions {:?}", proto.dims)))?;
            count = count
                .checked_mul(size)
                .ok_or_else(|| fail(format!("has the dimensions {:?}", proto.dims)))?;
            shape.push(size);
        }
        let kind = Kind::of(proto.data_type).map_err(fail)?;
        let bytes;
        let raw = if proto.data_location == 1 {
            bytes = external
                .read(proto, count.saturating_mul(kind.width()))
                .map_err(fail)?;
            Some(&bytes[..])
        } else {
            proto.raw_data.as_deref()
        };
        let found = match raw {
            Some(raw) if raw.len() % kind.width() == 0 => raw.len() / kind.width(),
            Some(raw) => {
                return Err(fail(format!(
                    "has {} bytes of data, expected {count} numbers of {} bytes",
                    raw.len(),
                    kind.width()
                )));
            }
            None => kind.listed(proto),
        };
        if found != count {
            return Err(fail(format!(
                "has {found} numbers, expected {count} for its dimensions {shape:?}"
            )));
        }
        let data = match raw {
            Some(raw) => kind.decode_bytes(raw),
            None => kind.decode_lists(proto),
        };
        Ok(Self { shape, data })
    }
}

/// The element types that are read.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    F32,
    F64,
    F16,
    Bf16,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    Bool,
}

impl Kind {
    fn of(code: i32) -> Result<Self, String> {
        Ok(match code {
            1 => Self::F32,
            2 => Self::U8,
            3 => Self::I8,
            4 => Self::U16,
            5 => Self::I16,
            6 => Self::I32,
            7 => Self::I64,
            9 => Self::Bool,
            10 => Self::F16,
            11 => Self::F64,
            12 => Self::U32,
            13 => Self::U64,
            16 => Self::Bf16,
            other => {
                return Err(format!(
                    "has the element type number {other}, expected a float, an integer or bool"
                ));
            }
        })
    }

    fn width(self) -> usize {
        match self {
            Self::I8 | Self::U8 | Self::Bool => 1,
            Self::F16 | Self::Bf16 | Self::I16 | Self::U16 => 2,
            Self::F32 | Self::I32 | Self::U32 => 4,
            Self::F64 | Self::I64 | Self::U64 => 8,
        }
    }

    /// How many numbers the list for this type has.
    fn listed(self, proto: &proto::Tensor) -> usize {
        match self {
            Self::F32 => proto.float_data.len(),
            Self::F64 => proto.double_data.len(),
            Self::I64 => proto.int64_data.len(),
            Self::U32 | Self::U64 => proto.uint64_data.len(),
            _ => proto.int32_data.len(),
        }
    }

    fn decode_bytes(self, raw: &[u8]) -> Data {
        macro_rules! each {
            ($kind:ty, $width:literal, $list:ident, $convert:expr) => {
                Data::$list(
                    raw.as_chunks::<$width>()
                        .0
                        .iter()
                        .map(|&bytes| $convert(<$kind>::from_le_bytes(bytes)))
                        .collect(),
                )
            };
        }
        match self {
            Self::F32 => each!(f32, 4, Floats, f64::from),
            Self::F64 => each!(f64, 8, Floats, f64::from),
            Self::F16 => each!(f16, 2, Floats, f64::from),
            Self::Bf16 => each!(bf16, 2, Floats, f64::from),
            Self::I8 => each!(i8, 1, Integers, i64::from),
            Self::U8 | Self::Bool => each!(u8, 1, Integers, i64::from),
            Self::I16 => each!(i16, 2, Integers, i64::from),
            Self::U16 => each!(u16, 2, Integers, i64::from),
            Self::I32 => each!(i32, 4, Integers, i64::from),
            Self::U32 => each!(u32, 4, Integers, i64::from),
            Self::I64 => each!(i64, 8, Integers, i64::from),
            Self::U64 => each!(u64, 8, Integers, saturated),
        }
    }

    fn decode_lists(self, proto: &proto::Tensor) -> Data {
        let shorts = proto.int32_data.iter();
        match self {
            Self::F32 => Data::Floats(proto.float_data.iter().map(|&n| n.into()).collect()),
            Self::F64 => Data::Floats(proto.double_data.clone()),
            Self::F16 => Data::Floats(shorts.map(|&n| f16::from_bits(n as u16).into()).collect()),
            Self::Bf16 => Data::Floats(shorts.map(|&n| bf16::from_bits(n as u16).into()).collect()),
            Self::I64 => Data::Integers(proto.int64_data.clone()),
            Self::U32 | Self::U64 => {
                Data::Integers(proto.uint64_data.iter().map(|&n| saturated(n)).collect())
            }
            _ => Data::Integers(shorts.map(|&n| n.into()).collect()),
        }
    }
}

fn saturated(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
