//! Vertices as crossings of three planes, and the certified sign of a form at a vertex.

use crate::affine::Form;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::pattern::Cells;
use crate::sign::{Signs, Source, product_error};
use std::cmp::Ordering;

/// The ray `p x q x r` of three planes, in `f64` with a bound on each coordinate's error. Its last
/// coordinate is positive: the planes are listed so that their normals turn right-handed.
#[derive(Clone, Copy)]
pub(crate) struct Vertex {
    pub value: [f64; 4],
    pub error: [f64; 4],
    pub planes: [u32; 3],
}

/// A number in `f64` and a bound on its error.
type Approximate = (f64, f64);

fn times((a, ea): Approximate, (b, eb): Approximate) -> Approximate {
    (a * b, product_error(a, ea, b, eb))
}

/// The rounding of these short sums is part of [`product_error`].
fn minus((a, ea): Approximate, (b, eb): Approximate) -> Approximate {
    (a - b, ea + eb)
}

/// The columns of the minors that make the ray, each minor with the sign that its place gives it:
/// the last two columns are swapped where that sign is negative.
const COLUMNS: [[usize; 3]; 4] = [[1, 3, 2], [0, 2, 3], [0, 3, 1], [0, 1, 2]];

impl Vertex {
    /// The crossing of three planes, listed as [`Vertex`] says.
    pub(crate) fn new(forms: &[Form<4>], planes: [u32; 3]) -> Self {
        let forms = planes.map(|plane| &forms[plane as usize]);
        Self {
            planes,
            ..Self::of(forms)
        }
    }

    /// The crossing of three planes in any order, if it is certain which way they turn.
    pub(crate) fn within(forms: [&Form<4>; 3]) -> Option<Self> {
        let mut vertex = Self::of(forms);
        if vertex.value[3] < 0.0 {
            vertex.value = vertex.value.map(|coordinate| -coordinate);
        }
        (vertex.value[3] > vertex.error[3]).then_some(vertex)
    }

    /// The ray of three planes, whose numbers are not known here.
    fn of(forms: [&Form<4>; 3]) -> Self {
        let at = |form: &Form<4>, column: usize| (form.value[column], form.error[column]);
        let [p, q, r] = forms;
        let minor = |i: usize, j: usize| {
            let (first, second) = (times(at(p, i), at(q, j)), times(at(p, j), at(q, i)));
            minus(first, second)
        };
        let mut vertex = Self {
            value: [0.0; 4],
            error: [0.0; 4],
            planes: [u32::MAX; 3],
        };
        for (coordinate, [i, j, k]) in COLUMNS.into_iter().enumerate() {
            let terms = [(i, j, k), (j, k, i), (k, i, j)];
            for (i, j, k) in terms {
                let (value, error) = times(minor(i, j), at(r, k));
                vertex.value[coordinate] += value;
                vertex.error[coordinate] += error;
            }
        }
        vertex
    }
}

/// The ray of three planes, exactly.
pub(crate) fn crossing(p: &ExactForm<4>, q: &ExactForm<4>, r: &ExactForm<4>) -> ExactForm<4> {
    let minor = |i: usize, j: usize| &(&p[i] * &q[j]) - &(&p[j] * &q[i]);
    COLUMNS.map(|[i, j, k]| {
        let first = &(&minor(i, j) * &r[k]) + &(&minor(j, k) * &r[i]);
        &first + &(&minor(k, i) * &r[j])
    })
}

impl Signs<'_, 4> {
    /// The sign of the form of `source` at the vertex of three planes, exactly.
    pub(crate) fn at_vertex(
        &mut self,
        cells: &Cells,
        planes: [&Source<4>; 3],
        source: &Source<4>,
    ) -> Ordering {
        self.fallbacks += 1;
        let ray = self.exact_vertex(cells, planes);
        let form = self.form(cells, source);
        let terms = ray.iter().zip(form.iter()).map(|(x, f)| x * f);
        terms.fold(Dyadic::ZERO, |sum, term| &sum + &term).sign()
    }

    /// The ray of the vertex of three planes, exactly.
    pub(crate) fn exact_vertex(&mut self, cells: &Cells, planes: [&Source<4>; 3]) -> ExactForm<4> {
        let [p, q, r] = planes.map(|plane| self.form(cells, plane));
        crossing(&p, &q, &r)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_crossing_lies_on_its_planes_and_turns_right_handed(
            numbers in prop::array::uniform3(prop::array::uniform4(-1000i32..=1000)),
        ) {
            let forms = numbers.map(|form| form.map(|x| Dyadic::from(f64::from(x))));
            let ray = crossing(&forms[0], &forms[1], &forms[2]);
            for form in &forms {
                let terms = ray.iter().zip(form).map(|(x, f)| x * f);
                prop_assert!(terms.fold(Dyadic::ZERO, |sum, term| &sum + &term).is_zero());
            }
            let [a, b, c] = numbers.map(|form| form.map(i64::from));
            let normals = a[0] * (b[1] * c[2] - b[2] * c[1])
                - a[1] * (b[0] * c[2] - b[2] * c[0])
                + a[2] * (b[0] * c[1] - b[1] * c[0]);
            prop_assert_eq!(&ray[3], &Dyadic::from(normals as f64));

            let floats = forms.each_ref().map(|form| Form {
                value: form.each_ref().map(|coefficient| coefficient.to_f64().0),
                error: [0.0; 4],
            });
            let vertex = Vertex::new(&floats, [0, 1, 2]);
            for (coordinate, exact) in ray.iter().enumerate() {
                let off = (vertex.value[coordinate] - exact.to_f64().0).abs();
                prop_assert!(off <= vertex.error[coordinate]);
            }
        }
    }
}
