//! Pre-activations, pieces, and how far each neuron is from its nearest breakpoint.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use super::double::{self, Double, Term};
use super::exact::{PRECISE, PointExact};
use super::layer::DistanceLayer;
use crate::aligned::Aligned;
use crate::dyadic::Dyadic;
use crate::pattern::Pieces;
use crate::vectors::BLOCK;
use crease_network::Layer;
use pulp::Simd;

/// The values of one layer at one point.
pub(super) struct Values {
    /// Of all layers so far: the piece of each neuron.
    pub patterns: Vec<Vec<u8>>,
    /// `|z - xi|` for the nearest breakpoint of each neuron; NaN where floats have no room for it.
    pub above: Vec<f64>,
    /// The slopes of the pieces in the layer before the one that was last advanced to.
    pub slopes: Vec<f64>,
    offsets: Vec<Double>,
    largest_breakpoint: f64,
    terms: Vec<Term>,
    high: Vec<Aligned>,
    low: Vec<Aligned>,
    /// The largest magnitude of the numbers that the next layer reads, and their error.
    largest: f64,
    error: f64,
}

impl Values {
    pub(super) fn new(hidden: &[Layer], pieces: &Pieces) -> Self {
        let padded = |layer: &Layer| Aligned::new(layer.outputs.next_multiple_of(BLOCK), 0.0);
        let breakpoints = pieces.breakpoints().iter();
        let offsets = (0..=pieces.breakpoints().len()).map(|piece| {
            let offset = pieces.exact_offset(piece as u8);
            let (high, _) = offset.to_f64();
            let rest = offset - &Dyadic::from(high);
            let (low, _) = rest.to_f64();
            Double { high, low }
        });
        Self {
            patterns: hidden.iter().map(|layer| vec![0; layer.outputs]).collect(),
            above: Vec::new(),
            slopes: Vec::new(),
            offsets: offsets.collect(),
            largest_breakpoint: breakpoints.fold(0.0, |max, b| max.max(b.abs())),
            terms: Vec::new(),
            high: hidden.iter().map(padded).collect(),
            low: hidden.iter().map(padded).collect(),
            largest: 0.0,
            error: 0.0,
        }
    }

    /// Starts at a point.
    #[inline(always)]
    pub(super) fn begin(&mut self, point: &[f64]) {
        self.terms.clear();
        (self.largest, self.error) = (0.0, 0.0);
        for (input, &high) in point.iter().enumerate() {
            // Zeros are skipped: pictures are mostly black.
            if high != 0.0 {
                self.terms.push(Term::new(input, Double { high, low: 0.0 }));
                self.largest = self.largest.max(high.abs());
            }
        }
    }

    /// Computes a layer and finds the piece of each unit.
    #[inline(always)]
    pub(super) fn advance<S: Simd>(
        &mut self,
        simd: S,
        pieces: &Pieces,
        layer: &DistanceLayer,
        index: usize,
        exact: &mut PointExact<'_>,
    ) {
        let (high, low) = (&mut self.high[index], &mut self.low[index]);
        double::sum(simd, layer.columns(), &layer.bias, &self.terms, high, low);
        let terms = self.terms.len();
        let relative = double::rounding(terms, layer.is_long());
        // Above 0 without terms too: an error from before may underflow.
        let floor = (terms + 1) as f64 * f64::MIN_POSITIVE;
        let nothing = terms == 0 && self.error == 0.0 && self.largest_breakpoint == 0.0;
        self.above.clear();
        let mut worst: f64 = 0.0;
        for unit in 0..layer.units {
            let magnitude = self.largest * layer.sums[unit] + layer.bias[unit].abs();
            let size = magnitude + self.largest_breakpoint;
            let error = if nothing {
                // A bias is exact.
                0.0
            } else {
                (relative * size + self.error * layer.sums[unit]) * 1.001 + floor
            };
            worst = if error > worst || error.is_nan() {
                error
            } else {
                worst
            };
            let z = Double {
                high: self.high[index][unit],
                low: self.low[index][unit],
            };
            let (mut piece, mut nearest) = (0, f64::INFINITY);
            for (t, &breakpoint) in pieces.breakpoints().iter().enumerate() {
                let above = z.plus(-breakpoint).to_f64();
                let certain = error == 0.0 || above.abs() * PRECISE > error;
                let (is_above, distance) = if certain && above.is_finite() {
                    (above > 0.0, above.abs())
                } else {
                    let (sign, distance) = exact.above(&self.patterns, index, unit, breakpoint);
                    (sign.is_gt(), distance)
                };
                if is_above {
                    piece = t as u8 + 1;
                }
                nearest = if distance < nearest || distance.is_nan() {
                    distance
                } else {
                    nearest
                };
            }
            self.patterns[index][unit] = piece;
            self.above.push(nearest);
        }
        self.error = worst;
    }

    /// Applies the activation.
    #[inline(always)]
    pub(super) fn activate(&mut self, pieces: &Pieces, index: usize) {
        self.terms.clear();
        self.slopes.clear();
        let mut largest: f64 = 0.0;
        for (unit, &piece) in self.patterns[index].iter().enumerate() {
            let slope = pieces.slope(piece);
            self.slopes.push(slope);
            let mut post = Double {
                high: self.high[index][unit],
                low: self.low[index][unit],
            };
            if slope == 0.0 {
                post = Double::default();
            } else {
                // This also normalises the two parts.
                post = post.plus(0.0);
                if slope != 1.0 {
                    post = post.times(slope);
                }
            }
            let offset = self.offsets[usize::from(piece)];
            if offset.high != 0.0 {
                post = post.plus(offset.high).plus(offset.low);
            }
            if post.high != 0.0 || post.low != 0.0 {
                self.terms.push(Term::new(unit, post));
                let size = post.high.abs() * 1.001 + post.low.abs();
                largest = if size > largest || size.is_nan() {
                    size
                } else {
                    largest
                };
            }
        }
        // Room for the rounding of the activation itself, 2^-100 of its terms.
        let size = largest + pieces.largest_offset().magnitude;
        let rounded = size * 2f64.powi(-95) + f64::MIN_POSITIVE;
        let alive = self.slopes.iter().any(|&slope| slope != 0.0);
        self.error = if alive || pieces.has_offsets() {
            self.error * pieces.largest_slope() * 1.001 + rounded
        } else {
            0.0
        };
        self.largest = largest;
    }
}
