//! How steep a network is in a slice, and how much its slope jumps.
//!
//! The slope of a network with several outputs is the Frobenius norm of their derivatives along the
//! slice: the root of the sum of squares over outputs and orthonormal directions. It is the norm of
//! the gradient where there is one output, does not depend on the basis of the plane, and is, up to
//! a constant factor, the root mean square of the directional derivative over all directions; the
//! operator norm would show the steepest direction alone.

use crate::{Counter, Line, Options, Plane, RegionsError, Slice, Tiling, tile_plane};
use crease_network::Network;

/// The slopes of a network in a window of a plane or on an interval.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Slopes {
    /// Each activation region: its area or length in input space, and the slope there.
    pub regions: Vec<[f64; 2]>,
    /// Each wall between regions: its length in input space, 1 for a breakpoint on a line, and the norm
    /// of the jump of the derivatives.
    pub walls: Vec<[f64; 2]>,
}

/// Measures the slopes of a network in a slice. Regions and walls are exact; slopes, lengths and
/// areas are computed in `f64`. Of the options, only the limit and the progress handle are used.
///
/// # Errors
/// If the slice does not lie in the network's input space, is not a window of a plane or an interval of a
/// line, there are more regions than allowed, or the count was cancelled.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Line, Network, Options, slopes};
///
/// // 2 relu(x): flat below 0, of slope 2 above.
/// let hidden = Layer { weight: vec![1.0], bias: vec![0.0], inputs: 1, outputs: 1 };
/// let output = Layer { weight: vec![2.0], bias: vec![0.0], inputs: 1, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let interval = Line::of_inputs().within([-1.0, 3.0])?;
/// let slopes = slopes(&network, &interval.into(), &Options::regions())?;
/// assert_eq!(slopes.regions, [[1.0, 0.0], [3.0, 2.0]]);
/// assert_eq!((slopes.mean(), slopes.total_variation()), (1.5, 6.0));
/// assert_eq!(slopes.jump_mean(), 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn slopes(network: &Network, slice: &Slice, options: &Options) -> Result<Slopes, RegionsError> {
    match slice {
        Slice::Plane(plane) => Ok(of_tiling(&tile_plane(network, plane, options)?, plane)),
        Slice::Line(line) => on_line(network, line, options),
        Slice::Cube(_) => Err(RegionsError::NoCrossings),
    }
}

impl Slopes {
    /// The mean over the slice.
    pub fn mean(&self) -> f64 {
        weighted_mean(&self.regions)
    }

    /// The integral over the slice: on a line with one output its total variation, with several the length
    /// of the curve of outputs.
    pub fn total_variation(&self) -> f64 {
        self.regions.iter().map(|[size, slope]| size * slope).sum()
    }

    /// The least slope that is not exceeded in a share `q` of the slice.
    pub fn quantile(&self, q: f64) -> f64 {
        let mut sorted = self.regions.clone();
        sorted.sort_unstable_by(|a, b| a[1].total_cmp(&b[1]));
        let total: f64 = sorted.iter().map(|[size, _]| size).sum();
        let mut below = 0.0;
        for [size, slope] in &sorted {
            below += size;
            if below >= q * total {
                return *slope;
            }
        }
        sorted.last().map_or(0.0, |[_, slope]| *slope)
    }

    /// The mean jump over all walls weighted by length; 0 without walls.
    pub fn jump_mean(&self) -> f64 {
        weighted_mean(&self.walls)
    }
}

fn weighted_mean(pairs: &[[f64; 2]]) -> f64 {
    let total: f64 = pairs.iter().map(|[weight, _]| weight).sum();
    let sum: f64 = pairs.iter().map(|[weight, value]| weight * value).sum();
    if total > 0.0 { sum / total } else { 0.0 }
}

/// The slopes of the regions of a tiling.
fn of_tiling(tiling: &Tiling, plane: &Plane) -> Slopes {
    let (metric, unit) = (Metric::of(plane), plane.unit_area());
    let regions = tiling.polygons.iter();
    let regions = regions.map(|polygon| {
        let gradients = polygon.outputs.iter().map(|&[g, h, _]| [g, h]);
        [polygon.area() * unit, metric.norm(gradients)]
    });
    let walls = tiling.walls.iter().enumerate().map(|(index, wall)| {
        let [[ax, ay], [bx, by]] = wall.ends;
        let outputs = tiling.polygons[wall.polygons[0]].outputs.len();
        let jumps = (0..outputs).map(|output| tiling.jump(index, output));
        let jump = if wall.jumps { metric.norm(jumps) } else { 0.0 };
        [plane.length([bx - ax, by - ay]), jump]
    });
    Slopes {
        regions: regions.collect(),
        walls: walls.collect(),
    }
}

fn on_line(network: &Network, line: &Line, options: &Options) -> Result<Slopes, RegionsError> {
    let Some([from, to]) = line.interval else {
        return Err(RegionsError::NoInterval);
    };
    let breakpoints = Counter::new(network.clone()).breakpoints(line, options)?;
    let unit = norm(line.direction.iter().copied());
    let mut ends = vec![from];
    ends.extend(breakpoints.iter().map(|breakpoint| breakpoint.s));
    ends.push(to);
    let regions = ends.windows(2).map(|ends| {
        let [from, to] = [ends[0], ends[1]];
        let slope = norm(derivative(network, line, f64::midpoint(from, to)));
        [(to - from) * unit, slope / unit]
    });
    let walls = breakpoints.iter();
    let walls = walls.map(|breakpoint| [1.0, norm(breakpoint.jump.iter().copied()) / unit]);
    Ok(Slopes {
        regions: regions.collect(),
        walls: walls.collect(),
    })
}

/// The derivatives of the outputs along a line.
fn derivative(network: &Network, line: &Line, s: f64) -> impl Iterator<Item = f64> + Clone {
    let activation = network.activation();
    let along = line.origin.iter().zip(&line.direction);
    let mut signal: Vec<[f64; 2]> = along.map(|(x, d)| [x + s * d, *d]).collect();
    for (index, layer) in network.layers().iter().enumerate() {
        let unit = |unit: usize| {
            let terms = layer.row(unit).iter().zip(&signal);
            let sums = terms.fold([layer.bias[unit], 0.0], |[z, t], (w, [x, d])| {
                [z + w * x, t + w * d]
            });
            if index == network.hidden().len() {
                return sums;
            }
            let breakpoints = activation.breakpoints();
            let piece = breakpoints.partition_point(|&breakpoint| breakpoint < sums[0]);
            [
                activation.apply(sums[0]),
                activation.slopes()[piece] * sums[1],
            ]
        };
        signal = (0..layer.outputs).map(unit).collect();
    }
    signal.into_iter().map(|[_, derivative]| derivative)
}

/// The Euclidean norm, in units of the largest so that no square leaves the range of floats.
fn norm(numbers: impl Iterator<Item = f64> + Clone) -> f64 {
    let largest = numbers
        .clone()
        .fold(0.0, |most: f64, number| most.max(number.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    let squares = numbers.map(|number| (number / largest).powi(2));
    largest * squares.sum::<f64>().sqrt()
}

/// The length in input space of gradients in a plane's coordinates: the inverse of the Gram matrix
/// of its basis.
#[derive(Clone, Copy, Debug)]
pub struct Metric([[f64; 2]; 2]);

impl Metric {
    /// The metric of a plane.
    pub fn of(plane: &Plane) -> Self {
        let basis = plane.basis();
        let gram = |i: usize, j: usize| -> f64 {
            basis[i].iter().zip(&basis[j]).map(|(a, b)| a * b).sum()
        };
        let (a, b, c) = (gram(0, 0), gram(0, 1), gram(1, 1));
        let determinant = a * c - b * b;
        Self([[c, -b], [-b, a]].map(|row| row.map(|number| number / determinant)))
    }

    /// The Frobenius norm of some gradients `[g_1, g_2]`.
    pub fn norm(&self, gradients: impl Iterator<Item = [f64; 2]>) -> f64 {
        let [[a, b], [_, c]] = self.0;
        let squares = gradients.map(|[g, h]| a * g * g + 2.0 * b * g * h + c * h * h);
        squares.sum::<f64>().max(0.0).sqrt()
    }
}
