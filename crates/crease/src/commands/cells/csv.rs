//! Tables as CSV.

use super::table::{Column, MAP, TableWriter, Values, begin};
use anyhow::{Context, bail};
use crease_system::WholeFile;
use csv::Writer;
use std::io::{self, BufWriter};
use std::path::Path;

/// A table of text, one row a line.
///
/// Patterns are digits, layers separated by spaces: `0110 10`. Points of a polygon are `s t`, separated by
/// semicolons; neurons `layer:unit:breakpoint`, by spaces.
pub struct CsvTable {
    writer: Writer<BufWriter<WholeFile>>,
    has_header: bool,
}

impl CsvTable {
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = begin(path)?;
        Ok(Self {
            writer: Writer::from_writer(BufWriter::new(file)),
            has_header: false,
        })
    }

    fn write_header(&mut self, columns: &[Column<'_>]) -> csv::Result<()> {
        for column in columns {
            match column.values {
                Values::Maps(outputs, _) => {
                    for output in 0..outputs {
                        for name in MAP {
                            self.writer.write_field(format!("{name}_{output}"))?;
                        }
                    }
                }
                _ => self.writer.write_field(column.name)?,
            }
        }
        self.writer.write_record(None::<&[u8]>)
    }
}

impl TableWriter for CsvTable {
    fn write(&mut self, rows: usize, columns: &[Column<'_>]) -> anyhow::Result<()> {
        if !self.has_header {
            self.write_header(columns)?;
            self.has_header = true;
        }
        let mut texts: Vec<Texts<'_>> = columns.iter().map(Texts::of).collect();
        for row in 0..rows {
            for text in &mut texts {
                text.write(row, &mut self.writer)?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> anyhow::Result<Option<WholeFile>> {
        let buffer = self
            .writer
            .into_inner()
            .map_err(csv::IntoInnerError::into_error);
        let file =
            buffer.and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error));
        Ok(Some(file.context("cannot write the table")?))
    }
}

/// A column as text; for lists, where the current one begins.
struct Texts<'a> {
    values: Values<'a>,
    start: usize,
}

impl<'a> Texts<'a> {
    fn of(column: &Column<'a>) -> Self {
        Self {
            values: column.values,
            start: 0,
        }
    }

    /// The items of a list; rows must be requested in order.
    fn list<'l, T>(&mut self, ends: &[usize], items: &'l [T], row: usize) -> &'l [T] {
        let start = std::mem::replace(&mut self.start, ends[row]);
        &items[start..ends[row]]
    }

    fn write(&mut self, row: usize, into: &mut Writer<BufWriter<WholeFile>>) -> anyhow::Result<()> {
        match self.values {
            Values::Whole(numbers) => into.write_field(numbers[row].to_string())?,
            Values::Real(numbers) => into.write_field(shown(numbers[row]))?,
            Values::Flag(flags) => into.write_field(if flags[row] { "true" } else { "false" })?,
            Values::Maps(outputs, numbers) => {
                for number in &numbers[3 * outputs * row..3 * outputs * (row + 1)] {
                    into.write_field(shown(*number))?;
                }
            }
            Values::Pattern(widths, pieces) => into.write_field(digits(widths, pieces, row)?)?,
            Values::Points(lists) => {
                let points = self.list(lists.ends, lists.items, row).iter();
                let points = points.map(|[s, t]| format!("{} {}", shown(*s), shown(*t)));
                into.write_field(points.collect::<Vec<_>>().join(";"))?;
            }
            Values::Neurons(lists) => {
                let neurons = self.list(lists.ends, lists.items, row).iter();
                let neurons = neurons.map(|[layer, unit, at]| format!("{layer}:{unit}:{at}"));
                into.write_field(neurons.collect::<Vec<_>>().join(" "))?;
            }
        }
        Ok(())
    }
}

/// The shortest text that is read as the same number.
fn shown(number: f64) -> String {
    format!("{number:?}")
}

/// The pattern of one row.
fn digits(widths: &[usize], pieces: &[u8], row: usize) -> anyhow::Result<String> {
    let neurons: usize = widths.iter().sum();
    let mut rest = &pieces[neurons * row..neurons * (row + 1)];
    let mut text = String::with_capacity(neurons + widths.len());
    for &width in widths {
        if !text.is_empty() {
            text.push(' ');
        }
        let (layer, after) = rest.split_at(width);
        for &piece in layer {
            let Some(digit) = char::from_digit(u32::from(piece), 36) else {
                bail!(
                    "CSV has a digit or a letter for each of at most 36 linear pieces of an \
                     activation, and this one has more: write .parquet or .npz"
                );
            };
            text.push(digit);
        }
        rest = after;
    }
    Ok(text)
}
