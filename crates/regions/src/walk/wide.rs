//! Cells of more corners than a word has bits.
//!
//! Their signs are computed again for every part, corner by corner, until the parts are narrow
//! enough to pass signs on in words. Such cells are rare: it takes as many lines around them as
//! they have corners.

use super::cell::{Crossed, Crossing, On};
use super::form::WalkForm;
use super::found::Stop;
use super::kernels;
use super::polygon::Cut;
use super::walker::Walker;
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

    /// As [`Walker::descend`], with the signs of all units computed again in the part.
    #[cold]
    pub(super) fn descend_wide(
        &mut self,
        mut at: Crossed,
        pivot: Crossing,
        positive: bool,
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
        for unit in at.crossing.clone() {
            let crossing = self.crossing[unit];
            let form = self.form(&at, crossing.unit);
            let flag = self.push_if_crossing(at.layer, &at.cell, crossing.unit as usize, &form);
            if flag == kernels::BOTH {
                if let Some(pushed) = self.crossing.last_mut() {
                    pushed.row = crossing.row;
                }
            } else {
                decided.push((crossing, flag));
            }
        }
        for (crossing, flag) in decided {
            self.flags[at.layer][crossing.unit as usize] = flag;
            if flag == kernels::ABOVE {
                on.push((crossing.unit, crossing.row));
            }
        }
        at.crossing = bottom..self.crossing.len();
        self.split_with(at, &on)?;
        self.crossing.truncate(bottom);
        Ok(())
    }
}
