//! Tables as numpy arrays, all in one file.
//!
//! An archive is written one array after the other, but rows arrive with all their columns, so each
//! array is first gathered in a temporary file.

use super::table::{Column, Lists, TableWriter, Values, begin};
use anyhow::Context;
use crease_system::WholeFile;
use npyz::{AutoSerialize, WriteOptions, WriterBuilder};
use rawzip::{CompressionMethod, ZipArchiveWriter};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

type Zip = ZipArchiveWriter<BufWriter<WholeFile>>;

type Archive = Arc<Mutex<Option<Zip>>>;

/// A table in an archive: the array of column `c` of table `t` is `t_c`.
///
/// Lists are two arrays: their items, and `t_c_ends`, where the list of each row ends.
pub struct NpzTable {
    archive: Archive,
    /// Where temporary files are.
    folder: PathBuf,
    name: &'static str,
    /// Whether this is the table that is closed last.
    is_last: bool,
    arrays: Vec<Array>,
}

impl NpzTable {
    /// The tables of an archive, to be closed in this order.
    pub fn create<const N: usize>(
        path: &Path,
        names: [&'static str; N],
    ) -> anyhow::Result<[Self; N]> {
        let writer = ZipArchiveWriter::new(BufWriter::new(begin(path)?));
        let archive = Arc::new(Mutex::new(Some(writer)));
        let last = names[N - 1];
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        Ok(names.map(|name| Self {
            archive: Arc::clone(&archive),
            folder: folder.unwrap_or(Path::new(".")).to_owned(),
            name,
            is_last: name == last,
            arrays: Vec::new(),
        }))
    }
}

/// What an array is made of.
#[derive(Clone, Copy)]
enum Kind {
    Whole,
    Real,
    Flag,
    Byte,
    Index,
}

/// An array, gathered in a temporary file.
struct Array {
    name: String,
    kind: Kind,
    /// Its shape after the first dimension.
    shape: Vec<u64>,
    /// Its first dimension.
    length: u64,
    numbers: BufWriter<File>,
}

impl Array {
    fn create(folder: &Path, name: String, kind: Kind, shape: &[usize]) -> io::Result<Self> {
        Ok(Self {
            name,
            kind,
            shape: shape.iter().map(|&size| size as u64).collect(),
            length: 0,
            numbers: BufWriter::new(tempfile::tempfile_in(folder)?),
        })
    }

    fn extend<const N: usize>(&mut self, numbers: impl Iterator<Item = [u8; N]>) -> io::Result<()> {
        for bytes in numbers {
            self.numbers.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Appends the items of lists to one array, and their ends to another.
    fn extend_lists<T: Copy, const N: usize, const M: usize>(
        &mut self,
        lists: Lists<'_, [T; N]>,
        ends: Option<&mut Self>,
        bytes: impl Fn(T) -> [u8; M],
    ) -> io::Result<()> {
        if let Some(array) = ends {
            let ends = lists.ends.iter().map(|&end| self.length + end as u64);
            array.extend(ends.map(u64::to_le_bytes))?;
            array.length += lists.ends.len() as u64;
        }
        let numbers = lists.items.as_flattened().iter();
        self.extend(numbers.map(|&number| bytes(number)))?;
        self.length += lists.items.len() as u64;
        Ok(())
    }

    /// Appends it to an archive.
    fn close(self, archive: &mut Zip) -> io::Result<()> {
        match self.kind {
            Kind::Whole => self.append::<i64>(archive),
            Kind::Real => self.append::<f64>(archive),
            Kind::Flag => self.append::<bool>(archive),
            Kind::Byte => self.append::<u8>(archive),
            Kind::Index => self.append::<u32>(archive),
        }
    }

    fn append<T: AutoSerialize>(self, archive: &mut Zip) -> io::Result<()> {
        let file = format!("{}.npy", self.name);
        let entry = archive.new_file(&file);
        let entry = entry.compression_method(CompressionMethod::STORE).start();
        let (mut entry, config) = entry.map_err(io::Error::other)?;
        let mut into = config.wrap(&mut entry);
        let shape: Vec<u64> = std::iter::once(self.length).chain(self.shape).collect();
        WriteOptions::<T>::new()
            .default_dtype()
            .shape(&shape)
            .writer(&mut into)
            .write_header_only()?;
        let mut numbers = self
            .numbers
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        numbers.seek(SeekFrom::Start(0))?;
        io::copy(&mut numbers, &mut into)?;
        let (_, end) = into.finish().map_err(io::Error::other)?;
        entry.finish(end).map_err(io::Error::other)?;
        Ok(())
    }
}

/// The arrays of a column: the suffixes of their names, their content and their shape.
fn arrays(values: &Values<'_>) -> Vec<(&'static str, Kind, Vec<usize>)> {
    match values {
        Values::Whole(_) => vec![("", Kind::Whole, vec![])],
        Values::Real(_) => vec![("", Kind::Real, vec![])],
        Values::Flag(_) => vec![("", Kind::Flag, vec![])],
        Values::Maps(outputs, _) => vec![("", Kind::Real, vec![*outputs, 3])],
        Values::Pattern(widths, _) => vec![("", Kind::Byte, vec![widths.iter().sum()])],
        Values::Points(_) => vec![("", Kind::Real, vec![2]), ("_ends", Kind::Whole, vec![])],
        Values::Neurons(_) => vec![("", Kind::Index, vec![3]), ("_ends", Kind::Whole, vec![])],
    }
}

impl TableWriter for NpzTable {
    fn write(&mut self, rows: usize, columns: &[Column<'_>]) -> anyhow::Result<()> {
        if self.arrays.is_empty() {
            for column in columns {
                for (suffix, kind, shape) in arrays(&column.values) {
                    let name = format!("{}_{}{suffix}", self.name, column.name);
                    let array = Array::create(&self.folder, name, kind, &shape);
                    self.arrays
                        .push(array.context("cannot create a temporary file")?);
                }
            }
        }
        let written = self.gather(rows as u64, columns);
        written.context("cannot write to a temporary file")
    }

    fn close(self: Box<Self>) -> anyhow::Result<Option<WholeFile>> {
        let mut guard = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut archive) = guard.take() else {
            return Ok(None);
        };
        for array in self.arrays {
            let written = array.close(&mut archive);
            written.context("cannot write the archive")?;
        }
        if !self.is_last {
            *guard = Some(archive);
            return Ok(None);
        }
        let buffer = archive.finish().context("cannot write the archive")?;
        let file = buffer.into_inner().map_err(io::IntoInnerError::into_error);
        Ok(Some(file.context("cannot write the archive")?))
    }
}

impl NpzTable {
    fn gather(&mut self, rows: u64, columns: &[Column<'_>]) -> io::Result<()> {
        let mut arrays = self.arrays.iter_mut();
        for column in columns {
            let Some(array) = arrays.next() else { break };
            match column.values {
                Values::Whole(numbers) => {
                    array.extend(numbers.iter().map(|number| number.to_le_bytes()))?;
                }
                Values::Real(numbers) | Values::Maps(_, numbers) => {
                    array.extend(numbers.iter().map(|number| number.to_le_bytes()))?;
                }
                Values::Flag(flags) => array.extend(flags.iter().map(|&flag| [u8::from(flag)]))?,
                Values::Pattern(_, pieces) => array.numbers.write_all(pieces)?,
                Values::Points(lists) => {
                    let ends = arrays.next();
                    array.extend_lists(lists, ends, |number: f64| number.to_le_bytes())?;
                    continue;
                }
                Values::Neurons(lists) => {
                    let ends = arrays.next();
                    array.extend_lists(lists, ends, |number: u32| number.to_le_bytes())?;
                    continue;
                }
            }
            array.length += rows;
        }
        Ok(())
    }
}
