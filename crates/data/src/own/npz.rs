use super::Array;
use npyz::{DType, NpyFile, Order, TypeChar};
use std::io::{Cursor, Read};

/// Arrays of `numpy.savez`, packed or not.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let mut archive = npyz::npz::NpzArchive::new(Cursor::new(bytes))
        .map_err(|error| format!("is not an npz file: {error}"))?;
    let names: Vec<String> = archive.array_names().map(str::to_owned).collect();
    let mut arrays = Vec::new();
    for name in names {
        let shown = crease_input::shown(&name);
        let array = archive
            .by_name(&name)
            .map_err(|error| format!("{shown}: cannot be read: {error}"))?;
        let Some(array) = array else { continue };
        let shape: Vec<usize> = array.shape().iter().map(|&size| size as usize).collect();
        if array.order() == Order::Fortran && shape.len() > 1 {
            return Err(format!(
                "{shown}: is stored column by column, expected numpy.ascontiguousarray of it"
            ));
        }
        let numbers = numbers(array).map_err(|reason| format!("{shown}: {reason}"))?;
        arrays.push(Array {
            name,
            shape,
            numbers,
        });
    }
    Ok(arrays)
}

fn numbers<R: Read>(array: NpyFile<R>) -> Result<Vec<f64>, String> {
    let dtype = array.dtype();
    let other = || {
        format!(
            "found numbers of type {}, expected floats of 32 or 64 bits or whole numbers",
            dtype.descr()
        )
    };
    let DType::Plain(plain) = &dtype else {
        return Err(other());
    };
    macro_rules! read {
        ($number:ty, $into:expr) => {{
            let numbers = array.into_vec::<$number>();
            let numbers = numbers.map_err(|error| format!("cannot be read: {error}"))?;
            Ok(numbers.into_iter().map($into).collect())
        }};
    }
    match (plain.type_char(), plain.size_field()) {
        (TypeChar::Float, 8) => read!(f64, |x| x),
        (TypeChar::Float, 4) => read!(f32, f64::from),
        (TypeChar::Int, 8) => read!(i64, |x| x as f64),
        (TypeChar::Int, 4) => read!(i32, f64::from),
        (TypeChar::Int, 2) => read!(i16, f64::from),
        (TypeChar::Int, 1) => read!(i8, f64::from),
        (TypeChar::Uint, 8) => read!(u64, |x| x as f64),
        (TypeChar::Uint, 4) => read!(u32, f64::from),
        (TypeChar::Uint, 2) => read!(u16, f64::from),
        (TypeChar::Uint, 1) => read!(u8, f64::from),
        (TypeChar::Bool, _) => read!(bool, f64::from),
        _ => Err(other()),
    }
}
