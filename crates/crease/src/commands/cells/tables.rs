//! The three tables, written in the order of a visit.

use super::rows::{CellRows, Rows, Space, VertexRows, WallRows};
use super::table::TableWriter;
use anyhow::Context;
use crease_regions::{CellWall, Counts, Network, NumberedCell, Plane, Vertex, Visitor};
use crease_system::WholeFile;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of a table are gathered before they are written.
const BATCH: usize = 16 << 20;
/// The most rows that are gathered, and the least.
const MOST: usize = 1 << 16;
const LEAST: usize = 1 << 8;

/// A table that is being written.
struct Table<R> {
    rows: R,
    /// How many rows are gathered before they are written.
    batch: usize,
    writer: Box<dyn TableWriter>,
}

impl<R: Rows> Table<R> {
    fn new(rows: R, bytes_each: usize, writer: Box<dyn TableWriter>) -> Self {
        Self {
            rows,
            batch: (BATCH / bytes_each.max(1)).clamp(LEAST, MOST),
            writer,
        }
    }

    fn write_full(&mut self) -> anyhow::Result<()> {
        if self.rows.len() < self.batch {
            return Ok(());
        }
        self.write()
    }

    fn write(&mut self) -> anyhow::Result<()> {
        self.writer.write(self.rows.len(), &self.rows.columns())?;
        self.rows.clear();
        Ok(())
    }

    fn close(mut self) -> anyhow::Result<Option<WholeFile>> {
        // Even without rows a table has columns.
        self.write()?;
        self.writer.close()
    }
}

/// Writes the cells, walls and vertices of a visit.
pub struct Tables<'a> {
    space: Space,
    cells: Table<CellRows>,
    walls: Table<WallRows>,
    vertices: Table<VertexRows>,
    /// How many regions there will be, for the progress bar.
    total: &'a AtomicU64,
    error: Option<anyhow::Error>,
}

impl<'a> Tables<'a> {
    /// Tables of a network's regions in a plane, written to these.
    pub fn new(
        network: &Network,
        plane: &Plane,
        [cells, walls, vertices]: [Box<dyn TableWriter>; 3],
        total: &'a AtomicU64,
    ) -> Self {
        let widths: Vec<usize> = network.hidden().iter().map(|layer| layer.outputs).collect();
        let bytes = 200 + network.neurons() + 24 * network.outputs();
        Self {
            space: Space::of(plane),
            cells: Table::new(CellRows::new(widths, network.outputs()), bytes, cells),
            walls: Table::new(WallRows::default(), 128, walls),
            vertices: Table::new(VertexRows::default(), 64, vertices),
            total,
            error: None,
        }
    }

    /// The error that ended the visit, if a file could not be written.
    pub fn take_error(&mut self) -> Option<anyhow::Error> {
        self.error.take()
    }

    /// Writes the remaining rows, and keeps the files once all are complete.
    pub fn close(self) -> anyhow::Result<()> {
        let files = [
            self.cells.close()?,
            self.walls.close()?,
            self.vertices.close()?,
        ];
        for file in files.into_iter().flatten() {
            file.keep().context("cannot write the tables")?;
        }
        Ok(())
    }

    fn proceed(&mut self, written: anyhow::Result<()>) -> ControlFlow<()> {
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}

impl Visitor for Tables<'_> {
    fn begin(&mut self, counts: &Counts) -> ControlFlow<()> {
        self.total
            .store(counts.activation_regions, Ordering::Relaxed);
        ControlFlow::Continue(())
    }

    fn cell(&mut self, cell: &NumberedCell<'_>) -> ControlFlow<()> {
        self.cells.rows.push(cell, &self.space);
        let written = self.cells.write_full();
        self.proceed(written)
    }

    fn wall(&mut self, wall: &CellWall<'_>) -> ControlFlow<()> {
        self.walls.rows.push(wall, &self.space);
        let written = self.walls.write_full();
        self.proceed(written)
    }

    fn vertex(&mut self, vertex: &Vertex<'_>) -> ControlFlow<()> {
        self.vertices.rows.push(vertex);
        let written = self.vertices.write_full();
        self.proceed(written)
    }
}
