//! Tables, a few thousand rows at a time, column by column.

use anyhow::Context;
use crease_system::WholeFile;
use std::path::Path;

/// A column of some rows of a table.
#[derive(Clone, Copy)]
pub struct Column<'a> {
    /// Its name.
    pub name: &'static str,
    /// A value for each row.
    pub values: Values<'a>,
}

/// The values of a column, row by row.
#[derive(Clone, Copy)]
pub enum Values<'a> {
    /// A whole number; -1 for none.
    Whole(&'a [i64]),
    /// A number.
    Real(&'a [f64]),
    /// Yes or no.
    Flag(&'a [bool]),
    /// For each of this many outputs the three numbers of its affine map.
    Maps(usize, &'a [f64]),
    /// For each neuron the piece that it is on, layer by layer, of these widths.
    Pattern(&'a [usize], &'a [u8]),
    /// Points of the plane.
    Points(Lists<'a, [f64; 2]>),
    /// Neurons: layer, unit and breakpoint.
    Neurons(Lists<'a, [u32; 3]>),
}

/// A list for each row.
#[derive(Clone, Copy)]
pub struct Lists<'a, T> {
    /// Where the list of each row ends.
    pub ends: &'a [usize],
    /// The items of the first row, of the second, and so on.
    pub items: &'a [T],
}

impl<'a, T> Lists<'a, T> {
    /// The lists, row by row.
    pub fn rows(self) -> impl Iterator<Item = &'a [T]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let row = &self.items[start..end];
            start = end;
            row
        })
    }
}

/// The names of the three numbers of an output's affine map.
pub const MAP: [&str; 3] = ["gradient_s", "gradient_t", "offset"];

/// Something that a table is written to.
pub trait TableWriter: Send {
    /// Writes some rows.
    fn write(&mut self, rows: usize, columns: &[Column<'_>]) -> anyhow::Result<()>;

    /// Writes the remaining rows; the file is then complete, and has to be kept. If several tables
    /// share a file, the last one returns it.
    fn close(self: Box<Self>) -> anyhow::Result<Option<WholeFile>>;
}

/// Begins the file of a table.
pub fn begin(path: &Path) -> anyhow::Result<WholeFile> {
    let file = WholeFile::create(path, ".partial-");
    file.with_context(|| format!("cannot write {}", path.display()))
}
