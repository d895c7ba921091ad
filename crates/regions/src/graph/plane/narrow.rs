//! From the net of a cell to the net of one of its parts.

use super::cutter::Cutter;
use super::form::Form;
use super::half::Half;
use super::net::{Atom, Fate, Net, Row};
use super::part::Part;

impl Cutter<'_> {
    /// Makes the net of a part of a cell from the cell's.
    pub(super) fn narrow(&mut self, from: &Net, into: &mut Net, half: &Half, part: &Part) {
        into.clear();
        self.version += 1;
        for (index, old) in from.atoms.iter().enumerate() {
            let first = into.rows.len() as u32;
            for row in from.rows_of(old) {
                let exact = self.take_candidate(from, into, old, row);
                let row = exact.unwrap_or_else(|| into.take(from, row));
                into.rows.push(row);
            }
            let mut atom = Atom {
                first,
                end: into.rows.len() as u32,
                ..old.clone()
            };
            if index == half.atom as usize {
                half.left.narrow(&mut atom, into);
            }
            let (step, unit) = (old.step as usize, old.unit);
            let (piece, kept) = match self.settle(into, atom, part) {
                Some(piece) => (piece, None),
                None => match into.atoms.last() {
                    Some(atom) => (atom.guess, Some(into.atoms.len() as u32 - 1)),
                    None => (old.guess, None),
                },
            };
            self.state.at[step].pieces[unit as usize] = piece;
            let fate = if piece == old.guess {
                kept.map_or(Fate::Gone, Fate::Kept)
            } else {
                let delta = self.delta(into, (first, old), piece, from);
                Fate::Moved { delta, kept }
            };
            into.push_fate(fate);
            match fate {
                Fate::Gone => into.truncate(first),
                // Atoms that moved have factors after these.
                Fate::Moved { kept: None, .. } => into.rows.truncate(first as usize),
                _ => {}
            }
        }
        for row in &from.outputs {
            let row = into.take(from, row);
            into.outputs.push(row);
        }
    }

    /// Takes over a candidate that is an activation and moved to a constant piece: exactly, because
    /// taking the difference would round.
    fn take_candidate(&self, from: &Net, into: &mut Net, atom: &Atom, row: &Row) -> Option<Row> {
        let index = self.as_atom(from, atom, row)?;
        let Fate::Moved { kept, .. } = into.fate(index) else {
            return None;
        };
        let of = &from.atoms[index];
        let piece = self.state.at[of.step as usize].pieces[of.unit as usize];
        let pieces = self.state.steps[of.step as usize].pieces_of(of.unit as usize)?;
        if pieces.slope(piece as u8) != 0.0 {
            return None;
        }
        let (offset, error) = self.offset(of, piece);
        let first = into.factors.len() as u32;
        into.factors.extend(kept.map(|kept| (kept, 1.0)));
        Some(Row {
            form: Form {
                value: [0.0, 0.0, offset],
                error,
            },
            first,
            end: into.factors.len() as u32,
            ..*row
        })
    }

    /// The difference between an atom's form on a piece and on the one that it was guessed to be
    /// on.
    fn delta(&self, into: &mut Net, (first, old): (u32, &Atom), piece: u16, from: &Net) -> u32 {
        let step = &self.state.steps[old.step as usize];
        let Some(pieces) = step.pieces_of(old.unit as usize) else {
            let [new, old] = [piece, old.guess].map(|candidate| {
                let mine = into.rows[first as usize..].iter();
                mine.copied()
                    .find(|row| row.candidate == candidate)
                    .or_else(|| {
                        let row = from
                            .rows_of(old)
                            .iter()
                            .find(|row| row.candidate == candidate)?;
                        Some(into.take(from, row))
                    })
            });
            let [new, old] = [new, old].map(Option::unwrap_or_default);
            return into.push_difference([&new, &old]);
        };
        let row = into.rows[first as usize];
        let [new, before] = [piece, old.guess].map(|piece| pieces.slope(piece as u8));
        let [(a, e), (b, f)] = [piece, old.guess].map(|piece| self.offset(old, piece));
        let errors = [
            (new - before).abs() * crate::affine::UNIT,
            (a - b).abs() * crate::affine::UNIT + e + f,
        ];
        into.push_multiple(&row, new - before, a - b, errors)
    }
}
