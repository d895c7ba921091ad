//! Which units cross a cell: their signs at its corners.

use super::cell::Crossing;
use super::form::WalkForm;
use super::forms::FormsAt;
use super::kernels;
use super::line::LineId;
use super::signs::Signs;
use super::walker::Walker;
use std::cmp::Ordering;
use std::ops::Range;

/// A corner known to fewer digits is computed again before a sign there is decided.
const PRECISE: f64 = 8.0 * f64::EPSILON;

impl Walker<'_> {
    /// Pushes the units that cross a cell, with their signs at its corners.
    pub(super) fn push_crossing(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        forms: FormsAt,
    ) -> Range<usize> {
        let bottom = self.crossing.len();
        let this = self.active.layer(self.layers, layer);
        let sides = &self.sides[cell.clone()];
        let flags = &self.flags[layer];
        let mut open = false;
        for &block in &self.hot {
            let block = block as usize;
            for unit in block..this.units.min(block + self.lanes) {
                let flag = flags[unit];
                if flag < kernels::BOTH {
                    continue;
                }
                let form = this.form(self.forms.at(forms), unit);
                let signs = if flag == kernels::BOTH {
                    form.signs(sides)
                } else {
                    None
                };
                let Some(above) = signs else {
                    open = true;
                    continue;
                };
                self.crossing.push(Crossing {
                    unit: unit as u32,
                    row: self.active.row(layer, unit),
                    signs: Signs { above, zero: 0 },
                    up: Ordering::Equal,
                    down: Ordering::Equal,
                });
            }
        }
        if open {
            self.crossing.truncate(bottom);
            self.push_crossing_decided(layer, cell, forms);
        }
        bottom..self.crossing.len()
    }

    /// The same, where some signs are not certain.
    #[cold]
    fn push_crossing_decided(&mut self, layer: usize, cell: &Range<usize>, forms: FormsAt) {
        for block in 0..self.hot.len() {
            let block = self.hot[block] as usize;
            let units = self.active.layer(self.layers, layer).units;
            for unit in block..units.min(block + self.lanes) {
                if self.flags[layer][unit] < kernels::BOTH {
                    continue;
                }
                let this = self.active.layer(self.layers, layer);
                let flag = if this.is_always_on(unit) {
                    kernels::ABOVE
                } else {
                    let form = this.form(self.forms.at(forms), unit);
                    self.push_if_crossing(layer, cell, unit, &form)
                };
                self.flags[layer][unit] = flag;
            }
        }
    }

    /// What a unit is in a cell, decided corner by corner, and pushed if it crosses.
    pub(super) fn push_if_crossing(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        unit: usize,
        form: &WalkForm,
    ) -> f64 {
        let signs = self.ring_signs(cell, form);
        self.share_sides(cell, &signs);
        let [above, below] = [Ordering::Greater, Ordering::Less].map(|s| signs.contains(&s));
        let flag = match (above, below) {
            (true, true) => {
                self.crossing.push(Crossing {
                    unit: unit as u32,
                    row: self.active.row(layer, unit),
                    signs: Signs::of(&signs),
                    up: Ordering::Equal,
                    down: Ordering::Equal,
                });
                kernels::BOTH
            }
            // A unit that was not certain need not cross. One that is zero everywhere may count as
            // below or as above: activations are continuous.
            (true, false) => kernels::ABOVE,
            (false, _) => kernels::BELOW,
        };
        self.ring_signs = signs;
        flag
    }

    /// Marks the sides along which a unit is zero: at both ends.
    fn share_sides(&mut self, cell: &Range<usize>, signs: &[Ordering]) {
        if !signs.contains(&Ordering::Equal) {
            return;
        }
        for k in 0..cell.len() {
            let next = if k + 1 == cell.len() { 0 } else { k + 1 };
            if signs[k].is_eq() && signs[next].is_eq() {
                self.sides[cell.start + k].shared = true;
            }
        }
    }

    /// The signs of a form at the corners of a cell, decided exactly where need be, in a buffer that is
    /// to be given back.
    pub(super) fn ring_signs(&mut self, cell: &Range<usize>, form: &WalkForm) -> Vec<Ordering> {
        let mut signs = std::mem::take(&mut self.ring_signs);
        signs.clear();
        for at in cell.clone() {
            let sign = self.sign_at(cell, at, form);
            signs.push(sign);
        }
        signs
    }

    /// The sign of a form at a corner, decided exactly if need be.
    pub(super) fn sign_at(&mut self, cell: &Range<usize>, at: usize, form: &WalkForm) -> Ordering {
        match form.sign(&self.sides[at]) {
            Some(true) => Ordering::Greater,
            Some(false) => Ordering::Less,
            None => self.decide_at(cell, at, form),
        }
    }

    #[cold]
    fn decide_at(&mut self, cell: &Range<usize>, at: usize, form: &WalkForm) -> Ordering {
        let [a, b] = self.lines_at(cell, at);
        let lines = [a, b, LineId::of_unit(form.id)];
        if self.decider.meet_in_the_origin(&lines) {
            return Ordering::Equal;
        }
        if self.refine(cell, at)
            && let Some(above) = form.sign(&self.sides[at])
        {
            return if above {
                Ordering::Greater
            } else {
                Ordering::Less
            };
        }
        let before = if at == cell.start { cell.end } else { at } - 1;
        let [a, b] = [before, at].map(|at| self.sides[at].named_line());
        let (known, decider) = self.judge();
        decider.sign(&known, [a, b, form.named_line()])
    }

    /// Computes a corner again, to all the digits of `f64`; returns whether that made it more
    /// precise.
    fn refine(&mut self, cell: &Range<usize>, at: usize) -> bool {
        let epsilon = self.sides[at].epsilon;
        if epsilon <= PRECISE || self.decider.is_on_grid() {
            return false;
        }
        let lines = self.lines_at(cell, at);
        let (known, decider) = self.judge();
        if let Some(corner) = decider.corner(&known, lines)
            && corner.1 < epsilon
        {
            (self.sides[at].corner, self.sides[at].epsilon) = corner;
            return true;
        }
        false
    }

    /// The lines that meet in a corner of a cell.
    pub(super) fn lines_at(&self, cell: &Range<usize>, at: usize) -> [LineId; 2] {
        let before = if at == cell.start { cell.end } else { at } - 1;
        [self.sides[before].of, self.sides[at].of]
    }
}
