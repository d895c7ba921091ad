mod csv;
mod npz;
mod parquet;
mod rows;
mod table;
mod tables;
mod watch;

use self::csv::CsvTable;
use self::npz::NpzTable;
use self::parquet::ParquetTable;
use crate::cli::{CellsArguments, SubjectArguments};
use crate::commands::draw::plane;
use crate::ending::Ending;
use crate::network_reader::{NetworkReader, explain};
use crate::subject::Subject;
use crate::{commands, interrupt, terminal};
use anyhow::bail;
use crease_input::{path_line, words};
use crease_regions::{Counts, RegionsError, visit_plane};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use table::TableWriter;
use tables::Tables;
use watch::Watch;

/// The tables, in the order in which they are written.
const TABLES: [&str; 3] = ["cells", "walls", "vertices"];

/// `crease cells`: the regions of a plane, the walls and the vertices as tables.
pub fn cells(arguments: &CellsArguments) -> anyhow::Result<Ending> {
    let format = Format::of(&arguments.output)?;
    let SubjectArguments {
        network: path,
        slice,
        reading,
    } = &arguments.subject;
    let reader = NetworkReader::new(reading, commands::cores())?;
    let subject = Subject::read(path, &reader)?;
    let network = subject.chain(path, "cells are written")?;
    let plane = plane::of_subject(slice, path, &subject, &reader.options)?;
    let files = format.files(&arguments.output);
    let watch = Watch::new(interrupt::listen("\nstopped")?);
    let options = reader
        .options
        .with_measures(false)
        .with_progress(&watch.progress);
    let mut tables = Tables::new(network, &plane, format.create(&files)?, &watch.total);
    let visited = watch.over(|| visit_plane(network, &plane, &options, &mut tables));
    if let Some(error) = tables.take_error() {
        return Err(error);
    }
    let counts = match visited {
        Ok(counts) => counts,
        Err(RegionsError::Cancelled) => {
            drop(tables);
            terminal::note("stopped; nothing was written");
            return Ok(Ending::Interrupted);
        }
        Err(error) => return Err(explain(&error, path, &path_line(slice))),
    };
    tables.close()?;
    terminal::print(&summary(&files, &counts))?;
    Ok(Ending::Done)
}

fn summary(files: &[PathBuf], counts: &Counts) -> String {
    let activation = words::counted(counts.activation_regions, "activation region");
    let linear = counts.linear_regions;
    let linear = linear.map(|count| words::counted(count, "linear region"));
    let regions = [Some(activation), linear];
    let regions = regions.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let walls = words::counted(counts.edges.unwrap_or(0), "wall");
    let vertices = match counts.vertices.unwrap_or(0) {
        1 => "1 vertex".to_owned(),
        several => format!("{} vertices", words::count(several)),
    };
    if let [one] = files {
        return format!("{}: {regions}, {walls}, {vertices}\n", one.display());
    }
    let mut text = String::new();
    for (file, what) in files.iter().zip([regions, walls, vertices]) {
        let _ = writeln!(text, "{}: {what}", file.display());
    }
    text
}

/// A format, by the name of the file.
#[derive(Clone, Copy)]
enum Format {
    Parquet,
    Csv,
    Npz,
}

impl Format {
    fn of(output: &Path) -> anyhow::Result<Self> {
        let extension = output.extension().unwrap_or_default().to_ascii_lowercase();
        Ok(match extension.to_str() {
            Some("parquet") => Self::Parquet,
            Some("csv") => Self::Csv,
            Some("npz") => Self::Npz,
            _ => bail!(
                "--output {}: expected a name that ends in .parquet, .csv or .npz",
                path_line(output)
            ),
        })
    }

    /// `x.csv`, `x.walls.csv` and `x.vertices.csv`, or one archive.
    fn files(self, output: &Path) -> Vec<PathBuf> {
        if matches!(self, Self::Npz) {
            return vec![output.to_owned()];
        }
        let extension = output.extension().unwrap_or_default().to_owned();
        let beside = |table: &&str| {
            let mut name = output.file_stem().unwrap_or_default().to_owned();
            name.push(".");
            name.push(table);
            name.push(".");
            name.push(&extension);
            output.with_file_name(name)
        };
        let others = TABLES[1..].iter().map(beside);
        std::iter::once(output.to_owned()).chain(others).collect()
    }

    fn create(self, files: &[PathBuf]) -> anyhow::Result<[Box<dyn TableWriter>; 3]> {
        match (self, files) {
            (Self::Parquet, [cells, walls, vertices]) => Ok([
                Box::new(ParquetTable::create(cells)?),
                Box::new(ParquetTable::create(walls)?),
                Box::new(ParquetTable::create(vertices)?),
            ]),
            (Self::Csv, [cells, walls, vertices]) => Ok([
                Box::new(CsvTable::create(cells)?),
                Box::new(CsvTable::create(walls)?),
                Box::new(CsvTable::create(vertices)?),
            ]),
            (_, [archive, ..]) => {
                let tables = NpzTable::create(archive, TABLES)?;
                Ok(tables.map(|table| Box::new(table) as Box<dyn TableWriter>))
            }
            _ => bail!("expected a file to write"),
        }
    }
}
