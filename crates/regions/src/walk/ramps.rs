//! Neurons as units of one threshold each.
//!
//! Any activation is `phi(z) = s_0 z + c + sum_t d_t relu(z - xi_t)`, with `s_0` and `c` slope and
//! offset before the first breakpoint and `d_t` the change of slope at breakpoint `xi_t`. So a neuron
//! with `T` breakpoints is `T` units of the walk, each with one threshold and weights `d_t W`, and one
//! more that is always on if `s_0` is not 0. A neuron with a ReLU is one unit.

use crate::dyadic::Dyadic;
use crate::pattern::Pieces;

/// A threshold of a neuron, or none for what is always on.
#[derive(Clone, Copy)]
pub(super) struct Ramp {
    pub neuron: usize,
    pub breakpoint: Option<usize>,
}

/// The units of a layer of `neurons`: all of the first breakpoint, all of the second, and so on.
pub(super) fn ramps(neurons: usize, pieces: &Pieces) -> Vec<Ramp> {
    let breakpoints = (0..pieces.breakpoints().len()).map(Some);
    let always = (pieces.slope(0) != 0.0).then_some(None);
    let all = breakpoints.chain(always);
    all.flat_map(|breakpoint| (0..neurons).map(move |neuron| Ramp { neuron, breakpoint }))
        .collect()
}

/// The outputs, each as it is.
pub(super) fn outputs(count: usize) -> Vec<Ramp> {
    let output = |neuron| Ramp {
        neuron,
        breakpoint: None,
    };
    (0..count).map(output).collect()
}

impl Ramp {
    pub(super) fn threshold(self, pieces: &Pieces) -> f64 {
        self.breakpoint.map_or(0.0, |t| pieces.breakpoints()[t])
    }

    /// What the unit adds to the slope of its neuron where it is on, and whether that is rounded.
    pub(super) fn slope(self, pieces: &Pieces) -> (f64, bool) {
        let Some(t) = self.breakpoint else {
            return (pieces.slope(0), false);
        };
        let (before, after) = (pieces.slope(t as u8), pieces.slope(t as u8 + 1));
        let change = after - before;
        let exact = &Dyadic::from(after) - &Dyadic::from(before);
        (change, Dyadic::from(change) != exact)
    }
}

/// What a unit of a layer of `neurons` adds to the slope of its neuron where it is on, rounded.
pub(super) fn slope_of(unit: usize, neurons: usize, pieces: &Pieces) -> f64 {
    let breakpoint = Some(unit / neurons).filter(|&t| t < pieces.breakpoints().len());
    let ramp = Ramp {
        neuron: unit % neurons,
        breakpoint,
    };
    ramp.slope(pieces).0
}
