//! From a cell into its two parts, on both sides of a unit's line.

use super::cell::{Crossed, Crossing, On};
use super::forms::FormsAt;
use super::found::Stop;
use super::kernels;
use super::polygon::{Cut, End};
use super::signs::MOST_CORNERS;
use super::walker::Walker;
use std::ops::Range;

/// Cells of the last layer with more chords are cut before they are counted: counting looks at
/// pairs, and at triples of chords that cross each other.
const MOST_CHORDS: usize = 24;

impl Walker<'_> {
    /// Splits a cell by the units that cross it and visits what comes of it.
    pub(super) fn split(&mut self, at: &Crossed) -> Result<(), Stop> {
        let Crossed {
            layer,
            ref cell,
            ref crossing,
            ..
        } = *at;
        if layer == 0 {
            if self.is_deep_enough(crossing) && self.defer(at) {
                return Ok(());
            }
            if self.joining_pays(crossing) {
                return self.split_joined(at);
            }
        }
        if self.is_last(layer) {
            if self.leaves.is_some() {
                if crossing.is_empty() {
                    return self.hand_out(at);
                }
            } else if crossing.len() <= MOST_CHORDS
                && (crossing.is_empty() || cell.len() <= MOST_CORNERS)
                && self.count_last(at).is_ok()
            {
                return self.check_limit();
            }
        } else if crossing.is_empty() {
            return self.visit(layer + 1, cell.clone(), at.next);
        }
        self.check_limit()?;
        let pivot = self.crossing[crossing.start];
        let rest = crossing.start + 1..crossing.end;
        let form = self.form(at, pivot.unit);
        let bottom = self.sides.len();
        let cut = if cell.len() > MOST_CORNERS {
            self.cut_wide(cell, &form)?
        } else {
            Cut::new(pivot.signs, cell.len()).ok_or(Stop::Unsound)?
        };
        let parts = cut.push_parts(&mut self.sides, cell, &form);
        self.depth += 1;
        self.found.faces += 1;
        self.found.inner_edges += 1;
        self.count_end(cell, cut.rises);
        self.count_end(cell, cut.falls);
        self.add_length(&parts);
        if cell.len() <= MOST_CORNERS {
            self.look_at_ends(at, &rest, &cut, &parts);
        }
        for (part, positive) in [(parts.negative, false), (parts.positive, true)] {
            let part = Crossed {
                cell: part,
                crossing: rest.clone(),
                ..*at
            };
            self.descend(part, &cut, pivot, positive)?;
        }
        self.sides.truncate(bottom);
        self.depth -= 1;
        Ok(())
    }

    /// Sorts the units that crossed the parent, except for the pivot, by what they do in one of its
    /// parts, on the positive side of the pivot or on the other.
    fn descend(
        &mut self,
        mut at: Crossed,
        cut: &Cut,
        pivot: Crossing,
        positive: bool,
    ) -> Result<(), Stop> {
        if cut.corners() > MOST_CORNERS || at.cell.len() > MOST_CORNERS {
            return self.descend_wide(at, pivot, positive);
        }
        let bottom = self.crossing.len();
        let corners = at.cell.len();
        let flags = &mut self.flags[at.layer];
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
        for unit in at.crossing {
            let crossing = self.crossing[unit];
            let signs = cut.signs(positive, &crossing);
            if signs.cuts(corners) {
                self.crossing.push(Crossing { signs, ..crossing });
            } else {
                decide(&crossing, signs.above != 0);
            }
        }
        at.crossing = bottom..self.crossing.len();
        self.split_with(at, &on)?;
        self.crossing.truncate(bottom);
        Ok(())
    }

    /// Splits a part of a cell in which these units have been switched on.
    #[inline]
    pub(super) fn split_with(&mut self, mut at: Crossed, on: &On) -> Result<(), Stop> {
        if on.is_empty() || self.is_last(at.layer) {
            return self.split(&at);
        }
        let moved = self.switch_on(&at, on);
        at.next = moved;
        self.split(&at)?;
        self.forms.drop_from(moved);
        Ok(())
    }

    /// The forms of the next layer with these units on too: one rank each.
    fn switch_on(&mut self, at: &Crossed, on: &On) -> FormsAt {
        let this = self.active.layer(self.layers, at.layer);
        let after = self.active.after(self.layers, at.layer);
        let moved = self.forms.top();
        self.forms.push_copy(at.next, 0..3 * after.padded);
        let (forms, into) = self.forms.below_and_at(at.forms, moved);
        self.arch.dispatch(kernels::AddRanks {
            this,
            after,
            forms,
            on,
            into,
        });
        moved
    }

    /// An end of a chord makes a wall two edges, unless it is a vertex already.
    fn count_end(&mut self, cell: &Range<usize>, end: End) {
        let of = self.sides[cell.start + end.side].of;
        if !end.is_corner() && !of.is_frame() {
            self.found.ends[usize::from(of.is_negated())] += 1;
        }
    }

    pub(super) fn check_limit(&mut self) -> Result<(), Stop> {
        self.budget.spend(self.found.faces).map_err(Stop::Refused)
    }
}
