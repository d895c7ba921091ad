//! Corners as crossings of two lines.

use super::line::Line;
use crate::affine::Form;
use crate::exact::determinant;
use crate::mesh::Oriented;
use crate::pattern::Cells;
use crate::sign::{Signs, Source, certain_sign, product_error};
use std::cmp::Ordering;

/// The ray `a x b`, in `f64` with a bound on each coordinate's error.
#[derive(Clone, Copy)]
pub(crate) struct Corner {
    pub value: [f64; 3],
    pub error: [f64; 3],
    pub a: Oriented,
    pub b: Oriented,
    /// Whether it lies at infinity, or on a side of the window.
    pub on_frame: bool,
}

impl Corner {
    /// The crossing of two lines. The caller has oriented them so that the ray `a x b` itself, not
    /// its opposite, is the corner.
    pub(crate) fn new(lines: &[Line], a: Oriented, b: Oriented, on_frame: bool) -> Self {
        let (p, q) = (&lines[a.line as usize].form, &lines[b.line as usize].form);
        let sign = if a.negative == b.negative { 1.0 } else { -1.0 };
        let mut corner = Self {
            value: [0.0; 3],
            error: [0.0; 3],
            a,
            b,
            on_frame,
        };
        for coordinate in 0..3 {
            let (i, j) = ((coordinate + 1) % 3, (coordinate + 2) % 3);
            let first = p.value[i] * q.value[j];
            let second = p.value[j] * q.value[i];
            corner.value[coordinate] = sign * (first - second);
            corner.error[coordinate] =
                product_error(p.value[i], p.error[i], q.value[j], q.error[j])
                    + product_error(p.value[j], p.error[j], q.value[i], q.error[i]);
        }
        corner
    }
}

impl Signs<'_> {
    /// The sign of `f` at a corner; `f` is the form of `source`.
    pub(crate) fn at(
        &mut self,
        lines: &[Line],
        cells: &Cells,
        corner: &Corner,
        f: &Form,
        source: &Source,
    ) -> Ordering {
        certain_sign(f, &corner.value, &corner.error)
            .unwrap_or_else(|| self.exactly(lines, cells, corner, source))
    }

    fn exactly(
        &mut self,
        lines: &[Line],
        cells: &Cells,
        corner: &Corner,
        source: &Source,
    ) -> Ordering {
        self.fallbacks += 1;
        let a = self.form(cells, &lines[corner.a.line as usize].source);
        let b = self.form(cells, &lines[corner.b.line as usize].source);
        let f = self.form(cells, source);
        let sign = determinant(&a, &b, &f).sign();
        if corner.a.negative == corner.b.negative {
            sign
        } else {
            sign.reverse()
        }
    }
}
