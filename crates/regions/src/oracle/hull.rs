//! On which side of every unit of a layer a whole cell lies, decided for all units at once.

use crate::affine::{Affine, SLACK, UNIT};
use crate::oracle::corner::Corner;
use crate::sign::{SHORT_SUM, Side};

/// What is certain in `f64` about the corners of one cell and each unit of one layer. Most units
/// cut no given cell; this finds them in one pass that the compiler can vectorise.
#[derive(Default)]
pub(crate) struct HullSides {
    flags: Vec<u64>,
}

const ABOVE: u64 = 1;
const BELOW: u64 = 2;
const UNSURE: u64 = 4;

impl HullSides {
    /// Classifies all `corners` of a cell with pre-activations `pre`, shifted by `-breakpoint`. The
    /// bound is that of [`Signs::at`](crate::sign::Signs::at).
    pub(crate) fn classify<'c>(
        &mut self,
        affine: &Affine,
        layer: usize,
        pre: &[f64],
        breakpoint: f64,
        corners: impl Iterator<Item = &'c Corner>,
    ) {
        let units = pre.len() / 3;
        self.flags.clear();
        self.flags.resize(units, 0);
        let errors = affine.errors(layer);
        let (x, rest) = pre.split_at(units);
        let (y, w) = rest.split_at(units);
        let (ex, rest) = errors.split_at(units);
        let (ey, ew) = rest.split_at(units);
        let shifted = if breakpoint == 0.0 { 0.0 } else { UNIT * SLACK };
        for corner in corners {
            let [px, py, pw] = corner.value;
            let [epx, epy, epw] = corner.error;
            let reach = [px.abs() + epx, py.abs() + epy, pw.abs() + epw];
            let rows = x.iter().zip(y).zip(w).zip(ex).zip(ey).zip(ew);
            for ((((((&x, &y), &w), &ex), &ey), &ew), flags) in rows.zip(&mut self.flags) {
                let w = w - breakpoint;
                let ew = ew + w.abs() * shifted;
                let terms = [x * px, y * py, w * pw];
                let value = terms[0] + terms[1] + terms[2];
                let size = terms[0].abs() + terms[1].abs() + terms[2].abs();
                let spread = x.abs() * epx
                    + ex * reach[0]
                    + y.abs() * epy
                    + ey * reach[1]
                    + w.abs() * epw
                    + ew * reach[2];
                let bound = spread * SLACK + size * SHORT_SUM + 16.0 * f64::MIN_POSITIVE;
                let above = u64::from(value > bound);
                let below = u64::from(value < -bound);
                // Neither, or NaN.
                let unsure = 1 - (above | below);
                *flags |= (above * ABOVE) | (below * BELOW) | (unsure * UNSURE);
            }
        }
    }

    /// The side of one unit, if it is certain.
    pub(crate) fn get(&self, unit: usize) -> Option<Side> {
        match self.flags[unit] {
            flags if flags & (ABOVE | BELOW) == ABOVE | BELOW => Some(Side::Both),
            ABOVE => Some(Side::Above),
            BELOW => Some(Side::Below),
            _ => None,
        }
    }
}
