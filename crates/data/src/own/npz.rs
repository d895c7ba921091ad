use super::array::Array;
use flate2::read::DeflateDecoder;
use npyz::{DType, NpyFile, Order, TypeChar};
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};
use std::io::{self, Cursor, Read};

/// The extension that numpy adds to the name of an array.
const ENDING: &str = ".npy";
/// The most bytes that numpy reads of an array's header.
const LONGEST: usize = 10_000;
/// The deepest nesting of brackets that is read: structured types, which an error names, have `{[(()`. Each
/// level more doubles the time that `npyz` takes.
const DEEPEST: usize = 4;

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
    let array =
        header(&mut file).and_then(|header| NpyFile::new(Cursor::new(header).chain(&mut file)));
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

/// An array's header, which is a magic number, a version, a length, and a literal of Python.
fn header(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut header = vec![0; 8];
    file.read_exact(&mut header)?;
    let width = if header[6] == 1 { 2 } else { 4 };
    header.resize(8 + width, 0);
    file.read_exact(&mut header[8..])?;
    let length = header[8..]
        .iter()
        .rev()
        .fold(0, |length, &byte| length << 8 | usize::from(byte));
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    header.resize(8 + width + length, 0);
    file.read_exact(&mut header[8 + width..])?;
    let mut depth = 0_usize;
    for byte in &header[8 + width..] {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(header)
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
