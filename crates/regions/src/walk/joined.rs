//! Two layers joined: in a part of the plane that few lines of the first layer still cross, most
//! units of the second are on or off all over. Those that are on pass their inputs on linearly to
//! the third layer, and that map is computed once for all cells of the part.
//!
//! For the third layer `z = b + sum_j V_j relu(y_j)` and the second `y_j = base_j + sum_i W_ji x_i`,
//! with `x_i` the crossing units of the first, and `A` the units `j` that are on all over,
//! `z = (b + sum_A V_j base_j) + sum_i (sum_A V_j W_ji) x_i + sum_{undecided} V_j relu(y_j)`.
//! Switching `x_i` on changes the first part by rank one, with the row `sum_A V_j W_ji`; only the
//! undecided `y_j` are looked at cell by cell. The sums are the same terms in another order, as long
//! as both layers together: [`super::prepare`] has the bound for that. If the third layer is the
//! last, those of its units that are decided in the whole part are left out.

use super::active::Joined;
use super::cell::Crossed;
use super::found::Stop;
use super::kernels;
use super::layers::{WalkLayer, gather};
use super::walker::Walker;
use std::ops::Range;

/// Narrower layers are as quickly multiplied whole.
const JOIN_FROM: usize = 48;

/// Joined where this many lines of the first layer are left: fewer would be too few cells to share
/// the work, more would leave too much undecided. How many that is grows with the width of the
/// layers.
fn join_at(width: usize) -> Range<usize> {
    3..(width / 10).max(13)
}

impl Walker<'_> {
    pub(super) fn joining_pays(&self, crossing: &Range<usize>) -> bool {
        let hidden = &self.layers.hidden;
        if hidden.len() < 3 || !self.layers.joinable || self.leaves.is_some() {
            return false;
        }
        let width = hidden[1].padded.min(hidden[2].padded);
        width >= JOIN_FROM
            && join_at(width).contains(&crossing.len())
            && self.active.joined.is_none()
    }

    /// Splits a part of the plane with its second and third layer joined.
    pub(super) fn split_joined(&mut self, at: &Crossed) -> Result<(), Stop> {
        self.bound_after(at);
        let mut joined = self.active.spare.take().unwrap_or_default();
        let bottom = self.forms.top();
        self.join(&mut joined, at);
        let narrowed = joined.third.is_some();
        self.active.joined = Some(joined);
        self.split(&Crossed {
            cell: at.cell.clone(),
            crossing: at.crossing.clone(),
            next: bottom,
            ..*at
        })?;
        if narrowed {
            self.pop_base();
        }
        self.active.spare = self.active.joined.take();
        self.forms.drop_from(bottom);
        Ok(())
    }

    /// Joins the layers and pushes their forms.
    fn join(&mut self, joined: &mut Joined, at: &Crossed) {
        let (second, third) = (&self.layers.hidden[1], &self.layers.hidden[2]);
        joined.units.clone_from(&self.narrowing.undecided);
        joined.flags.clone_from(&self.narrowing.flags);
        let units = &joined.units;
        joined.second.select(second, units);
        let padded = joined.second.padded;
        let stride = padded + third.padded;
        joined.second.stride = stride;

        let flags = joined.flags[..second.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        let above: Vec<usize> = above.map(|(unit, _)| unit).collect();

        // The rows of the crossing units, three at a time as the product has it.
        let rows = &mut joined.rows;
        (rows.padded, rows.stride) = (stride, stride);
        rows.rows.clear();
        let mut sums = vec![0.0; 3 * third.padded];
        for three in self.crossing[at.crossing.clone()].chunks(3) {
            let weight = |k: usize, unit: usize| {
                let row = three.get(k).map(|crossing| crossing.row as usize);
                row.map_or(0.0, |row| second.rows[row * second.padded + unit])
            };
            self.on.clear();
            let on = above.iter().map(|&unit| {
                let weights = [0, 1, 2].map(|k| weight(k, unit));
                (unit as u32, weights)
            });
            self.on.extend(on);
            sums.fill(0.0);
            self.arch.dispatch(kernels::Product {
                after: third,
                on: &self.on,
                into: &mut sums,
            });
            for (crossing, sums) in three.iter().zip(sums.chunks_exact(third.padded)) {
                let start = crossing.row as usize * second.padded;
                gather(&mut rows.rows, &second.rows[start..], units, padded, 0.0);
                rows.rows.extend_from_slice(sums);
            }
        }
        for (row, crossing) in self.crossing[at.crossing.clone()].iter_mut().enumerate() {
            crossing.row = row as u32;
        }

        // The forms: the third layer's with the units that are on all over.
        self.on.clear();
        let from = self.forms.at(at.next);
        let on = above
            .iter()
            .map(|&unit| (unit as u32, second.coefficients(from, unit)));
        self.on.extend(on);
        sums.fill(0.0);
        sums[2 * third.padded..].copy_from_slice(&third.bias);
        self.arch.dispatch(kernels::Product {
            after: third,
            on: &self.on,
            into: &mut sums,
        });
        joined.third = None;
        if self.is_last(2) {
            self.narrow_third(joined, at, &mut sums);
        }
        for (coefficient, sums) in sums.chunks_exact(sums.len() / 3).enumerate() {
            let row = coefficient * second.stride;
            self.forms
                .push_selected(at.next, row, &joined.units, padded);
            self.forms.push(sums);
        }
    }

    /// Narrows the third layer to the units that parts of the cell must decide, in the joined rows
    /// and in its forms with the units of the second that are on all over. See
    /// [`super::narrow`] for the bound: there are two layers of crossing units here.
    fn narrow_third(&mut self, joined: &mut Joined, at: &Crossed, third_forms: &mut Vec<f64>) {
        let crossing = at.crossing.len();
        let second_forms = self.forms.at(at.next);
        let (second, third) = (&self.layers.hidden[1], &self.layers.hidden[2]);
        let (padded, stride) = (joined.second.padded, joined.rows.stride);
        // Corner by corner, the positive parts of the crossing units, and the most that undecided
        // ones of the second layer come to, whichever of those are on.
        let sides = &self.sides[at.cell.clone()];
        let firsts = self.narrowing.values.chunks_exact(crossing);
        let mut values = Vec::with_capacity(sides.len() * (crossing + joined.units.len()));
        for (side, firsts) in sides.iter().zip(firsts) {
            values.extend_from_slice(firsts);
            for (at, &unit) in joined.units.iter().enumerate() {
                let form = second.form(second_forms, unit as usize);
                let rows = joined.rows.rows.chunks_exact(stride);
                let parts = firsts
                    .iter()
                    .zip(rows)
                    .map(|(first, row)| first * row[at].max(0.0));
                values.push((form.at(&side.corner) + parts.sum::<f64>()).max(0.0));
            }
        }
        let mut matrix = Vec::with_capacity((crossing + joined.units.len()) * third.padded);
        for row in joined.rows.rows.chunks_exact(stride) {
            matrix.extend_from_slice(&row[padded..]);
        }
        for &unit in &joined.units {
            let start = unit as usize * third.padded;
            matrix.extend_from_slice(&third.rows[start..start + third.padded]);
        }
        let terms = crossing + joined.units.len();
        self.narrowing.rows.clear();
        self.narrowing.rows.extend(0..terms as u32);
        self.narrowing.flags.resize(third.padded, 0.0);
        self.hot.clear();
        self.lanes = self.arch.dispatch(kernels::Bound {
            after: third,
            matrix: &matrix,
            base: third_forms,
            sides,
            rows: &self.narrowing.rows,
            values: &values,
            slack: (terms + 2 * crossing + 6) as f64,
            flags: &mut self.narrowing.flags,
            hot: &mut self.hot,
        });
        self.narrowing.list_undecided(third.units);
        self.push_base(2);
        let third = &self.layers.hidden[2];

        let undecided = &self.narrowing.undecided;
        let mut narrowed = WalkLayer::default();
        narrowed.select(third, undecided);
        let width = narrowed.padded;
        for row in matrix[crossing * third.padded..].chunks_exact(third.padded) {
            gather(&mut narrowed.rows, row, undecided, width, 0.0);
        }
        let mut rows = Vec::with_capacity(crossing * (padded + width));
        for row in joined.rows.rows.chunks_exact(stride) {
            rows.extend_from_slice(&row[..padded]);
            gather(&mut rows, &row[padded..], undecided, width, 0.0);
        }
        joined.rows.rows = rows;
        (joined.rows.padded, joined.rows.stride) = (padded + width, padded + width);
        joined.second.stride = padded + width;
        let mut numbers = Vec::with_capacity(3 * width);
        for form in third_forms.chunks_exact(third.padded) {
            gather(&mut numbers, form, undecided, width, 0.0);
        }
        *third_forms = numbers;
        joined.third = Some(narrowed);
    }
}
