//! Atoms of a net, drawn one after the other.

use super::super::cutter::Cutter;
use super::super::lines::Name;
use super::super::net::{Atom, Net, Row};
use super::super::part::Part;
use super::compare::Compared;
use super::notes::{Base, push_row};
use super::points::ZERO;
use super::{Drawing, Wanted};
use crate::pattern::Pieces;
use smallvec::SmallVec;

impl Cutter<'_> {
    /// Counts the parts of a cell, if floats are certain.
    pub(in super::super) fn count_parts(&mut self, face: u32, of: &Net, part: &Part) -> bool {
        let Some(mut counted) = self.counted.take() else {
            return false;
        };
        let mut drawing = std::mem::take(&mut self.drawing);
        drawing.begin(&self.mesh, &part.ring);
        let is_drawn = self.draw(of, part, &mut drawing).is_some();
        if is_drawn {
            counted.faces += drawing.faces.count() as u64 - 1;
            counted.vertices += drawing.vertices;
            counted.ends += drawing.ends_on_edges;
            let corners = drawing.ends_in_corners.iter();
            let corners = corners.map(|&point| self.mesh.origin(part.ring[point as usize]));
            counted.in_corners.extend(corners);
            counted.close(face, self.mesh.faces());
        }
        (self.drawing, self.counted) = (drawing, Some(counted));
        is_drawn
    }

    /// Draws a net; `None` if floats are not certain.
    fn draw(&mut self, of: &Net, part: &Part, drawing: &mut Drawing) -> Option<()> {
        self.find_wanted(of, &mut drawing.wanted);
        for (index, atom) in of.atoms.iter().enumerate() {
            let wanted = &mut drawing.wanted[index];
            let points = &mut drawing.points;
            wanted.deviation = wanted.deviates.then(|| points.push_column());
            wanted.value = wanted.is_candidate.then(|| points.push_column());
            let (wanted, used) = (*wanted, points.columns());
            let step = &self.state.steps[atom.step as usize];
            match step.pieces_of(atom.unit as usize) {
                Some(pieces) => self.draw_levels(of, atom, pieces, part, drawing, &wanted)?,
                None => self.draw_maximum(of, atom, part, drawing, &wanted)?,
            }
            drawing.points.drop_from(used);
        }
        Some(())
    }

    /// The deviations that atoms see of those before.
    fn find_wanted(&self, of: &Net, wanted: &mut Vec<Wanted>) {
        wanted.clear();
        wanted.resize(of.atoms.len(), Wanted::default());
        for atom in &of.atoms {
            for row in of.rows_of(atom) {
                for &(seen, _) in of.factors_of(row) {
                    wanted[seen as usize].deviates = true;
                }
                if let Some(candidate) = self.as_atom(of, atom, row) {
                    wanted[candidate].is_candidate = true;
                }
            }
        }
    }

    /// The atom of a candidate of a maximum.
    pub(in super::super) fn as_atom(&self, of: &Net, atom: &Atom, row: &Row) -> Option<usize> {
        let step = &self.state.steps[atom.step as usize];
        if step.pieces_of(atom.unit as usize).is_some() {
            return None;
        }
        let factors = of.factors_of(row);
        let last = factors.iter().rev().find(|(_, factor)| *factor == 1.0)?;
        let name = self.candidate(atom.step as usize, atom.unit, row.candidate);
        let (index, other) = (last.0 as usize, &of.atoms[last.0 as usize]);
        let (step, unit) = (other.step, other.unit);
        (Name::Unit { step, unit } == name).then_some(index)
    }

    /// An activation: level by level, the largest of 0 and the argument minus the breakpoint.
    fn draw_levels(
        &mut self,
        of: &Net,
        atom: &Atom,
        pieces: &Pieces,
        part: &Part,
        drawing: &mut Drawing,
        wanted: &Wanted,
    ) -> Option<()> {
        let row = &of.rows[atom.first as usize];
        let (step, unit) = (atom.step as usize, atom.unit);
        let input = self.state.steps[step].inputs[0] as u32;
        let slope = |piece: u16| pieces.slope(piece as u8);
        let breakpoints = pieces.breakpoints();
        for level in atom.low..atom.high {
            let breakpoint = breakpoints[usize::from(level)];
            let form = row.form.less(breakpoint);
            let factors = of.factors_of(row).iter();
            let column = push_row(drawing, &form, factors, 1.0)?;
            let name = Name::Unit { step: input, unit };
            let pair = [name, Name::number(breakpoint)];
            if row.first == row.end {
                self.find_zeros(drawing, column, &form, pair, part);
            }
            drawing.compare_with_zero(column)?;
            let before = drawing.points.count();
            drawing.split_all(&[ZERO, column])?;
            for point in before..drawing.points.count() {
                drawing.points.column_mut(column).set(point, 0.0, 0.0);
            }
            let bend = slope(level + 1) - slope(level);
            if let Some(deviation) = wanted.deviation {
                let guess = u32::from(level < atom.guess);
                drawing.add_beyond(deviation, column, guess, bend);
            }
            if let Some(value) = wanted.value {
                if level == atom.low {
                    let base = Base {
                        slope: slope(level),
                        offset: self.offset(atom, level),
                        starts_at_zero: breakpoint == 0.0,
                    };
                    drawing.add_base(value, column, &base, (row, of))?;
                }
                drawing.add_beyond(value, column, 0, bend);
            }
            drawing.points.drop_from(column);
        }
        Some(())
    }

    /// The offset of a piece of an atom, and its error.
    pub(in super::super) fn offset(&self, atom: &Atom, piece: u16) -> (f64, f64) {
        let padded = self.state.steps[atom.step as usize].padded;
        self.state.wired[atom.step as usize].offset(atom.unit as usize % padded, piece)
    }

    fn draw_maximum(
        &mut self,
        of: &Net,
        atom: &Atom,
        part: &Part,
        drawing: &mut Drawing,
        wanted: &Wanted,
    ) -> Option<()> {
        let mut all: SmallVec<[Compared; 6]> = SmallVec::new();
        let mut guess = None;
        for row in of.rows_of(atom).iter().filter(|row| row.is_left) {
            if row.candidate == atom.guess {
                guess = Some(all.len());
            }
            let drawn = self.as_atom(of, atom, row);
            if let Some(column) = drawn.and_then(|index| drawing.wanted[index].value) {
                all.push(Compared { column, form: None });
                continue;
            }
            let column = push_row(drawing, &row.form, of.factors_of(row).iter(), 1.0)?;
            let name = self.candidate(atom.step as usize, atom.unit, row.candidate);
            let form = (row.first == row.end).then_some((row.form, name));
            if form.is_some() {
                self.find_zeros(drawing, column, &row.form, [name, Name::number(0.0)], part);
            }
            all.push(Compared { column, form });
        }
        let guess = guess?;
        self.compare(drawing, &all, part)?;
        let columns: SmallVec<[usize; 6]> = all.iter().map(|compared| compared.column).collect();
        drawing.split_all(&columns)?;
        drawing.note_largest(&columns, guess, [wanted.deviation, wanted.value]);
        Some(())
    }
}
