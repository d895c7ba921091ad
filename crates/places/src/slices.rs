use crate::PlacesError;
use crease_experiment::settings::{self, Slice as Setting};
use crease_experiment::streams::{Purpose, stream};
use crease_measure::DrawnSlice;
use crease_regions::{Line, Plane, Window};
use crease_train::Examples;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// How often examples that do not span a slice are drawn again: images of one colour, or equal ones.
const ATTEMPTS: usize = 1_000;

/// Two vectors whose angle has a sine below this are taken as parallel: the plane through them would
/// be known to no more than a few digits.
const PARALLEL: f64 = 1e-6;

/// All slices of the run with this seed. Those through examples are drawn one after the other from
/// the stream of slices, so that the first ones are the same however many there are.
///
/// # Errors
/// If no such slices can be drawn from the examples.
pub fn slices(
    setting: &Setting,
    seed: u64,
    examples: Option<&Examples>,
) -> Result<Vec<DrawnSlice>, PlacesError> {
    let fixed = match *setting {
        Setting::Plane => Some(Plane::of_inputs().into()),
        Setting::Square { half_side } => Some(Plane::square(half_side)?.into()),
        Setting::Line => Some(Line::of_inputs().into()),
        Setting::Interval { from, to } => Some(Line::of_inputs().within([from, to])?.into()),
        _ => None,
    };
    if let Some(slice) = fixed {
        let dots = Vec::new();
        return Ok(vec![DrawnSlice { slice, dots }]);
    }
    let Some(examples) = examples else {
        return Err(PlacesError::NoExamples {
            slice: setting.name(),
        });
    };
    let mut draw = Draw {
        stream: stream(seed, Purpose::Slices),
        examples,
    };
    (0..setting.count()).map(|_| draw.slice(setting)).collect()
}

/// Draws examples from the stream of slices.
struct Draw<'a> {
    stream: ChaCha8Rng,
    examples: &'a Examples,
}

impl Draw<'_> {
    fn slice(&mut self, setting: &settings::Slice) -> Result<DrawnSlice, PlacesError> {
        let drawn = (0..ATTEMPTS).find_map(|_| match *setting {
            Setting::LinesThroughOrigin { .. } => self.line(),
            Setting::PlanesThroughOrigin { .. } => self.plane_through_origin(),
            Setting::PlanesThroughExamples { labels, .. } => self.plane(labels, None),
            Setting::SquaresAroundExamples {
                labels, half_side, ..
            } => self.plane(labels, Some(half_side)),
            _ => None,
        });
        drawn.ok_or(PlacesError::NoSpan {
            slice: setting.name(),
            attempts: ATTEMPTS,
        })
    }

    /// A random example, of one class if there is a label.
    fn example(&mut self, label: Option<usize>) -> Option<Vec<f64>> {
        let all = self.examples.count();
        let index = (0..ATTEMPTS).find_map(|_| {
            let index = self.stream.random_range(0..all);
            let right = label.is_none_or(|label| self.examples.class(index) == label);
            right.then_some(index)
        })?;
        Some(self.examples.input(index))
    }

    fn line(&mut self) -> Option<DrawnSlice> {
        let direction = self.example(None)?;
        let line = Line::new(vec![0.0; direction.len()], direction).ok()?;
        Some(DrawnSlice {
            slice: line.into(),
            dots: Vec::new(),
        })
    }

    fn plane_through_origin(&mut self) -> Option<DrawnSlice> {
        let (one, other) = (self.example(None)?, self.example(None)?);
        let (basis, [first, second]) = orthonormal(&one, &other)?;
        let origin = vec![0.0; one.len()];
        Some(DrawnSlice {
            slice: Plane::new(origin, basis).ok()?.into(),
            dots: vec![first, second],
        })
    }

    /// The plane through three examples; with `half_side` the square around the centre of the
    /// circle through them.
    fn plane(&mut self, labels: Option<[usize; 3]>, half_side: Option<f64>) -> Option<DrawnSlice> {
        let label = |index: usize| labels.map(|labels| labels[index]);
        let origin = self.example(label(0))?;
        let [one, other] = [self.example(label(1))?, self.example(label(2))?];
        let from_origin = |point: &[f64]| -> Vec<f64> {
            let pairs = point.iter().zip(&origin);
            pairs.map(|(p, o)| p - o).collect()
        };
        let (basis, [b, c]) = orthonormal(&from_origin(&one), &from_origin(&other))?;
        let mut plane = Plane::new(origin, basis).ok()?;
        if let Some(half_side) = half_side {
            let (center, radius) = circumcircle(b, c)?;
            plane = plane.within(Window::new(center, half_side * radius).ok()?);
        }
        Some(DrawnSlice {
            slice: plane.into(),
            dots: vec![[0.0, 0.0], b, c],
        })
    }
}

/// Two vectors of the input space.
type Basis = [Vec<f64>; 2];

/// Two vectors as an orthonormal basis of their plane, and their coordinates in it; `None` if they
/// are (nearly) parallel.
fn orthonormal(one: &[f64], other: &[f64]) -> Option<(Basis, [[f64; 2]; 2])> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let length = dot(one, one).sqrt();
    let unit = |vector: &[f64], length: f64| -> Vec<f64> {
        vector.iter().map(|number| number / length).collect()
    };
    if !(length > 0.0 && length.is_finite()) {
        return None;
    }
    let first = unit(one, length);
    let along = dot(other, &first);
    let across: Vec<f64> = other
        .iter()
        .zip(&first)
        .map(|(number, unit)| number - along * unit)
        .collect();
    let height = dot(&across, &across).sqrt();
    if !(height > PARALLEL * dot(other, other).sqrt() && height.is_finite()) {
        return None;
    }
    let second = unit(&across, height);
    Some(([first, second], [[length, 0.0], [along, height]]))
}

/// Centre and radius of the circle through the origin, `b` and `c`.
fn circumcircle(b: [f64; 2], c: [f64; 2]) -> Option<([f64; 2], f64)> {
    let twice_area = 2.0 * (b[0] * c[1] - b[1] * c[0]);
    let square = |p: [f64; 2]| p[0] * p[0] + p[1] * p[1];
    let x = (c[1] * square(b) - b[1] * square(c)) / twice_area;
    let y = (b[0] * square(c) - c[0] * square(b)) / twice_area;
    let radius = x.hypot(y);
    (radius.is_finite() && radius > 0.0).then_some(([x, y], radius))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_circle_goes_through_all_three() {
        let (b, c) = ([3.0, 0.0], [1.0, 2.5]);
        let (centre, radius) = circumcircle(b, c).unwrap();
        for point in [[0.0, 0.0], b, c] {
            let away = (point[0] - centre[0]).hypot(point[1] - centre[1]);
            assert!((away - radius).abs() < 1e-12, "{point:?}");
        }
        assert_eq!(circumcircle([1.0, 0.0], [2.0, 0.0]), None);
    }

    #[test]
    fn coordinates_lead_back_to_the_vectors() {
        let (one, other) = ([1.0, 2.0, 2.0, 0.5], [0.0, 1.0, -1.0, 4.0]);
        let (basis, coordinates) = orthonormal(&one, &other).unwrap();
        for (vector, [s, t]) in [one, other].iter().zip(coordinates) {
            for (index, number) in vector.iter().enumerate() {
                let back = s * basis[0][index] + t * basis[1][index];
                assert!((back - number).abs() < 1e-14);
            }
        }
        assert_eq!(orthonormal(&one, &one), None);
        assert_eq!(orthonormal(&[0.0; 4], &one), None);
    }
}
