//! Cells cut by class: where the largest output changes.
//!
//! A class is an output, and wins where that is the largest; of outputs that are equal all over a part,
//! the first. With one output there are two classes: 1 where it is above 0, 0 elsewhere. Within a cell
//! the outputs are linear, so that the part that class `i` wins is convex: the cell, clipped by
//! `f_i - f_j` for all other `j`. These differences are units of a layer after the last. Each is the
//! rounded difference of two forms, off by the errors of both and one rounding more; what that leaves
//! open is decided exactly, as all signs are.
//!
//! Neighbouring parts share their corners. Within a cell, that is so for any convex parts between lines
//! where two of them are equal; along a wall, as the largest output is one continuous function on both
//! sides: the winner changes where that function bends, and at no other point, as outputs that are equal
//! along a stretch of the wall differ beside it by multiples of the distance from it.

use super::form::WalkForm;
use super::found::Stop;
use super::layers::Layers;
use super::leaf::Leaves;
use super::line::LineId;
use super::polygon::Cut;
use super::walker::Walker;
use crate::affine::{SLACK, UNIT};
use crate::double::DoubleForm;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::walk::decide::Decider;
use std::cmp::Ordering;
use std::ops::Range;

/// The number of classes for this many outputs.
pub(crate) fn classes(outputs: usize) -> usize {
    outputs.max(2)
}

impl Layers {
    /// The number of the form of one class less that of another.
    fn difference(&self, over: usize, under: usize) -> u32 {
        let first = self.first_ids[self.hidden.len()];
        first + (over * classes(self.output.units) + under) as u32
    }

    /// The classes of which a line is the difference.
    pub(super) fn classes_of(&self, line: LineId) -> Option<[usize; 2]> {
        let first = self.first_ids[self.hidden.len()];
        let pair = line.unit()?.checked_sub(first)? as usize;
        let classes = classes(self.output.units);
        Some([pair / classes, pair % classes])
    }
}

impl Walker<'_> {
    /// The form of class `over` less that of class `under`.
    fn difference(&self, forms: &[f64], over: usize, under: usize) -> WalkForm {
        let output = &self.layers.output;
        let id = self.layers.difference(over, under);
        if output.units == 1 {
            let form = output.coefficients(forms, 0);
            return WalkForm {
                value: if over == 1 { form } else { form.map(|c| -c) },
                error: output.error[0],
                form_error: output.form_error[0],
                id,
            };
        }
        let (a, b) = (
            output.coefficients(forms, over),
            output.coefficients(forms, under),
        );
        let value = [0, 1, 2].map(|k| a[k] - b[k]);
        let size = value.iter().map(|c| c.abs()).sum::<f64>();
        let rounding = size * (2.0 * UNIT);
        WalkForm {
            value,
            error: (output.error[over] + output.error[under]) * SLACK + rounding,
            form_error: (output.form_error[over] + output.form_error[under]) * SLACK + rounding,
            id,
        }
    }

    /// Pushes the parts of a cell that classes win.
    pub(super) fn cut_by_class(
        &mut self,
        leaves: &mut Leaves<'_>,
        cell: &Range<usize>,
    ) -> Result<(), Stop> {
        let forms = std::mem::take(&mut leaves.forms);
        let mut candidates = std::mem::take(&mut leaves.candidates);
        let mut signs = std::mem::take(&mut leaves.signs);
        self.find_candidates(&forms, cell, &mut candidates);
        if let [only] = candidates[..] {
            self.push_part(leaves, only as u32, cell);
        } else {
            for &class in &candidates {
                let bottom = self.sides.len();
                let clipped = self.clip(&forms, cell, class, &candidates, &mut signs)?;
                if let Some(ring) = clipped {
                    self.push_part(leaves, class as u32, &ring);
                }
                self.sides.truncate(bottom);
            }
        }
        (leaves.forms, leaves.candidates, leaves.signs) = (forms, candidates, signs);
        Ok(())
    }

    /// The classes that may win somewhere in a cell, in order: all but those that are certainly below
    /// one and the same other everywhere.
    fn find_candidates(&self, forms: &[f64], cell: &Range<usize>, candidates: &mut Vec<usize>) {
        let sides = &self.sides[cell.clone()];
        let classes = classes(self.layers.output.units);
        let mut centre = [0.0; 3];
        for side in sides {
            for (sum, coordinate) in centre.iter_mut().zip(side.corner) {
                *sum += coordinate;
            }
        }
        let mut best = 0;
        for class in 1..classes {
            if self.difference(forms, class, best).at(&centre) > 0.0 {
                best = class;
            }
        }
        let may_win = |&class: &usize| {
            class == best || {
                let lead = self.difference(forms, best, class);
                !sides.iter().all(|side| lead.sign(side) == Some(true))
            }
        };
        candidates.clear();
        candidates.extend((0..classes).filter(may_win));
    }

    /// The part of a cell that a class wins over all others, on top of the stack or the cell itself.
    fn clip(
        &mut self,
        forms: &[f64],
        cell: &Range<usize>,
        class: usize,
        candidates: &[usize],
        signs: &mut Vec<Ordering>,
    ) -> Result<Option<Range<usize>>, Stop> {
        let mut ring = cell.clone();
        for &other in candidates.iter().filter(|&&other| other != class) {
            let lead = self.difference(forms, class, other);
            signs.clear();
            for at in ring.clone() {
                let sign = self.sign_at(&ring, at, &lead);
                signs.push(sign);
            }
            let [above, below] = [Ordering::Greater, Ordering::Less].map(|s| signs.contains(&s));
            match (above, below) {
                (true, true) => {
                    let cut = Cut::of(signs).ok_or(Stop::Unsound)?;
                    ring = cut.push_parts(&mut self.sides, &ring, &lead).positive;
                }
                (true, false) => self.retie(forms, &ring, &lead, signs),
                // Equal all over: the first of both wins.
                (false, false) if class < other => {}
                (false, _) => return Ok(None),
            }
        }
        Ok(Some(ring))
    }

    /// Corrects the line of a side along which the leading class equals two others: of the two, the
    /// one that is smaller here is larger beyond the side, and wins there.
    fn retie(&mut self, forms: &[f64], ring: &Range<usize>, lead: &WalkForm, signs: &[Ordering]) {
        let Some(inside) = signs.iter().position(|sign| sign.is_gt()) else {
            return;
        };
        for k in 0..ring.len() {
            let next = if k + 1 == ring.len() { 0 } else { k + 1 };
            if signs[k].is_ne() || signs[next].is_ne() {
                continue;
            }
            let side = self.sides[ring.start + k].of;
            let line = LineId::of_unit(lead.id);
            if let (Some([_, first]), Some([_, second])) =
                (self.layers.classes_of(side), self.layers.classes_of(line))
            {
                let gained = self.difference(forms, first, second);
                if self.sign_at(ring, ring.start + inside, &gained).is_gt() {
                    let side = &mut self.sides[ring.start + k];
                    side.of = line;
                    side.line = lead.value;
                    side.line_error = lead.form_error;
                }
            }
        }
    }
}

impl Decider<'_> {
    /// The output of a class; with one output, that of class 0 is 0.
    fn output_of(&self, class: usize) -> Option<usize> {
        match (self.layers.output.units, class) {
            (1, 0) => None,
            (1, _) => Some(0),
            _ => Some(class),
        }
    }

    /// The form of one class less that of another, where the outputs have been made.
    pub(super) fn double_difference(&self, over: usize, under: usize) -> DoubleForm {
        let outputs = self.double_layer(self.layers.hidden.len());
        let form = |class| self.output_of(class).map(|output| &outputs[output]);
        DoubleForm::difference(form(over), form(under))
    }

    /// The same exactly.
    pub(super) fn exact_difference(&mut self, over: usize, under: usize) -> ExactForm {
        let layer = self.layers.hidden.len();
        let [over, under] = [over, under].map(|class| match self.output_of(class) {
            Some(output) => self.exact_pre_activation(layer, output),
            None => [const { Dyadic::ZERO }; 3],
        });
        [0, 1, 2].map(|k| &over[k] - &under[k])
    }
}
