//! Two layers joined: in a part of the plane that few lines of the first layer still cross, most
//! units of the second are on or off all over. Those that are on hand what comes in straight on to
//! the third layer, and that map is made once for all cells of the part.
//!
//! For the third layer `z = b + sum_j V_j relu(y_j)` and the second `y_j = base_j + sum_i W_ji x_i`,
//! with `x_i` the crossing units of the first, and `A` the units `j` that are on all over,
//! `z = (b + sum_A V_j base_j) + sum_i (sum_A V_j W_ji) x_i + sum_{undecided} V_j relu(y_j)`.
//! Switching `x_i` on changes the first part by rank one, with the row `sum_A V_j W_ji`; only the
//! undecided `y_j` are looked at cell by cell. The sums are the same terms in another order, as long
//! as both layers together: [`super::layers`] has the bound for that.

use super::layers::{BLOCK, Layers, WalkLayer};
use super::{Stop, Walker, kernels};
use std::ops::Range;

/// The layers as they are seen in the cell at hand.
#[derive(Default)]
pub(super) struct Active {
    /// The last layer, narrowed to what is undecided.
    pub last: Option<WalkLayer>,
    joined: Option<Joined>,
    spare: Option<Joined>,
}

/// The second and third layer, joined.
#[derive(Default)]
struct Joined {
    /// The second layer's undecided units.
    second: WalkLayer,
    /// Their numbers in the second layer.
    units: Vec<u32>,
    /// Behind the first layer: a row for each crossing unit, the undecided units of the second and
    /// then all of the third.
    rows: WalkLayer,
}

impl Active {
    /// A layer: narrowed, where it is.
    pub(super) fn layer<'l>(&'l self, layers: &'l Layers, layer: usize) -> &'l WalkLayer {
        if let Some(joined) = &self.joined
            && layer == 1
        {
            return &joined.second;
        }
        match &self.last {
            Some(last) if layer + 1 == layers.hidden.len() => last,
            _ => &layers.hidden[layer],
        }
    }

    /// What the units of a layer change when they are switched on.
    pub(super) fn after<'l>(&'l self, layers: &'l Layers, layer: usize) -> &'l WalkLayer {
        match &self.joined {
            Some(joined) if layer == 0 => &joined.rows,
            _ => self.layer(layers, layer + 1),
        }
    }

    /// Whether forms of the layer behind follow those of this one.
    pub(super) fn is_joined(&self, layer: usize) -> bool {
        layer == 1 && self.joined.is_some()
    }

    /// The row of a unit's weights in the layer behind.
    pub(super) fn row(&self, layer: usize, unit: usize) -> u32 {
        match &self.joined {
            Some(joined) if layer == 1 => joined.units[unit],
            _ => unit as u32,
        }
    }
}

/// Narrower layers are as quickly multiplied whole.
const JOIN_FROM: usize = 48;

/// Joined where so many lines of the first layer are left: more would leave too much undecided,
/// fewer too few cells to share the work.
const JOIN_AT: Range<usize> = 3..13;

impl Walker<'_> {
    pub(super) fn joining_pays(&self, crossing: &Range<usize>) -> bool {
        let hidden = &self.layers.hidden;
        hidden.len() > 2
            && hidden[1].padded.min(hidden[2].padded) >= JOIN_FROM
            && JOIN_AT.contains(&crossing.len())
            && self.active.joined.is_none()
            && self.deferred.is_none()
    }

    /// Goes on in a part of the plane with its second and third layer joined.
    pub(super) fn split_joined(
        &mut self,
        cell: Range<usize>,
        crossing: Range<usize>,
        forms: usize,
        second: usize,
    ) -> Result<(), Stop> {
        self.bound_after(0, &cell, &crossing, [forms, second]);
        let mut joined = self.active.spare.take().unwrap_or_default();
        let bottom = self.forms.len();
        self.join(&mut joined, &crossing, second);
        self.active.joined = Some(joined);
        self.split(0, cell, crossing, forms, bottom)?;
        self.active.spare = self.active.joined.take();
        self.forms.truncate(bottom);
        Ok(())
    }

    /// Joins the layers and pushes their forms.
    fn join(&mut self, joined: &mut Joined, crossing: &Range<usize>, forms: usize) {
        let (second, third) = (&self.layers.hidden[1], &self.layers.hidden[2]);
        joined.units.clone_from(&self.narrowing.undecided);
        let units = &joined.units;
        let padded = units.len().next_multiple_of(BLOCK).max(BLOCK);
        let stride = padded + third.padded;
        let fill = padded - units.len();
        let gather = |into: &mut Vec<f64>, from: &[f64], rest: f64| {
            into.extend(units.iter().map(|&unit| from[unit as usize]));
            into.resize(into.len() + fill, rest);
        };
        let narrowed = &mut joined.second;
        (narrowed.units, narrowed.padded, narrowed.stride) = (units.len(), padded, stride);
        for (into, from, rest) in [
            (&mut narrowed.fixed, &second.fixed, -1.0),
            (&mut narrowed.spread, &second.spread, 0.0),
            (&mut narrowed.form_error, &second.form_error, 0.0),
        ] {
            into.clear();
            gather(into, from, rest);
        }

        let flags = self.flags[..second.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        let above: Vec<usize> = above.map(|(unit, _)| unit).collect();

        // The rows of the crossing units, three at a time as the product has it.
        let rows = &mut joined.rows;
        (rows.padded, rows.stride) = (stride, stride);
        rows.rows.clear();
        let mut sums = vec![0.0; 3 * third.padded];
        for three in self.crossing[crossing.clone()].chunks(3) {
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
                gather(&mut rows.rows, &second.rows[start..], 0.0);
                rows.rows.extend_from_slice(sums);
            }
        }
        for (row, crossing) in self.crossing[crossing.clone()].iter_mut().enumerate() {
            crossing.row = row as u32;
        }

        // The forms: the third layer's with the units that are on all over.
        self.on.clear();
        let from = &self.forms[forms..];
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
        for (coefficient, sums) in sums.chunks_exact(third.padded).enumerate() {
            let start = forms + coefficient * second.stride;
            for at in 0..padded {
                let value = units
                    .get(at)
                    .map_or(0.0, |&unit| self.forms[start + unit as usize]);
                self.forms.push(value);
            }
            self.forms.extend_from_slice(sums);
        }
    }
}
