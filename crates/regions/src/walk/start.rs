//! Where the walk begins: a window, or wedges between lines of the first layer.

use super::form::WalkForm;
use super::forms::Forms;
use super::found::Stop;
use super::kernels;
use super::line::LineId;
use super::side::{Side, crossing};
use super::walker::Walker;
use crate::Window;
use crate::affine::compose_exactly;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use std::ops::Range;

/// A line with the error of its coefficients.
type Bounded = ([f64; 3], f64, LineId);

/// How the lines of the first layer cut the whole plane.
pub(super) enum Lines {
    /// Not at all.
    None,
    /// All are parallel to that of this unit.
    Parallel(usize),
    /// These two units' lines cross; `a x b` is a point at positive `w`.
    Crossing(usize, usize),
}

fn negated((line, error, of): Bounded) -> Bounded {
    (line.map(|coefficient| -coefficient), error, of.negated())
}

const INFINITY: Bounded = ([0.0, 0.0, 1.0], 0.0, LineId::INFINITY);

impl Walker<'_> {
    /// Counts in a window.
    pub(super) fn walk_window(&mut self, window: &Window) -> Result<(), Stop> {
        let side = |k: usize, normal: [f64; 2]| -> Bounded {
            let center = window.center[k % 2] * (normal[0] + normal[1]);
            let constant = (window.half_side - center) * self.layers.scale;
            let size = (window.half_side + center.abs()) * self.layers.scale;
            (
                [normal[0], normal[1], constant],
                size * f64::EPSILON + f64::MIN_POSITIVE,
                LineId::of_window(k as u32),
            )
        };
        let normals = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
        let lines = [0, 1, 2, 3].map(|k| side(k, normals[k]));
        // Corner k is where side k - 1 ends and side k begins.
        let cell = self.push_ring(&[0, 1, 2, 3].map(|k| (lines[(k + 3) % 4], lines[k])));
        self.forms.begin(&self.layers.first);
        self.found.faces += 1;
        self.visit(0, cell, Forms::FIRST)
    }

    /// Counts in the whole plane.
    pub(super) fn walk_plane(&mut self) -> Result<(), Stop> {
        match self.lines_of_first_layer() {
            Lines::None => {
                self.found.faces += 1;
                Ok(())
            }
            Lines::Parallel(a) => self.walk_strips(a),
            Lines::Crossing(a, b) => self.walk_wedges(a, b),
        }
    }

    /// The four wedges of two lines.
    fn walk_wedges(&mut self, a: usize, b: usize) -> Result<(), Stop> {
        self.forms.begin(&self.layers.first);
        let bounded = [a, b].map(|unit| self.first_line(unit));
        // Counter-clockwise for a = x and b = y.
        for (a_above, b_above) in [(true, true), (false, true), (false, false), (true, false)] {
            let signs = [a_above, b_above];
            let [a_line, b_line] = [0, 1].map(|k| {
                if signs[k] {
                    bounded[k]
                } else {
                    negated(bounded[k])
                }
            });
            let (leaving, entering) = if a_above == b_above {
                (b_line, a_line)
            } else {
                (a_line, b_line)
            };
            let ring = [
                (entering, leaving),
                (leaving, INFINITY),
                (INFINITY, entering),
            ];
            self.walk_wedge(&ring, &[(a, a_above), (b, b_above)])?;
        }
        // The four rays that bound the wedges.
        self.found.inner_edges += 4;
        Ok(())
    }

    /// The whole plane is cut into strips: those of one half of it, beyond a line across all others.
    fn walk_strips(&mut self, a: usize) -> Result<(), Stop> {
        self.forms.begin(&self.layers.first);
        let line = self.first_line(a);
        let [x, y, _] = line.0;
        // `a x across` is a point at positive w.
        let across = ([-y, x, 0.0], line.1, LineId::AUXILIARY);
        let positive = [(line, across), (across, INFINITY), (INFINITY, line)];
        self.walk_wedge(&positive, &[(a, true)])?;
        let back = negated(line);
        let negative = [(across, back), (back, INFINITY), (INFINITY, across)];
        self.walk_wedge(&negative, &[(a, false)])?;
        self.found.inner_edges += 1;
        Ok(())
    }

    /// A wedge; the units that bound it do not cut it.
    fn walk_wedge(
        &mut self,
        ring: &[(Bounded, Bounded)],
        bounding: &[(usize, bool)],
    ) -> Result<(), Stop> {
        let cell = self.push_ring(ring);
        self.classify(0, &cell, Forms::FIRST);
        for &(unit, above) in bounding {
            self.flags[0][unit] = if above {
                kernels::ABOVE
            } else {
                kernels::BELOW
            };
        }
        self.found.faces += 1;
        self.enter(0, cell.clone(), Forms::FIRST)?;
        self.sides.truncate(cell.start);
        Ok(())
    }

    fn first_line(&self, unit: usize) -> Bounded {
        let form = self.layers.hidden[0].form(&self.layers.first, unit);
        (form.value, form.form_error, LineId::of_unit(form.id))
    }

    /// The first unit whose line cuts the plane, and the one that crosses it most squarely.
    fn lines_of_first_layer(&self) -> Lines {
        let layer = &self.layers.hidden[0];
        let form = |unit: usize| layer.form(&self.layers.first, unit);
        let a = form(0);
        let turn = |b: &WalkForm| a.value[0] * b.value[1] - a.value[1] * b.value[0];
        let largest = (1..layer.units)
            .filter(|&unit| !layer.is_always_on(unit))
            .map(|unit| (unit, turn(&form(unit))))
            .max_by(|(_, s), (_, t)| s.abs().total_cmp(&t.abs()));
        if let Some((unit, turn)) = largest {
            let b = form(unit);
            let size = |form: &WalkForm| form.value[0].abs() + form.value[1].abs();
            let error = a.form_error * size(&b)
                + b.form_error * size(&a)
                + 2.0 * a.form_error * b.form_error;
            let bound =
                error * 1.001 + 8.0 * f64::EPSILON * size(&a) * size(&b) + 4.0 * f64::MIN_POSITIVE;
            if turn > bound {
                return Lines::Crossing(0, unit);
            }
            if turn < -bound {
                return Lines::Crossing(unit, 0);
            }
        }
        self.lines_exactly()
    }

    #[cold]
    fn lines_exactly(&self) -> Lines {
        let map = &self.decider.network.hidden()[0];
        let vectors = self.decider.plane.vectors();
        let exact = |unit: usize| -> ExactForm { compose_exactly(map, vectors, unit) };
        let cuts = |form: &ExactForm| !(form[0].is_zero() && form[1].is_zero());
        let mut forms = (0..map.outputs).map(|unit| (unit, exact(unit)));
        let Some((a, first)) = forms.find(|(_, form)| cuts(form)) else {
            return Lines::None;
        };
        for (b, second) in forms {
            let turn: Dyadic = &(&first[0] * &second[1]) - &(&first[1] * &second[0]);
            match turn.sign() {
                std::cmp::Ordering::Greater => return Lines::Crossing(a, b),
                std::cmp::Ordering::Less => return Lines::Crossing(b, a),
                std::cmp::Ordering::Equal => {}
            }
        }
        Lines::Parallel(a)
    }

    /// Pushes a polygon given, corner by corner, by the side that ends there and the side that begins
    /// there.
    fn push_ring(&mut self, ring: &[(Bounded, Bounded)]) -> Range<usize> {
        let bottom = self.sides.len();
        for &((ends, ends_error, _), (line, line_error, of)) in ring {
            let (corner, epsilon) = crossing(&ends, ends_error, &line, line_error);
            self.sides.push(Side {
                corner,
                epsilon,
                line,
                line_error,
                of,
                shared: false,
            });
        }
        bottom..self.sides.len()
    }
}
