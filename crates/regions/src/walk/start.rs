//! Where the walk begins: a window, or the four wedges of two lines.

use super::kernels;
use super::layers::WalkForm;
use super::polygon::{Side, crossing};
use super::{Stop, Walker};
use crate::Window;

/// A line with the error of its coefficients.
type Bounded = ([f64; 3], f64);

impl Walker<'_> {
    /// Counts in a window.
    pub(super) fn walk_window(&mut self, window: &Window) -> Result<(), Stop> {
        let side = |normal: [f64; 2], center: f64| -> Bounded {
            let constant = window.half_side - (normal[0] + normal[1]) * center;
            let constant = constant * self.layers.scale;
            (
                [normal[0], normal[1], constant],
                constant.abs() * f64::EPSILON,
            )
        };
        let [x, y] = window.center;
        let lines = [
            side([1.0, 0.0], x),
            side([0.0, 1.0], y),
            side([-1.0, 0.0], x),
            side([0.0, -1.0], y),
        ];
        // Corner k is where side k - 1 ends and side k begins.
        let ring = [0, 1, 2, 3].map(|k| (lines[(k + 3) % 4], lines[k], true));
        let cell = self.push_ring(&ring);
        let forms = self.push_first();
        self.visit(0, cell, forms)
    }

    /// Counts in the whole plane.
    pub(super) fn walk_plane(&mut self) -> Result<(), Stop> {
        let (a, b) = self.two_lines()?;
        let forms = self.push_first();
        let form = |unit: usize| -> WalkForm { self.layers.hidden[0].form(&self.forms, unit) };
        let bounded = |unit: usize, sign: f64| -> Bounded {
            let form = form(unit);
            (form.value.map(|coefficient| coefficient * sign), form.error)
        };
        let infinity: Bounded = ([0.0, 0.0, 1.0], 0.0);
        // The wedges, counter-clockwise for a = x and b = y: the sides that leave and enter the apex,
        // both positive inside.
        let wedges = [(1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0), (1.0, -1.0)];
        let rings = wedges.map(|(sa, sb)| {
            let (a, b) = (bounded(a, sa), bounded(b, sb));
            let (leaving, entering) = if sa == sb { (b, a) } else { (a, b) };
            [
                (entering, leaving, false),
                (leaving, infinity, true),
                (infinity, entering, false),
            ]
        });
        for ((sa, sb), ring) in wedges.into_iter().zip(rings) {
            let cell = self.push_ring(&ring);
            self.classify(0, &cell, forms);
            // The two lines that bound the wedge do not cut it.
            for (unit, sign) in [(a, sa), (b, sb)] {
                let above = sign > 0.0;
                self.flags[unit] = if above {
                    kernels::ABOVE
                } else {
                    kernels::BELOW
                };
            }
            self.enter(0, cell.clone(), forms)?;
            self.sides.truncate(cell.start);
        }
        // The four rays that bound the wedges.
        self.found.frame_ends += 4;
        Ok(())
    }

    /// Two units of the first layer, the first and the one that crosses it most squarely, in the
    /// order in which `a x b` is a point at positive `w`.
    fn two_lines(&self) -> Result<(usize, usize), Stop> {
        let layer = &self.layers.hidden[0];
        let form = |unit: usize| layer.form(&self.layers.first, unit);
        let a = form(0);
        let turn = |b: &WalkForm| a.value[0] * b.value[1] - a.value[1] * b.value[0];
        let largest = (1..layer.units)
            .map(|unit| (unit, turn(&form(unit))))
            .max_by(|(_, s), (_, t)| s.abs().total_cmp(&t.abs()));
        let Some((unit, turn)) = largest else {
            return Err(Stop::Unsure);
        };
        let b = form(unit);
        let size = |form: &WalkForm| form.value[0].abs() + form.value[1].abs();
        let error = a.error * size(&b) + b.error * size(&a) + 2.0 * a.error * b.error;
        let bound = error * 1.001 + 8.0 * f64::EPSILON * size(&a) * size(&b);
        if turn > bound {
            Ok((0, unit))
        } else if turn < -bound {
            Ok((unit, 0))
        } else {
            Err(Stop::Unsure)
        }
    }

    fn push_first(&mut self) -> usize {
        self.forms.clear();
        self.forms.extend_from_slice(&self.layers.first);
        0
    }

    /// Pushes a polygon given, corner by corner, by the side that ends there, the side that begins
    /// there, and whether the latter belongs to the frame.
    fn push_ring(&mut self, ring: &[(Bounded, Bounded, bool)]) -> std::ops::Range<usize> {
        let bottom = self.sides.len();
        for &((ends, ends_error), (line, line_error), frame) in ring {
            let (corner, epsilon) = crossing(&ends, ends_error, &line, line_error);
            self.sides.push(Side {
                corner,
                epsilon,
                line,
                line_error,
                frame,
            });
        }
        bottom..self.sides.len()
    }
}
