//! Walls across which the network's gradient does not jump.
//!
//! Across a wall of unit `j` the gradient of the outputs jumps by `v` times that of `j`, with `v` the
//! derivative of the outputs by `j` under the pattern on the wall. For the last layer these are the
//! output weights. For the others they are looked at where cells of the last layer are counted: once
//! for each side of a cell that is positive inside. Along a side, `v` changes where chords end on it;
//! it is not 0 anywhere if its value at the side's beginning is larger than all these changes together
//! and the bound of [`weights`]. What that leaves open is looked at piece by piece ([`closely`]).
//!
//! Where `v` is exactly 0, the faces on both sides belong to one linear region. A face is named by its
//! pattern; regions are counted as sets of names.

mod closely;
mod derivative;
mod merged;
mod shared;
mod state;
mod weights;

use super::active::UnitStates;
use super::cell::{Crossed, Crossing};
use super::kernels;
use super::walker::Walker;
pub(super) use merged::Merged;
pub(crate) use merged::{Name, name};
use smallvec::SmallVec;
pub(super) use state::Walls;
use std::ops::Range;

impl Walker<'_> {
    /// Whether the outputs take nothing from the unit of one of these chords: its two sides are one
    /// linear region.
    pub(super) fn is_silent(&self, layer: usize, chords: &[Crossing]) -> bool {
        let Some(walls) = &self.walls else {
            return false;
        };
        let this = self.active.layer(self.layers, layer);
        let first = self.layers.first_ids[layer];
        let silent = &walls.weights.silent;
        walls.weights.any_silent
            && chords
                .iter()
                .any(|chord| silent[(this.ids[chord.unit as usize] - first) as usize])
    }

    /// Records which units are on all over when the last layer is narrowed further.
    pub(super) fn push_base(&mut self, layer: usize) {
        let Some(walls) = &mut self.walls else {
            return;
        };
        let from = self.active.all(self.layers, layer);
        let first = self.layers.first_ids[self.layers.hidden.len() - 1];
        let mut base = walls.spare.pop().unwrap_or_default();
        base.clear();
        if let Some(below) = walls.bases.last() {
            base.extend_from_slice(below);
        }
        base.resize(walls.weights.padded, 0.0);
        for (&id, &flag) in from.ids[..from.units].iter().zip(&self.narrowing.flags) {
            if flag == kernels::ABOVE {
                base[(id - first) as usize] = 1.0;
            }
        }
        walls.bases.push(base);
    }

    pub(super) fn pop_base(&mut self) {
        if let Some(walls) = &mut self.walls
            && let Some(base) = walls.bases.pop()
        {
            walls.spare.push(base);
        }
    }

    /// Looks at the walls around a cell of the last layer.
    pub(super) fn look_at_walls(&mut self, at: &Crossed) {
        let Some(mut walls) = self.walls.take() else {
            return;
        };
        walls.sides.clear();
        walls.flat.clear();
        for (k, side) in (0..).zip(&self.sides[at.cell.clone()]) {
            if let Some(unit) = side.of.unit()
                && !side.of.is_negated()
            {
                walls.sides.push((k, unit));
            }
        }
        if !walls.sides.is_empty() {
            self.check_walls(&mut walls, at);
        }
        self.walls = Some(walls);
    }

    fn check_walls(&mut self, walls: &mut Walls, at: &Crossed) {
        let last = self.layers.hidden.len() - 1;
        let first = self.layers.first_ids[last];
        let Crossed { cell, crossing, .. } = at;
        self.find_on(walls, crossing);
        let (open, silent) = (&mut walls.open, &walls.weights.silent);
        open.clear();
        walls.sides.retain(|&(k, unit)| {
            let own = unit >= first;
            let shared = self.sides[cell.start + k as usize].shared;
            if shared || own && silent[(unit - first) as usize] {
                open.push((k, unit));
            }
            !own && !shared
        });
        let direct = self.layers.first_ids[last.saturating_sub(1)];
        let known = UnitStates {
            flags: &self.flags,
            active: &self.active,
        };
        for &(_, unit) in &walls.sides {
            if unit < direct {
                let weights = &mut walls.weights;
                let derivatives = &mut walls.derivatives;
                derivatives.derive(weights, self.layers, &known, self.arch, unit);
            }
        }
        walls.values.clear();
        walls.values.resize(walls.sides.len(), 0.0);
        self.arch.dispatch(weights::Dots {
            table: &walls.weights.table,
            rows: &walls.sides,
            factors: &walls.on,
            values: &mut walls.values,
        });
        let chords = &self.crossing[crossing.clone()];
        let this = self.active.layer(self.layers, last);
        for (&(k, unit), &value) in walls.sides.iter().zip(&walls.values) {
            let next = if k as usize + 1 == cell.len() {
                0
            } else {
                k + 1
            };
            let row = walls.weights.row(unit);
            let (mut value, mut change) = (value, 0.0);
            for chord in chords {
                let part = row[(this.ids[chord.unit as usize] - first) as usize];
                let above = chord.signs.above;
                let (here, there) = (above >> k & 1, above >> next & 1);
                value += if here == 1 { part } else { 0.0 };
                change += if here == there { 0.0 } else { part.abs() };
            }
            let bound = change * 1.001 + walls.weights.errors[unit as usize];
            if value.abs() > bound {
                continue;
            }
            let ends = chords.iter().filter_map(|chord| {
                let part = row[(this.ids[chord.unit as usize] - first) as usize];
                match (chord.signs.above >> k & 1, chord.signs.above >> next & 1) {
                    (0, 1) => Some(part),
                    (1, 0) => Some(-part),
                    _ => None,
                }
            });
            if !jumps_in_any_order(value, ends, walls.weights.errors[unit as usize]) {
                walls.open.push((k, unit));
            }
        }
        if !walls.open.is_empty() {
            self.look_closely(walls, at);
        }
    }

    /// Which units of the last layer are on where no chord's own is.
    fn find_on(&mut self, walls: &mut Walls, crossing: &Range<usize>) {
        let last = self.layers.hidden.len() - 1;
        let first = self.layers.first_ids[last];
        let this = self.active.layer(self.layers, last);
        let flags = &mut self.flags[last];
        let chords: &[Crossing] = &self.crossing[crossing.clone()];
        for chord in chords {
            flags[chord.unit as usize] = kernels::BELOW;
        }
        if let Some(base) = walls.bases.last() {
            walls.on.clone_from(base);
            for (&id, &flag) in this.ids[..this.units].iter().zip(flags.iter()) {
                walls.on[(id - first) as usize] = flag;
            }
        } else {
            walls.on.clone_from(flags);
        }
    }
}

/// Whether a value is certainly not 0, whichever of these changes have been made to it.
fn jumps_in_any_order(value: f64, changes: impl Iterator<Item = f64>, error: f64) -> bool {
    const MOST: usize = 4;
    let changes: SmallVec<[f64; MOST]> = changes.collect();
    changes.len() <= MOST
        && (0..1_u32 << changes.len()).all(|made| {
            let made = (0..).zip(&changes).filter(|(k, _)| made >> k & 1 == 1);
            let value = made.fold(value, |value, (_, change)| value + change);
            value.abs() > error
        })
}
