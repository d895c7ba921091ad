//! Distances to the nearest boundary between activation regions.
//!
//! # What is measured
//! For each point the least of `|z(x) - xi| / ||grad z(x)||` over all neurons `z` and breakpoints
//! `xi`, neurons with zero gradient left out (*Complexity of Linear Regions in Deep Networks*,
//! Section 3.2). The gradient is with respect to the network's inputs. It is the distance itself,
//! not a bound on it: no neuron changes its piece within the ball of that radius.
//!
//! # How exact
//! - *Sides.* Pre-activations are computed to about 75 bits, with a bound on their error from the
//!   magnitudes of a layer's inputs. Which piece a neuron is on is decided beyond that bound, and
//!   exactly otherwise. So is whether a point lies on a boundary: then its distance is 0, and only
//!   then.
//! - *Numerators.* If the bound is more than [`PRECISE`] of `|z - xi|`, that is computed exactly; so is
//!   the whole quotient where a float has no room for it.
//! - *Gradients* are products in `f64`. Each row has a bound on its error, `sum |W| |slope|` times
//!   that of the rows before and `(n + 4) u` times their norms. If it is more than [`PRECISE`] of the
//!   norm and the neuron might be the nearest, the gradient is computed exactly; a gradient is zero
//!   only if it is.
//!
//! The relative error of a distance is below `1e-9`, as far as floats can hold it. In networks of
//! more than six layers, bounds of gradients become wide, and more gradients are computed exactly,
//! which is slow.
//!
//! # How fast
//! With more inputs than neurons in the first layer its weights are replaced by a
//! [triangle](reduce) with the same norms.

mod double;
mod exact;
mod gradients;
mod layer;
mod product;
mod reduce;
mod values;

use crate::RegionsError;
use crate::pattern::Pieces;
use crease_network::Network;
use exact::PointExact;
pub(crate) use exact::{PRECISE, distance_of};
use gradients::Gradients;
use layer::DistanceLayer;
use pulp::{Arch, Simd, WithSimd};
use std::fmt;
use std::sync::Arc;
use values::Values;

/// The distance of each point to the nearest boundary between activation regions; infinity where
/// there is no boundary. For points that come in many parts, a [`DistanceMeter`] prepares the network once.
///
/// `points` has `m x n_in` numbers, point after point.
///
/// # Errors
/// If the numbers do not make whole points, or are not finite.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Network};
///
/// // One neuron, 3 x + 4 y - 5.
/// let hidden = Layer { weight: vec![3.0, 4.0], bias: vec![-5.0], inputs: 2, outputs: 1 };
/// let output = Layer { weight: vec![1.0], bias: vec![0.0], inputs: 1, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let distances = crease_regions::distances(&network, &[0.0, 0.0, 3.0, -1.0])?;
/// assert_eq!(distances, [1.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn distances(network: &Network, points: &[f64]) -> Result<Vec<f64>, RegionsError> {
    DistanceMeter::new(network.clone()).measure(points)
}

/// Measures distances in one network: what is prepared is kept, and so are the buffers.
pub struct DistanceMeter {
    network: Arc<Network>,
    arch: Arch,
    pieces: Pieces,
    layers: Vec<DistanceLayer>,
    values: Values,
    gradients: Gradients,
}

/// One point to be measured.
struct Measure<'m> {
    meter: &'m mut DistanceMeter,
    point: &'m [f64],
    quantity: Quantity<'m>,
}

/// What to measure at a point.
enum Quantity<'m> {
    /// Its distance to the nearest boundary.
    Distance,
    /// How many neurons are nearer than each radius: for each layer, a number a radius.
    Within {
        radii: &'m [f64],
        counts: &'m mut [u64],
    },
    /// Its pattern, which is left in the meter.
    Pattern,
}

impl fmt::Debug for DistanceMeter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut meter = formatter.debug_struct("DistanceMeter");
        meter.field("widths", &self.network.widths());
        meter.finish_non_exhaustive()
    }
}

impl DistanceMeter {
    /// Prepares a network.
    pub fn new(network: impl Into<Arc<Network>>) -> Self {
        let network = network.into();
        let hidden = network.hidden();
        let pieces = Pieces::new(network.activation());
        let layers = hidden.iter().enumerate();
        let layers = layers.map(|(index, layer)| DistanceLayer::new(layer, index == 0));
        Self {
            arch: Arch::new(),
            layers: layers.collect(),
            values: Values::new(hidden, &pieces),
            gradients: Gradients::new(hidden),
            pieces,
            network,
        }
    }

    /// The distances of some points; see [`distances`].
    ///
    /// # Errors
    /// If the numbers do not make whole points, or are not finite.
    pub fn measure(&mut self, points: &[f64]) -> Result<Vec<f64>, RegionsError> {
        self.check(points)?;
        let points = points.chunks_exact(self.network.inputs());
        Ok(points
            .map(|point| self.measure_point(point, Quantity::Distance))
            .collect())
    }

    /// How many neurons lie nearer to each point than each radius: those with `|z(x) - xi| < radius
    /// ||grad z(x)||` for a breakpoint `xi`, as in [`distances`]. Returns `m x radii x n_hidden` numbers,
    /// point after point, radius after radius, a number for each hidden layer.
    ///
    /// Each is decided exactly. It is how many neurons would cross the open ball around the point if the
    /// affine map of its region held all over the ball. For the first layer it does. For a later one the
    /// ball may reach regions in which the neuron is another affine map, so that the neuron crosses it
    /// although it is not counted, or is counted although it does not; [`Counter::crossed`] shows which
    /// neurons cross for certain. Where all numbers are 0, no neuron crosses the ball.
    ///
    /// # Errors
    /// If the numbers do not make whole points, or are not finite, or a radius is not positive and
    /// finite.
    ///
    /// # Example
    /// ```
    /// use crease_regions::{Activation, DistanceMeter, Layer, Network};
    ///
    /// // 3 x + 4 y - 5 and x - 3: at distances 1 and 3 of the origin.
    /// let weight = vec![3.0, 4.0, 1.0, 0.0];
    /// let hidden = Layer { weight, bias: vec![-5.0, -3.0], inputs: 2, outputs: 2 };
    /// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
    /// let network = Network::new(vec![hidden, output], Activation::relu())?;
    /// let mut meter = DistanceMeter::new(network);
    /// assert_eq!(meter.count_within(&[0.0, 0.0], &[0.5, 2.0, 3.5])?, [0, 1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// [`Counter::crossed`]: crate::Counter::crossed
    pub fn count_within(
        &mut self,
        points: &[f64],
        radii: &[f64],
    ) -> Result<Vec<u64>, RegionsError> {
        self.check(points)?;
        let unfit = |radius: &&f64| !(radius.is_finite() && **radius > 0.0);
        if let Some(&radius) = radii.iter().find(unfit) {
            return Err(RegionsError::Radius(radius));
        }
        let layers = self.layers.len();
        let mut counts = vec![0; layers * radii.len()];
        let mut all = Vec::new();
        for point in points.chunks_exact(self.network.inputs()) {
            counts.fill(0);
            let counts = &mut counts;
            self.measure_point(point, Quantity::Within { radii, counts });
            for radius in 0..radii.len() {
                all.extend((0..layers).map(|layer| counts[layer * radii.len() + radius]));
            }
        }
        Ok(all)
    }

    /// The piece of its activation that each hidden neuron is on at each point, layer by layer, from 0;
    /// on a breakpoint the lower one. Decided exactly: `m x neurons` numbers.
    ///
    /// # Errors
    /// If the numbers do not make whole points, or are not finite.
    pub fn patterns(&mut self, points: &[f64]) -> Result<Vec<u8>, RegionsError> {
        self.check(points)?;
        let mut patterns = Vec::new();
        for point in points.chunks_exact(self.network.inputs()) {
            self.measure_point(point, Quantity::Pattern);
            patterns.extend(self.values.patterns.iter().flatten());
        }
        Ok(patterns)
    }

    fn measure_point(&mut self, point: &[f64], quantity: Quantity<'_>) -> f64 {
        let arch = self.arch;
        arch.dispatch(Measure {
            meter: self,
            point,
            quantity,
        })
    }

    /// Checks that the numbers make whole points, and are finite.
    fn check(&self, points: &[f64]) -> Result<(), RegionsError> {
        let inputs = self.network.inputs();
        if !points.len().is_multiple_of(inputs) {
            return Err(RegionsError::Points {
                found: points.len(),
                inputs,
            });
        }
        match points.iter().position(|number| !number.is_finite()) {
            Some(index) => Err(RegionsError::PointNotFinite {
                point: index / inputs,
                input: index % inputs,
                value: points[index],
            }),
            None => Ok(()),
        }
    }
}

impl WithSimd for Measure<'_> {
    type Output = f64;

    /// The distance, where that is wanted.
    #[inline(always)]
    #[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let DistanceMeter {
            network,
            pieces,
            layers,
            values,
            gradients,
            ..
        } = self.meter;
        let mut quantity = self.quantity;
        let mut exact = PointExact::new(network, pieces, self.point);
        values.begin(self.point);
        gradients.begin();
        for (index, layer) in layers.iter().enumerate() {
            values.advance(simd, pieces, layer, index, &mut exact);
            if index > 0 && !matches!(quantity, Quantity::Pattern) {
                gradients.advance(simd, layer, index, &values.slopes);
            }
            match &mut quantity {
                Quantity::Distance => gradients.compare(index, &values.above),
                Quantity::Within { radii, counts } => {
                    let counts = &mut counts[index * radii.len()..][..radii.len()];
                    let Values {
                        above, patterns, ..
                    } = values;
                    gradients.count_within(index, above, radii, patterns, &mut exact, counts);
                }
                Quantity::Pattern => {}
            }
            values.activate(pieces, index);
        }
        match quantity {
            Quantity::Distance => gradients.nearest(&values.patterns, &mut exact),
            Quantity::Within { .. } | Quantity::Pattern => f64::NAN,
        }
    }
}
