use super::array::Array;
use flate2::read::DeflateDecoder;
use npyz::{DType, NpyFile, Order, TypeChar};
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};
use std::io::{self, Read};

/// The extension that numpy adds to the name of an array.
const ENDING: &str = ".npy";

/// Arrays of `numpy.savez`, packed or not.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let not_npz = |error: rawzip::Error| format!("is not an npz file: {error}");
    let archive = ZipArchive::from_slice(bytes).map_err(not_npz)?;
    let mut entries = archive.entries();
    let mut arrays = Vec::new();
    while let Some(entry) = entries.next_entry().map_err(not_npz)? {
        let path = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        if let Some(name) = path.strip_suffix(ENDING) {
            let array = read_array(&archive, &entry, name);
            let shown = || crease_input::shown(name);
            arrays.push(array.map_err(|reason| format!("{}: {reason}", shown()))?);
        }
    }
    Ok(arrays)
}

fn read_array(
    archive: &ZipSliceArchive<&[u8]>,
    entry: &ZipFileHeaderRecord,
    name: &str,
) -> Result<Array, String> {
    let unreadable = |error: &dyn std::error::Error| format!("cannot be read: {error}");
    let content = archive
        .get_entry(entry.wayfinder())
        .map_err(|error| unreadable(&error))?;
    let packed: Box<dyn Read + '_> = match entry.compression_method() {
        CompressionMethod::STORE => Box::new(content.data()),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(content.data())),
        other => {
            return Err(format!(
                "is packed by method {}, expected numpy.savez or numpy.savez_compressed",
                other.as_u16()
            ));
        }
    };
    let mut file = content.verifying_reader(packed);
    let array = NpyFile::new(&mut file);
    let array = array.map_err(|_| "cannot be read: its header is not one of numpy".to_owned())?;
    let shape: Vec<usize> = array.shape().iter().map(|&size| size as usize).collect();
    if array.order() == Order::Fortran && shape.len() > 1 {
        return Err(
            "is stored column by column, expected numpy.ascontiguousarray of it".to_owned(),
        );
    }
    let numbers = numbers(array)?;
    // The checksum is compared at the end of the entry.
    io::copy(&mut file, &mut io::sink()).map_err(|error| unreadable(&error))?;
    Ok(Array {
        name: name.to_owned(),
        shape,
        numbers,
    })
}

fn numbers<R: Read>(array: NpyFile<R>) -> Result<Vec<f64>, String> {
    let dtype = array.dtype();
    let other = || {
        format!(
            "found numbers of type {}, expected floats of 32 or 64 bits or whole numbers",
            crease_input::shown(&dtype.descr())
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
