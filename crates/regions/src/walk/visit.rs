//! A cell before a layer: what its units are there, and the forms of the layer after.

use super::cell::Crossed;
use super::forms::FormsAt;
use super::found::Stop;
use super::kernels;
use super::side::Side;
use super::walker::Walker;
use std::ops::Range;

impl Walker<'_> {
    /// Visits a cell before a layer with these forms.
    pub(super) fn visit(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        forms: FormsAt,
    ) -> Result<(), Stop> {
        if layer > 0
            && let Some(walls) = &mut self.walls
        {
            walls.renew(layer - 1);
        }
        self.classify(layer, &cell, forms);
        self.enter(layer, cell, forms)
    }

    /// Flags the units of a layer.
    pub(super) fn classify(&mut self, layer: usize, cell: &Range<usize>, forms: FormsAt) {
        let corners = if self.layers.homogeneous[layer] {
            self.away_from_the_origin(cell)
        } else {
            None
        };
        let width = self.active.layer(self.layers, layer);
        let flags = &mut self.flags[layer];
        flags.resize(width.padded, 0.0);
        self.hot.clear();
        self.lanes = self.arch.dispatch(kernels::Classify {
            layer: width,
            forms: self.forms.at(forms),
            sides: corners.as_deref().unwrap_or(&self.sides[cell.clone()]),
            flags,
            hot: &mut self.hot,
        });
        if let Some(corners) = corners {
            self.spare_sides = corners;
        }
    }

    /// The corners of a cell without the origin, if that is one, in a buffer that is to be given back:
    /// forms without constants are zero there, and what they are in the cell follows from the others.
    #[cold]
    fn away_from_the_origin(&mut self, cell: &Range<usize>) -> Option<Vec<Side>> {
        let is_origin = |at: &usize| self.decider.meet_in_the_origin(&self.lines_at(cell, *at));
        let origin = cell.clone().find(is_origin)?;
        let mut corners = std::mem::take(&mut self.spare_sides);
        corners.clear();
        corners.extend_from_slice(&self.sides[cell.start..origin]);
        corners.extend_from_slice(&self.sides[origin + 1..cell.end]);
        Some(corners)
    }

    /// Enters a cell whose units have their flags.
    pub(super) fn enter(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        forms: FormsAt,
    ) -> Result<(), Stop> {
        let crossing = self.push_crossing(layer, &cell, forms);
        let bottom = crossing.start;
        let mut at = Crossed {
            layer,
            cell,
            crossing,
            forms,
            next: forms,
        };
        if self.is_last(layer) {
            self.split(&at)?;
        } else {
            let base = self.push_base_forms(layer, forms);
            at.next = base;
            at.next = self.narrow(&at);
            self.split(&at)?;
            self.widen();
            self.forms.drop_from(base);
        }
        self.crossing.truncate(bottom);
        Ok(())
    }

    /// The forms of the next layer with every crossing unit still off.
    fn push_base_forms(&mut self, layer: usize, forms: FormsAt) -> FormsAt {
        let this = self.active.layer(self.layers, layer);
        let after = self.active.all(self.layers, layer + 1);
        self.on.clear();
        let flags = self.flags[layer][..this.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        let from = self.forms.at(forms);
        let active = &self.active;
        self.on.extend(above.map(|(unit, _)| {
            let row = active.row(layer, unit);
            (row, this.coefficients(from, unit))
        }));
        let next = self.forms.top();
        if active.is_joined(layer) {
            // The units that are on all over were added up before.
            for coefficient in 0..3 {
                let start = coefficient * this.stride + this.padded;
                self.forms.push_copy(forms, start..start + after.padded);
            }
        } else {
            self.forms.push_zeros(2 * after.padded);
            self.forms.push(&after.bias);
        }
        self.arch.dispatch(kernels::Product {
            after,
            on: &self.on,
            into: self.forms.at_mut(next),
        });
        next
    }
}
