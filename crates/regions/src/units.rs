//! Which neuron and breakpoint a unit of the walk stands for, and the patterns that units make.

use crate::pattern::Pieces;
use crate::walk::LineId;
use crease_network::Network;

/// A neuron of a hidden layer, and one of the breakpoints of its activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Neuron {
    /// The hidden layer, from 0.
    pub layer: usize,
    /// The neuron in its layer, from 0.
    pub unit: usize,
    /// Which of the activation's breakpoints, from 0.
    pub breakpoint: usize,
}

/// The units of a network, layer by layer: in each, all neurons with their first breakpoint, all with
/// their second, and so on, and, where the first slope is not 0, all once more: those are always on.
#[derive(Clone, Debug)]
pub(crate) struct Units {
    /// The first unit of each layer, and its neurons.
    layers: Vec<(usize, usize)>,
    breakpoints: usize,
    count: usize,
}

impl Units {
    pub(crate) fn new(network: &Network) -> Self {
        let pieces = Pieces::new(network.activation());
        let breakpoints = pieces.breakpoints().len();
        let each = breakpoints + usize::from(pieces.slope(0) != 0.0);
        let mut count = 0;
        let layers = network.hidden().iter().map(|layer| {
            let first = count;
            count += each * layer.outputs;
            (first, layer.outputs)
        });
        Self {
            layers: layers.collect(),
            breakpoints,
            count,
        }
    }

    /// One unit for all walls of a graph of layers, whose neurons are not numbered here.
    pub(crate) fn of_graph() -> Self {
        Self {
            layers: Vec::new(),
            breakpoints: 0,
            count: 1,
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The neuron that passes a breakpoint on a line; `None` on the frame.
    pub(crate) fn neuron(&self, line: LineId) -> Option<Neuron> {
        line.unit().map(|unit| self.neuron_of(unit))
    }

    /// The neuron that passes a breakpoint where this unit is zero.
    pub(crate) fn neuron_of(&self, unit: u32) -> Neuron {
        let unit = unit as usize;
        let layer = self.layers.partition_point(|&(first, _)| first <= unit) - 1;
        let (first, neurons) = self.layers[layer];
        Neuron {
            layer,
            unit: (unit - first) % neurons,
            breakpoint: (unit - first) / neurons,
        }
    }

    /// Appends the piece of each neuron, layer by layer, where these units are on, a bit each.
    pub(crate) fn push_pattern(&self, on: &[u64], into: &mut Vec<u8>) {
        for &(first, neurons) in &self.layers {
            let piece = |neuron: usize| {
                let units = (0..self.breakpoints).map(|t| first + t * neurons + neuron);
                units
                    .map(|unit| (on[unit / 64] >> (unit % 64) & 1) as u8)
                    .sum::<u8>()
            };
            into.extend((0..neurons).map(piece));
        }
    }
}
