//! Atoms of a net, drawn one after the other.

use super::super::cutter::Cutter;
use super::super::form::Form;
use super::super::lines::{Name, Pair};
use super::super::net::{Atom, Net, Row};
use super::super::settle::{Part, pieces_of};
use super::Drawing;
use super::points::ZERO;
use crate::affine::UNIT;
use crate::pattern::Pieces;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// Columns of an atom that others want to know.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    /// Whether a row sees how much the atom deviates from its guess; the column.
    deviates: bool,
    deviation: Option<usize>,
    /// Whether a maximum has the atom for a candidate; the column of its values.
    is_candidate: bool,
    value: Option<usize>,
}

/// A function that is compared with others.
struct Compared {
    column: usize,
    /// If it is a form in the whole cell: its name.
    form: Option<(Form, Name)>,
}

impl Cutter<'_> {
    /// Draws a net; none if floats do not tell how.
    pub(super) fn draw(&mut self, of: &Net, part: &Part, drawing: &mut Drawing) -> Option<()> {
        self.find_wanted(of, &mut drawing.wanted);
        for (index, atom) in of.atoms.iter().enumerate() {
            let wanted = &mut drawing.wanted[index];
            let points = &mut drawing.points;
            wanted.deviation = wanted.deviates.then(|| points.push_column());
            wanted.value = wanted.is_candidate.then(|| points.push_column());
            let (wanted, used) = (*wanted, points.columns());
            let step = &self.state.steps[atom.step as usize];
            match pieces_of(step, atom.unit) {
                Some(pieces) => self.draw_levels(of, atom, pieces, part, drawing, &wanted)?,
                None => self.draw_maximum(of, atom, part, drawing, &wanted)?,
            }
            drawing.points.drop_from(used);
        }
        Some(())
    }

    /// What atoms see of those before.
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

    /// The atom that a candidate of a maximum is.
    pub(in super::super) fn as_atom(&self, of: &Net, atom: &Atom, row: &Row) -> Option<usize> {
        let step = &self.state.steps[atom.step as usize];
        if pieces_of(step, atom.unit).is_some() {
            return None;
        }
        let factors = of.factors_of(row);
        let own = factors.iter().rev().find(|(_, factor)| *factor == 1.0)?;
        let name = self.candidate(atom.step as usize, atom.unit, row.candidate);
        let (index, other) = (own.0 as usize, &of.atoms[own.0 as usize]);
        let (step, unit) = (other.step, other.unit);
        (Name::Unit { step, unit } == name).then_some(index)
    }

    /// An activation: level by level, the largest of 0 and the argument less the breakpoint.
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
        let offsets = &self.state.wired[atom.step as usize].offsets;
        let padded = self.state.steps[atom.step as usize].padded;
        let kind = if offsets.len() == 1 {
            0
        } else {
            atom.unit as usize % padded
        };
        offsets[kind][usize::from(piece)]
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

    /// Where a form is 0 in corners of the cell, it is made so.
    fn find_zeros(
        &mut self,
        drawing: &mut Drawing,
        column: usize,
        form: &Form,
        pair: Pair,
        part: &Part,
    ) {
        for (point, &edge) in part.ring.iter().enumerate() {
            let at = drawing.points.column(column);
            if at.is_zero(point) || at.values[point].abs() > at.errors[point] {
                continue;
            }
            if self.sign(self.mesh.origin(edge), form, pair).is_eq() {
                drawing.points.column_mut(column).set(point, 0.0, 0.0);
            }
        }
    }

    /// Finds which functions are the largest at every point.
    fn compare(&mut self, drawing: &mut Drawing, all: &[Compared], part: &Part) -> Option<()> {
        if all.len() > u32::BITS as usize {
            return None;
        }
        drawing.largest.clear();
        for point in 0..drawing.points.count() {
            let ends = |at: usize| drawing.points.column(all[at].column).ends(point);
            let value = |at: usize| drawing.points.column(all[at].column).values[point];
            let best = (1..all.len()).fold(
                0,
                |best, at| {
                    if value(at) > value(best) { at } else { best }
                },
            );
            let [least, most] = ends(best);
            let mut largest = 1 << best;
            for other in (0..all.len()).filter(|&other| other != best) {
                let [low, high] = ends(other);
                if high < least {
                    continue;
                }
                let is_same = low == high && least == most && low == least;
                if is_same || self.is_same(all, [best, other], point, part)? {
                    largest |= 1 << other;
                }
            }
            drawing.largest.push(largest);
        }
        Some(())
    }

    /// Whether a second form is the same as a first one in a corner of the cell, or else below.
    fn is_same(
        &mut self,
        all: &[Compared],
        [a, b]: [usize; 2],
        point: usize,
        part: &Part,
    ) -> Option<bool> {
        let edge = *part.ring.get(point)?;
        let ((f, a), (g, b)) = (all[a].form?, all[b].form?);
        match self.sign(self.mesh.origin(edge), &f.minus(&g), [a, b]) {
            Ordering::Equal => Some(true),
            Ordering::Greater => Some(false),
            Ordering::Less => None,
        }
    }
}

/// What an activation is on its lowest piece.
struct Base {
    slope: f64,
    offset: (f64, f64),
    starts_at_zero: bool,
}

/// A column of a multiple of a row with this form.
fn push_row<'n>(
    drawing: &mut Drawing,
    form: &Form,
    factors: impl ExactSizeIterator<Item = &'n (u32, f64)> + Clone,
    by: f64,
) -> Option<usize> {
    let wanted = &drawing.wanted;
    let column =
        |&(atom, factor): &(u32, f64)| Some((wanted[atom as usize].deviation?, factor * by));
    let terms: SmallVec<[(usize, f64); 16]> = factors.map(column).collect::<Option<_>>()?;
    Some(drawing.points.push_sum(form, terms.into_iter()))
}

impl Drawing {
    /// Finds at every point whether a column is above 0.
    fn compare_with_zero(&mut self, column: usize) -> Option<()> {
        self.largest.clear();
        let column = self.points.column(column);
        for (value, error) in column.values.iter().zip(&column.errors) {
            self.largest.push(if *value > *error {
                0b10
            } else if *value < -*error {
                0b01
            } else if *value == 0.0 && *error == 0.0 {
                0b11
            } else {
                return None;
            });
        }
        Some(())
    }

    /// Adds a multiple of how far a column is on the other side of 0 than it is guessed to be.
    fn add_beyond(&mut self, to: usize, column: usize, guess: u32, bend: f64) {
        for point in 0..self.points.count() {
            if self.largest[point] >> guess & 1 == 1 {
                continue;
            }
            let from = self.points.column(column);
            let (value, error) = (from.values[point].abs(), from.errors[point]);
            let sum = self.points.column_mut(to);
            let product = bend * value;
            let total = sum.values[point] + product;
            let rounding = 4.0 * UNIT * (product.abs() + total.abs());
            let error = sum.errors[point] + bend.abs() * error + rounding;
            sum.set(point, total, error * crate::affine::SLACK);
        }
    }

    /// Adds what an activation is on its lowest piece.
    fn add_base(
        &mut self,
        to: usize,
        column: usize,
        base: &Base,
        (row, of): (&Row, &Net),
    ) -> Option<()> {
        let is_exact = base.offset == (0.0, 0.0);
        if base.slope == 0.0 && is_exact {
            return Some(());
        }
        let from = if base.starts_at_zero && is_exact {
            let (form, zero) = (Form::default(), [(column, base.slope)]);
            self.points.push_sum(&form, zero.into_iter())
        } else {
            let mut form = Form::default();
            if base.slope != 0.0 {
                form.value = row.form.value.map(|value| value * base.slope);
                form.error = row.form.error * base.slope.abs();
            }
            form.value[2] += base.offset.0;
            let largest = form.value.iter().fold(0.0f64, |most, v| most.max(v.abs()));
            form.error = (form.error + base.offset.1 + 4.0 * UNIT * largest) * crate::affine::SLACK
                + f64::MIN_POSITIVE;
            push_row(self, &form, of.factors_of(row).iter(), base.slope)?
        };
        let (sum, from) = self.points.pair_mut(to, from);
        sum.add(from, 1.0, 4.0 * UNIT);
        Some(())
    }

    /// Sets, if they are wanted, by how much the largest column exceeds the guessed one, and its values.
    fn note_largest(&mut self, columns: &[usize], guess: usize, wanted: [Option<usize>; 2]) {
        for point in 0..self.points.count() {
            let largest = self.largest[point];
            let lead = self
                .points
                .column(columns[largest.trailing_zeros() as usize]);
            let (value, error) = (lead.values[point], lead.errors[point]);
            if let Some(deviation) = wanted[0]
                && largest >> guess & 1 == 0
            {
                let other = self.points.column(columns[guess]);
                let gap = value - other.values[point];
                let error = error + other.errors[point] + 4.0 * UNIT * gap.abs();
                let error = error * crate::affine::SLACK;
                self.points.column_mut(deviation).set(point, gap, error);
            }
            if let Some(values) = wanted[1] {
                let zero = |at: usize| {
                    largest >> at & 1 == 1 && self.points.column(columns[at]).is_zero(point)
                };
                let is_zero = (0..columns.len()).any(zero);
                let (value, error) = if is_zero { (0.0, 0.0) } else { (value, error) };
                self.points.column_mut(values).set(point, value, error);
            }
        }
    }
}
