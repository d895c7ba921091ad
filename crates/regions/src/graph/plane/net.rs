//! The open neurons of a cell, without the rest of the graph: a small network.
//!
//! An *atom* is a neuron that may change its piece within the cell. On its `guess`, one of these
//! pieces, it is a linear form; its *deviation* from that is unknown, but within a range. Its
//! argument, and everything that reads it, is a [`Row`]: a linear form, which holds if nothing
//! deviates, and a factor for each earlier atom whose deviation it sees. So a part of the cell
//! needs only a few rows, however large the graph is: atoms that settle drop out of them.
//!
//! A factor of 0 is truly 0: if a sum only rounds to 0, it is replaced by [`TINY`](super::factors::TINY). A row without
//! factors is a form in the whole cell.

use super::factors::{Difference, unless_zero};
use super::form::{Form, largest};
use crate::affine::{SLACK, gamma};

/// A form that sees deviations.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Row {
    pub form: Form,
    /// Where its factors are.
    pub first: u32,
    pub end: u32,
    /// For a maximum: which candidate, and whether it may be the largest inside the cell, or only
    /// on the boundary.
    pub candidate: u16,
    pub is_left: bool,
}

/// A neuron that may change its piece.
#[derive(Clone, Debug, Default)]
pub(super) struct Atom {
    pub step: u32,
    pub unit: u32,
    /// Its arguments: these rows of the net.
    pub first: u32,
    pub end: u32,
    /// For an activation: it is on one of the pieces `low..=high`.
    pub low: u16,
    pub high: u16,
    /// The piece or candidate on which its deviation is 0.
    pub guess: u16,
    /// Its deviation anywhere in the cell.
    pub range: [f64; 2],
    /// No coefficient of its deviation, on whatever piece, is larger.
    pub size: f64,
    /// If nothing before it is open, it cuts the cell: how far from the middle, in parts of its size.
    pub off: Option<f64>,
    /// For a maximum that cuts: the candidate that comes up first; `None` if that is open.
    pub rival: Option<u16>,
}

impl Atom {
    /// How many rows it reads.
    pub(super) fn rows(&self) -> u32 {
        self.end - self.first
    }
}

/// The fate of an atom in a part of its cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// It is on its guess.
    Gone,
    /// It is still open, with this index.
    Kept(u32),
    /// It is its old form plus this delta, settled or open with another guess.
    Moved { delta: u32, kept: Option<u32> },
}

/// The sum of the deviations that a row sees.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub low: f64,
    pub high: f64,
    /// No coefficient of the row's true form is larger, whatever the pieces.
    pub size: f64,
    /// Whether it sees no deviation.
    pub is_empty: bool,
}

/// Atoms in the order of the graph, and their arguments.
#[derive(Default)]
pub(super) struct Net {
    pub atoms: Vec<Atom>,
    pub rows: Vec<Row>,
    /// Atoms and factors, by row in the order of atoms.
    pub factors: Vec<(u32, f64)>,
    /// The units of the last step, if they are needed.
    pub outputs: Vec<Row>,
    /// By atom of the net before.
    fates: Vec<Fate>,
    pub deltas: Vec<(Row, f64)>,
    // Buffers.
    sums: Vec<f64>,
    mixed: Vec<u32>,
}

impl Net {
    pub(super) fn clear(&mut self) {
        self.atoms.clear();
        self.rows.clear();
        self.factors.clear();
        self.outputs.clear();
        self.fates.clear();
        self.deltas.clear();
    }

    pub(super) fn factors_of(&self, row: &Row) -> &[(u32, f64)] {
        &self.factors[row.first as usize..row.end as usize]
    }

    pub(super) fn rows_of(&self, atom: &Atom) -> &[Row] {
        &self.rows[atom.first as usize..atom.end as usize]
    }

    /// Removes rows, and factors that came after them.
    pub(super) fn truncate(&mut self, rows: u32) {
        if let Some(row) = self.rows.get(rows as usize) {
            self.factors.truncate(row.first as usize);
        }
        self.rows.truncate(rows as usize);
    }

    /// The deviations that a row sees.
    pub(super) fn seen(&self, row: &Row) -> Seen {
        self.sum(&row.form, self.factors_of(row).iter().copied())
    }

    /// The deviations that the difference of two rows sees.
    pub(super) fn seen_between(&self, form: &Form, [a, b]: [&Row; 2]) -> Seen {
        self.sum(form, Difference::of(self.factors_of(a), self.factors_of(b)))
    }

    fn sum(&self, form: &Form, factors: impl Iterator<Item = (u32, f64)>) -> Seen {
        let (mut low, mut high, mut size, mut count) = (0.0, 0.0, 0.0, 0);
        for (atom, factor) in factors {
            let Atom {
                range, size: of, ..
            } = &self.atoms[atom as usize];
            let ends = [factor * range[0], factor * range[1]];
            low += ends[0].min(ends[1]);
            high += ends[0].max(ends[1]);
            size += factor.abs() * of;
            count += 1;
        }
        if count == 0 {
            let (size, is_empty) = (largest(form) + form.error, true);
            return Seen {
                size,
                is_empty,
                ..Seen::default()
            };
        }
        let rounding = gamma(count + 4) * (high - low);
        Seen {
            low: low - rounding,
            high: high + rounding,
            size: (size + largest(form) + form.error) * SLACK,
            is_empty: false,
        }
    }

    /// Takes over a row of the net before, whose atoms all have their fates.
    pub(super) fn take(&mut self, from: &Self, row: &Row) -> Row {
        let mut new = Row {
            first: self.factors.len() as u32,
            ..*row
        };
        let mut moved = false;
        for &(atom, factor) in from.factors_of(row) {
            match self.fates[atom as usize] {
                Fate::Gone => {}
                Fate::Kept(kept) => self.factors.push((kept, factor)),
                Fate::Moved { .. } => {
                    moved = true;
                    break;
                }
            }
        }
        if moved {
            self.factors.truncate(new.first as usize);
            self.mix(from, row, &mut new);
        }
        new.end = self.factors.len() as u32;
        new
    }

    /// Takes over a row some of whose atoms moved.
    fn mix(&mut self, from: &Self, row: &Row, new: &mut Row) {
        self.sums.resize(self.atoms.len().max(self.sums.len()), 0.0);
        let (mut terms, mut moved) = (4, 0.0);
        for &(atom, factor) in from.factors_of(row) {
            let (delta, kept) = match self.fates[atom as usize] {
                Fate::Gone => continue,
                Fate::Kept(kept) => (None, Some(kept)),
                Fate::Moved { delta, kept } => (Some(delta), kept),
            };
            if let Some(kept) = kept {
                add(&mut self.sums, &mut self.mixed, kept, factor);
            }
            if let Some(delta) = delta {
                let (row, size) = self.deltas[delta as usize];
                for (sum, by) in new.form.value.iter_mut().zip(row.form.value) {
                    *sum += factor * by;
                }
                new.form.error += factor.abs() * row.form.error + f64::MIN_POSITIVE;
                moved += factor.abs() * size;
                terms += 1;
                for &(atom, by) in &self.factors[row.first as usize..row.end as usize] {
                    add(&mut self.sums, &mut self.mixed, atom, factor * by);
                }
            }
        }
        self.mixed.sort_unstable();
        for &atom in &self.mixed {
            self.factors
                .push((atom, std::mem::take(&mut self.sums[atom as usize])));
        }
        self.mixed.clear();
        new.end = self.factors.len() as u32;
        // The old form is the new one minus what moved.
        let size = self.seen(new).size + 2.0 * moved;
        new.form.error = (new.form.error + 2.0 * gamma(terms) * size) * SLACK;
    }

    /// Records the fate of the next atom of the net before.
    pub(super) fn push_fate(&mut self, fate: Fate) {
        self.fates.push(fate);
    }

    /// The fate of an atom of the net before.
    pub(super) fn fate(&self, atom: usize) -> Fate {
        self.fates[atom]
    }
}

fn add(sums: &mut [f64], mixed: &mut Vec<u32>, atom: u32, factor: f64) {
    let sum = &mut sums[atom as usize];
    if *sum == 0.0 {
        mixed.push(atom);
    }
    *sum = unless_zero(*sum + factor);
}
