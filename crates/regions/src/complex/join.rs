//! Which sides are the two sides of one edge, and which corners are one vertex.

use super::{Complex, Half, NONE, Vertex};
use crate::RegionsError;
use crate::walk::{LineId, Name, name_of_unit};
use std::collections::HashMap;

impl Complex {
    /// Finds the neighbour beyond every side, and the vertices.
    pub(super) fn join(&mut self) -> Result<(), RegionsError> {
        self.join_within_cells()?;
        let cells: HashMap<Name, u32> = (0..self.cells.len() as u32)
            .map(|cell| (self.name(cell), cell))
            .collect();
        if cells.len() != self.cells.len() {
            return Err(RegionsError::Unsound);
        }
        let (mut run, mut beyond) = (Vec::new(), Vec::new());
        for cell in 0..self.cells.len() as u32 {
            let halves = self.halves_of(cell);
            for half in halves.clone() {
                let Half { line, twin, .. } = *self.half(half);
                if line.is_negated() || twin != NONE || self.classes_of(line).is_some() {
                    continue;
                }
                let Some(unit) = line.unit() else { continue };
                let name = self.beyond.get(&(cell, line)).copied();
                let name = name.unwrap_or_else(|| self.name(cell) ^ name_of_unit(unit));
                let neighbour = *cells.get(&name).ok_or(RegionsError::Unsound)?;
                self.run(cell, line, &mut run)?;
                self.run(neighbour, line.negated(), &mut beyond)?;
                if run.len() != beyond.len() {
                    return Err(RegionsError::Unsound);
                }
                for (&a, &b) in run.iter().zip(beyond.iter().rev()) {
                    self.pair(a, b);
                }
            }
        }
        let joined = |half: &Half| half.twin != NONE || half.line.is_frame();
        if !self.halves.iter().all(joined) {
            return Err(RegionsError::Unsound);
        }
        self.find_vertices();
        Ok(())
    }

    fn pair(&mut self, a: u32, b: u32) {
        self.halves[a as usize].twin = b;
        self.halves[b as usize].twin = a;
        let flat = self.halves[a as usize].flat || self.halves[b as usize].flat;
        self.halves[a as usize].flat = flat;
        self.halves[b as usize].flat = flat;
    }

    fn halves_of(&self, cell: u32) -> std::ops::Range<u32> {
        let faces = self.faces_of(cell);
        self.ring(faces.start).start..self.ring(faces.end - 1).end
    }

    /// Joins the parts of each cell: a side between two classes is a side of both their parts.
    fn join_within_cells(&mut self) -> Result<(), RegionsError> {
        for half in 0..self.halves.len() as u32 {
            let Half { line, face, .. } = *self.half(half);
            let Some([class, other]) = self.classes_of(line) else {
                continue;
            };
            if class > other {
                continue;
            }
            let cell = self.faces[face as usize].cell;
            let mut faces = self.faces_of(cell);
            let of_other = |&face: &u32| self.faces[face as usize].class == other;
            let neighbour = faces.find(of_other).ok_or(RegionsError::Unsound)?;
            let mut ring = self.ring(neighbour);
            let back = Some([other, class]);
            let twin = ring.find(|&half| self.classes_of(self.half(half).line) == back);
            let twin = twin.ok_or(RegionsError::Unsound)?;
            self.pair(half, twin);
        }
        Ok(())
    }

    /// The sides of a cell's parts along one wall, in their order around the cell.
    fn run(&self, cell: u32, line: LineId, into: &mut Vec<u32>) -> Result<(), RegionsError> {
        into.clear();
        into.extend(
            self.halves_of(cell)
                .filter(|&half| self.half(half).line == line),
        );
        if into.len() < 2 {
            return Ok(());
        }
        let after: HashMap<u32, u32> = into
            .iter()
            .filter_map(|&half| Some((half, self.next_along(half)?)))
            .collect();
        let first = into
            .iter()
            .find(|half| !after.values().any(|next| next == *half));
        let mut half = *first.ok_or(RegionsError::Unsound)?;
        let count = into.len();
        into.clear();
        into.push(half);
        while let Some(&next) = after.get(&half) {
            half = next;
            into.push(half);
        }
        if into.len() == count {
            Ok(())
        } else {
            Err(RegionsError::Unsound)
        }
    }

    /// The side that begins where this one ends, on the same wall, in another part of the cell.
    fn next_along(&self, half: u32) -> Option<u32> {
        let line = self.half(half).line;
        let mut at = self.next(half);
        while self.half(at).line != line {
            self.classes_of(self.half(at).line)?;
            at = self.next(self.half(at).twin);
        }
        Some(at)
    }

    /// Numbers the vertices: corners that are reached from each other by turning around them.
    fn find_vertices(&mut self) {
        for start in 0..self.halves.len() as u32 {
            if self.half(start).origin != NONE {
                continue;
            }
            let vertex = self.vertices.len() as u32;
            // Around one way; the other way too where the frame ends the first.
            let mut is_inner = true;
            let mut half = start;
            loop {
                self.halves[half as usize].origin = vertex;
                let before = self.previous(half);
                half = self.half(before).twin;
                if half == NONE {
                    is_inner = false;
                    break;
                }
                if half == start {
                    break;
                }
            }
            if is_inner {
                self.push_vertex(start, true);
                continue;
            }
            half = start;
            loop {
                let twin = self.half(half).twin;
                if twin == NONE {
                    break;
                }
                half = self.next(twin);
                self.halves[half as usize].origin = vertex;
            }
            self.push_vertex(start, false);
        }
    }

    fn push_vertex(&mut self, half: u32, is_inner: bool) {
        self.vertices.push(Vertex {
            point: self.half(half).corner,
            is_inner,
        });
    }
}
