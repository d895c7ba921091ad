//! Most units of the last layer do not change sign in a cell, whatever the units before them do:
//! they are decided once for all parts of the cell, and only the others go along.
//!
//! # The bound
//! In a cell that units `i` cross, `z_j = base_j + sum_i W_ji relu(f_i)`, with `base_j` linear. A ray
//! of the cell is a sum of its corners with positive factors, `relu` is convex and homogeneous, so
//! `relu(f_i)` lies between 0 and the same sum of its values at the corners. If
//! `base_j + sum_i max(0, W_ji) relu(f_i)` is negative at every corner, `z_j` is negative all over,
//! and the same with `min` for positive. Each of the terms is off by no more than the bound of unit
//! `j` itself, which the static bounds add up from those of the units before it: `k + 3` times that
//! bound covers base, `k` terms, and the rounding of the sum.
//!
//! Where two layers are [joined](super::joined), there are `m` undecided units `j` between, and
//! `z_l = base_l + sum_i R_li relu(f_i) + sum_j V_lj relu(y_j)`. The bound on `y_j` from above is
//! convex and homogeneous itself, so that `relu(y_j)` lies between 0 and the positive parts of that
//! bound at the corners, which take the place of values. Each is off by `k + 3` times the bound of
//! `y_j`, and all of them together by that many times the bound of `z_l`; with base, `k` terms and
//! `(k + m + 4) u` of their magnitudes, `3 k + m + 6` times the bound of `z_l` covers the sum.

use super::active::Narrowing;
use super::cell::{Crossed, Crossing};
use super::forms::FormsAt;
use super::kernels;
use super::layers::gather;
use super::walker::Walker;

/// Narrower layers are as quickly classified whole.
const NARROW_FROM: usize = 48;

impl Walker<'_> {
    /// Narrows the last layer to the units that parts of this cell must decide, and returns where
    /// their forms begin; or leaves it as it is, where that costs no more.
    pub(super) fn narrow(&mut self, at: &Crossed) -> FormsAt {
        let after = self.active.all(self.layers, at.layer + 1);
        // All over the plane hardly any unit is decided, and tasks take the whole layer with them.
        let pays = at.layer > 0 && after.padded >= NARROW_FROM && !at.crossing.is_empty();
        let pays = pays && self.leaves.is_none();
        if !self.is_last(at.layer + 1) || !pays {
            return at.next;
        }
        self.bound_after(at);
        self.push_base(at.layer + 1);
        self.take_undecided(at)
    }

    /// Flags the units of the layer after a cell's that are decided in a whole cell, and lists those
    /// that are not.
    pub(super) fn bound_after(&mut self, at: &Crossed) {
        self.look_at_crossing(at);
        let after = self.active.all(self.layers, at.layer + 1);
        self.narrowing.flags.resize(after.padded, 0.0);
        self.hot.clear();
        self.lanes = self.arch.dispatch(kernels::Bound {
            after,
            matrix: &after.rows,
            base: &self.forms.at(at.next)[..3 * after.padded],
            sides: &self.sides[at.cell.clone()],
            rows: &self.narrowing.rows,
            values: &self.narrowing.values,
            slack: (at.crossing.len() + 3) as f64,
            flags: &mut self.narrowing.flags,
            hot: &mut self.hot,
        });
        let units = self.active.all(self.layers, at.layer + 1).units;
        self.narrowing.list_undecided(units);
    }

    /// The positive parts of the crossing units at the corners.
    fn look_at_crossing(&mut self, at: &Crossed) {
        let this = self.active.layer(self.layers, at.layer);
        let forms = self.forms.at(at.forms);
        let crossing = &self.crossing[at.crossing.clone()];
        let Narrowing { rows, values, .. } = &mut self.narrowing;
        rows.clear();
        values.clear();
        rows.extend(crossing.iter().map(|crossing: &Crossing| crossing.row));
        for side in &self.sides[at.cell.clone()] {
            values.extend(crossing.iter().map(|crossing| {
                let form = this.form(forms, crossing.unit as usize);
                form.at(&side.corner).max(0.0)
            }));
        }
    }

    /// Makes the local layer of the undecided units, a row for each crossing unit.
    fn take_undecided(&mut self, at: &Crossed) -> FormsAt {
        let after = self.active.all(self.layers, at.layer + 1);
        let undecided = &self.narrowing.undecided;
        let mut local = self.narrowing.spare.take().unwrap_or_default();
        local.select(after, undecided);
        let padded = local.padded;
        local.rows.clear();
        for (row, crossing) in self.crossing[at.crossing.clone()].iter_mut().enumerate() {
            let start = crossing.row as usize * after.padded;
            gather(
                &mut local.rows,
                &after.rows[start..],
                undecided,
                padded,
                0.0,
            );
            crossing.row = row as u32;
        }
        let next = self.forms.top();
        for coefficient in 0..3 {
            let row = coefficient * after.padded;
            self.forms.push_selected(at.next, row, undecided, padded);
        }
        self.active.last = Some(local);
        next
    }

    /// Undoes the narrowing.
    pub(super) fn widen(&mut self) {
        if let Some(local) = self.active.last.take() {
            self.narrowing.spare = Some(local);
            self.pop_base();
        }
    }
}
