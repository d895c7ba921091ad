//! Cells of more corners than a word has bits.
//!
//! Their signs are taken anew for every part, corner by corner, until the parts are narrow enough to
//! pass signs on in words. Such cells are rare: it takes as many lines around them as they have corners.

use super::layers::WalkForm;
use super::polygon::Cut;
use super::{Crossing, On, Stop, Walker, kernels};
use std::ops::Range;

impl Walker<'_> {
    /// Where a form that crosses a cell cuts it.
    #[cold]
    pub(super) fn cut_wide(&mut self, cell: &Range<usize>, form: &WalkForm) -> Result<Cut, Stop> {
        let signs = self.ring_signs(cell, form);
        let cut = Cut::of(&signs).ok_or(Stop::Unsound);
        self.ring_signs = signs;
        cut
    }

    /// As [`Walker::descend`], with the signs of all units taken anew in the part.
    #[cold]
    pub(super) fn descend_wide(
        &mut self,
        layer: usize,
        part: Range<usize>,
        units: Range<usize>,
        [forms, next]: [usize; 2],
        (pivot, positive): (Crossing, bool),
    ) -> Result<(), Stop> {
        let bottom = self.crossing.len();
        let mut on = On::new();
        let mut decided = vec![(
            pivot,
            if positive {
                kernels::ABOVE
            } else {
                kernels::BELOW
            },
        )];
        for at in units {
            let crossing = self.crossing[at];
            let unit = crossing.unit as usize;
            let this = self.active.layer(self.layers, layer);
            let form = this.form(&self.forms[forms..], unit);
            let flag = self.push_if_crossing(layer, &part, unit, &form);
            if flag == kernels::BOTH {
                if let Some(pushed) = self.crossing.last_mut() {
                    pushed.row = crossing.row;
                }
            } else {
                decided.push((crossing, flag));
            }
        }
        for (crossing, flag) in decided {
            self.flags[layer][crossing.unit as usize] = flag;
            if flag == kernels::ABOVE {
                on.push((crossing.unit, crossing.row));
            }
        }
        let crossing = bottom..self.crossing.len();
        self.split_with(layer, part, crossing, [forms, next], &on)?;
        self.crossing.truncate(bottom);
        Ok(())
    }
}
