//! From a cell into its parts.

use super::active::Known;
use super::chords::{Judge, Tied};
use super::layers::WalkForm;
use super::line::LineId;
use super::polygon::{self, Cut, End, Parts, Side, Signs};
use super::{Crossing, MOST_CHORDS, On, Stop, Walker, kernels};
use std::cmp::Ordering;
use std::ops::Range;

/// A corner known to fewer digits is made anew before a sign there is decided.
const PRECISE: f64 = 8.0 * f64::EPSILON;

impl Walker<'_> {
    /// Visits a cell before layer `layer`, whose forms begin at `forms`.
    pub(super) fn visit(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        forms: usize,
    ) -> Result<(), Stop> {
        if layer > 0
            && let Some(walls) = &mut self.walls
        {
            walls.renew(layer - 1);
        }
        self.classify(layer, &cell, forms);
        self.enter(layer, cell, forms)
    }

    pub(super) fn classify(&mut self, layer: usize, cell: &Range<usize>, forms: usize) {
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
            forms: &self.forms[forms..],
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

    /// Goes on from a cell whose units have their flags.
    pub(super) fn enter(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        forms: usize,
    ) -> Result<(), Stop> {
        let crossing = self.push_crossing(layer, &cell, forms);
        let bottom = crossing.start;
        if self.is_last(layer) {
            self.split(layer, cell, crossing, forms, forms)?;
        } else {
            let base = self.base(layer, forms);
            let next = self.narrow(layer, &cell, &crossing, [forms, base]);
            self.split(layer, cell, crossing, forms, next)?;
            self.widen();
            self.forms.truncate(base);
        }
        self.crossing.truncate(bottom);
        Ok(())
    }

    /// Pushes the units that cross a cell, with their signs at its corners.
    fn push_crossing(&mut self, layer: usize, cell: &Range<usize>, forms: usize) -> Range<usize> {
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
                let form = this.form(&self.forms[forms..], unit);
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
    fn push_crossing_decided(&mut self, layer: usize, cell: &Range<usize>, forms: usize) {
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
                    let form = this.form(&self.forms[forms..], unit);
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
            // A unit that was not certain need not cross. One that is zero all over is as good below
            // as above: activations are continuous.
            (true, false) => kernels::ABOVE,
            (false, _) => kernels::BELOW,
        };
        self.ring_signs = signs;
        flag
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

    /// The lines that meet in a corner of a cell.
    pub(super) fn lines_at(&self, cell: &Range<usize>, at: usize) -> [LineId; 2] {
        let before = if at == cell.start { cell.end } else { at } - 1;
        [self.sides[before].of, self.sides[at].of]
    }

    /// Makes a corner anew, to all the digits of `f64`; whether that made it more precise.
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

    /// The forms of the next layer with every crossing unit still off.
    fn base(&mut self, layer: usize, forms: usize) -> usize {
        let this = self.active.layer(self.layers, layer);
        let after = self.active.all(self.layers, layer + 1);
        self.on.clear();
        let flags = self.flags[layer][..this.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        let from = &self.forms[forms..];
        let active = &self.active;
        self.on.extend(above.map(|(unit, _)| {
            let row = active.row(layer, unit);
            (row, this.coefficients(from, unit))
        }));
        let next = self.forms.len();
        if active.is_joined(layer) {
            // The units that are on all over were added up before.
            for coefficient in 0..3 {
                let start = forms + coefficient * this.stride + this.padded;
                self.forms.extend_from_within(start..start + after.padded);
            }
        } else {
            self.forms.resize(next + 2 * after.padded, 0.0);
            self.forms.extend_from_slice(&after.bias);
        }
        self.arch.dispatch(kernels::Product {
            after,
            on: &self.on,
            into: &mut self.forms[next..],
        });
        next
    }

    /// Splits a cell by the units that cross it and visits what comes of it.
    pub(super) fn split(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        crossing: Range<usize>,
        forms: usize,
        next: usize,
    ) -> Result<(), Stop> {
        if layer == 0 {
            if self.is_deep_enough(&crossing) && self.defer(&cell, &crossing, next) {
                return Ok(());
            }
            if self.joining_pays(&crossing) {
                return self.split_joined(cell, crossing, forms, next);
            }
        }
        if self.is_last(layer) {
            if self.leaves.is_some() {
                if crossing.is_empty() {
                    return self.hand_out(&cell, forms);
                }
            } else if crossing.len() <= MOST_CHORDS
                && (crossing.is_empty() || cell.len() <= polygon::MOST_CORNERS)
                && self.count_last(layer, &cell, forms, &crossing).is_ok()
            {
                return self.check_limit();
            }
        } else if crossing.is_empty() {
            return self.visit(layer + 1, cell, next);
        }
        self.check_limit()?;
        let pivot = self.crossing[crossing.start];
        let rest = crossing.start + 1..crossing.end;
        let this = self.active.layer(self.layers, layer);
        let form = this.form(&self.forms[forms..], pivot.unit as usize);
        let bottom = self.sides.len();
        let cut = if cell.len() > polygon::MOST_CORNERS {
            self.cut_wide(&cell, &form)?
        } else {
            Cut::new(pivot.signs, cell.len()).ok_or(Stop::Unsound)?
        };
        let parts = cut.push_parts(&mut self.sides, &cell, &form);
        self.depth += 1;
        self.found.faces += 1;
        self.found.inner_edges += 1;
        self.count_end(&cell, cut.rises);
        self.count_end(&cell, cut.falls);
        self.add_length(&parts);
        if cell.len() <= polygon::MOST_CORNERS {
            self.look_at_ends(layer, &rest, &cut, &parts, forms);
        }
        let at = [forms, next];
        self.descend(
            layer,
            &cut,
            parts.negative,
            rest.clone(),
            at,
            (pivot, false),
        )?;
        self.descend(layer, &cut, parts.positive, rest, at, (pivot, true))?;
        self.sides.truncate(bottom);
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn check_limit(&mut self) -> Result<(), Stop> {
        self.budget.spend(self.found.faces).map_err(Stop::Refused)
    }

    /// An end of a chord makes a wall two edges, unless it is a vertex already.
    fn count_end(&mut self, cell: &Range<usize>, end: End) {
        let of = self.sides[cell.start + end.side].of;
        if !end.is_corner() && !of.is_frame() {
            self.found.ends[usize::from(of.is_negated())] += 1;
        }
    }

    /// The signs of the other units at both ends of a chord.
    fn look_at_ends(
        &mut self,
        layer: usize,
        units: &Range<usize>,
        cut: &Cut,
        parts: &Parts,
        forms: usize,
    ) {
        if cut.rises.is_corner() || cut.falls.is_corner() {
            return self.decide_ends(layer, units, cut, parts, forms);
        }
        let this = self.active.layer(self.layers, layer);
        let (up, down) = (
            &self.sides[parts.positive.start],
            &self.sides[parts.negative.start],
        );
        let order = |positive: bool| {
            if positive {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        };
        let mut open = false;
        for crossing in &mut self.crossing[units.clone()] {
            let form = this.form(&self.forms[forms..], crossing.unit as usize);
            let (Some(up), Some(down)) = (form.sign(up), form.sign(down)) else {
                open = true;
                break;
            };
            (crossing.up, crossing.down) = (order(up), order(down));
        }
        if open {
            self.decide_ends(layer, units, cut, parts, forms);
        }
    }

    /// The same, where an end is a corner or a sign is not certain.
    #[cold]
    fn decide_ends(
        &mut self,
        layer: usize,
        units: &Range<usize>,
        cut: &Cut,
        parts: &Parts,
        forms: usize,
    ) {
        for at in units.clone() {
            let this = self.active.layer(self.layers, layer);
            let form = this.form(&self.forms[forms..], self.crossing[at].unit as usize);
            let mut sign = |end: End, part: &Range<usize>| {
                if end.is_corner() {
                    self.crossing[at].signs.at(end.side)
                } else {
                    self.sign_at(part, part.start, &form)
                }
            };
            let up = sign(cut.rises, &parts.positive);
            let down = sign(cut.falls, &parts.negative);
            (self.crossing[at].up, self.crossing[at].down) = (up, down);
            if up.is_eq() && down.is_eq() {
                // It is zero all along the chord.
                self.sides[parts.positive.end - 1].shared = true;
                self.sides[parts.negative.end - 1].shared = true;
            }
        }
        // Each of the two corners is in both parts, and may have been made more precise.
        for (begins, ends) in [
            (&parts.positive, &parts.negative),
            (&parts.negative, &parts.positive),
        ] {
            let Side {
                corner, epsilon, ..
            } = self.sides[begins.start];
            let other = &mut self.sides[ends.end - 1];
            (other.corner, other.epsilon) = (corner, epsilon);
        }
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

    /// Sorts the units that crossed the parent by what they do in one of its parts, on the positive
    /// side of the pivot or on the other.
    fn descend(
        &mut self,
        layer: usize,
        cut: &Cut,
        part: Range<usize>,
        units: Range<usize>,
        [forms, next]: [usize; 2],
        (pivot, positive): (Crossing, bool),
    ) -> Result<(), Stop> {
        if cut.corners() > polygon::MOST_CORNERS || part.len() > polygon::MOST_CORNERS {
            return self.descend_wide(layer, part, units, [forms, next], (pivot, positive));
        }
        let bottom = self.crossing.len();
        let corners = part.len();
        let flags = &mut self.flags[layer];
        let mut on = On::new();
        let mut decide = |crossing: &Crossing, above: bool| {
            flags[crossing.unit as usize] = if above {
                on.push((crossing.unit, crossing.row));
                kernels::ABOVE
            } else {
                kernels::BELOW
            };
        };
        decide(&pivot, positive);
        for at in units {
            let crossing = self.crossing[at];
            let signs = cut.signs(positive, &crossing);
            if signs.cuts(corners) {
                self.crossing.push(Crossing { signs, ..crossing });
            } else {
                decide(&crossing, signs.above != 0);
            }
        }
        let crossing = bottom..self.crossing.len();
        self.split_with(layer, part, crossing, [forms, next], &on)?;
        self.crossing.truncate(bottom);
        Ok(())
    }

    /// Splits a part of a cell in which these units have been switched on.
    #[inline]
    pub(super) fn split_with(
        &mut self,
        layer: usize,
        part: Range<usize>,
        crossing: Range<usize>,
        [forms, next]: [usize; 2],
        on: &On,
    ) -> Result<(), Stop> {
        if on.is_empty() || self.is_last(layer) {
            return self.split(layer, part, crossing, forms, next);
        }
        let moved = self.switch_on(layer, forms, next, on);
        self.split(layer, part, crossing, forms, moved)?;
        self.forms.truncate(moved);
        Ok(())
    }

    /// The forms of the next layer with these units on too: one rank each.
    fn switch_on(&mut self, layer: usize, forms: usize, next: usize, on: &On) -> usize {
        let this = self.active.layer(self.layers, layer);
        let after = self.active.after(self.layers, layer);
        let moved = self.forms.len();
        self.forms.extend_from_within(next..next + 3 * after.padded);
        let (below, into) = self.forms.split_at_mut(moved);
        self.arch.dispatch(kernels::AddRanks {
            this,
            after,
            forms: &below[forms..],
            on,
            into,
        });
        moved
    }

    /// Counts the last layer in a cell, without building it.
    fn count_last(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        forms: usize,
        crossing: &Range<usize>,
    ) -> Result<(), Tied> {
        if crossing.is_empty() {
            self.look_at_walls(cell, forms, crossing);
            return Ok(());
        }
        let sides = &self.sides[cell.clone()];
        let chords = &self.crossing[crossing.clone()];
        if chords.iter().any(|chord| chord.signs.zero != 0) || self.is_silent(layer, chords) {
            return Err(Tied);
        }
        let crossings = if chords.len() == 1 {
            0
        } else {
            let this = self.active.layer(self.layers, layer);
            let forms = &self.forms[forms..];
            let with_forms = chords
                .iter()
                .map(|chord| (chord.signs, this.form(forms, chord.unit as usize)));
            let mut judge = Judge {
                sides,
                decider: &mut self.decider,
                known: Known {
                    flags: &self.flags,
                    active: &self.active,
                },
            };
            self.chords.crossings(with_forms, &mut judge)?
        };
        let (mut walls, mut negated) = (0, 0);
        for (k, side) in sides.iter().enumerate() {
            walls |= u64::from(!side.of.is_frame()) << k;
            negated |= u64::from(side.of.is_negated()) << k;
        }
        for chord in chords {
            // The sides along which the sign changes.
            let above = chord.signs.above;
            let next = (above >> 1) | ((above & 1) << (sides.len() - 1));
            let ends = (above ^ next) & walls;
            self.found.ends[0] += u64::from((ends & !negated).count_ones());
            self.found.ends[1] += u64::from((ends & negated).count_ones());
        }
        self.found.faces += chords.len() as u64 + crossings;
        self.found.inner_edges += chords.len() as u64 + 2 * crossings;
        self.look_at_walls(cell, forms, crossing);
        self.add_chords(layer, cell, forms, crossing);
        Ok(())
    }
}
