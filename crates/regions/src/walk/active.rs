//! The layers as they are in the current cell, and what is known of their units.

use super::kernels;
use super::layers::{Layers, WalkLayer};
use crate::pattern::Pieces;
use crease_network::Network;

/// Layers that are narrowed or joined in the current cell, and all others as they are.
#[derive(Default)]
pub(super) struct Active {
    /// The last layer, narrowed to what is undecided.
    pub last: Option<WalkLayer>,
    pub joined: Option<Joined>,
    pub spare: Option<Joined>,
}

impl Active {
    /// A layer, narrowed where it has been.
    pub(super) fn layer<'l>(&'l self, layers: &'l Layers, layer: usize) -> &'l WalkLayer {
        if let Some(joined) = &self.joined
            && layer == 1
        {
            return &joined.second;
        }
        match &self.last {
            Some(last) if layer + 1 == layers.hidden.len() => last,
            _ => self.all(layers, layer),
        }
    }

    /// A layer after the current one: narrowed where two are joined, but no further.
    pub(super) fn all<'l>(&'l self, layers: &'l Layers, layer: usize) -> &'l WalkLayer {
        match &self.joined {
            Some(Joined {
                third: Some(third), ..
            }) if layer == 2 => third,
            _ => &layers.hidden[layer],
        }
    }

    /// What the units of a layer change when they are switched on.
    pub(super) fn after<'l>(&'l self, layers: &'l Layers, layer: usize) -> &'l WalkLayer {
        match &self.joined {
            Some(joined) if layer == 0 => &joined.rows,
            _ => self.layer(layers, layer + 1),
        }
    }

    /// Whether forms of the next layer follow those of this one.
    pub(super) fn is_joined(&self, layer: usize) -> bool {
        layer == 1 && self.joined.is_some()
    }

    /// The row of a unit's weights in the next layer.
    pub(super) fn row(&self, layer: usize, unit: usize) -> u32 {
        match &self.joined {
            Some(joined) if layer == 1 && joined.third.is_none() => joined.units[unit],
            _ => unit as u32,
        }
    }
}

/// The second and third layer, joined.
#[derive(Default)]
pub(super) struct Joined {
    /// The second layer's undecided units.
    pub second: WalkLayer,
    /// Their numbers in the second layer.
    pub units: Vec<u32>,
    /// What is known of each unit of the second layer all over the part.
    pub flags: Vec<f64>,
    /// After the first layer: a row for each crossing unit, the undecided units of the second and
    /// then those of the third.
    pub rows: WalkLayer,
    /// The third layer's undecided units, with a row for each of the second's; none where a later
    /// layer needs all of them.
    pub third: Option<WalkLayer>,
}

/// Buffers for narrowing the last layer.
#[derive(Default)]
pub(super) struct Narrowing {
    pub rows: Vec<u32>,
    pub values: Vec<f64>,
    /// What is certain in a whole cell of the next layer.
    pub flags: Vec<f64>,
    /// Its units that are not.
    pub undecided: Vec<u32>,
    /// A narrowed layer that is not in use.
    pub spare: Option<WalkLayer>,
}

impl Narrowing {
    pub(super) fn list_undecided(&mut self, units: usize) {
        self.undecided.clear();
        let flags = self.flags[..units].iter().zip(0..);
        let unsure = flags.filter(|(flag, _)| **flag == kernels::UNSURE);
        self.undecided.extend(unsure.map(|(_, unit)| unit));
    }
}

/// What the walk knows of the units in the current cell.
pub(super) struct UnitStates<'f> {
    pub flags: &'f [Vec<f64>],
    pub active: &'f Active,
}

impl UnitStates<'_> {
    /// Calls `each` with every unit of a decided layer that is on.
    pub(super) fn each_on(&self, layer: usize, units: usize, mut each: impl FnMut(usize)) {
        match &self.active.joined {
            Some(joined) if layer == 1 => {
                for (unit, &flag) in joined.flags[..units].iter().enumerate() {
                    if flag == kernels::ABOVE {
                        each(unit);
                    }
                }
                for (&unit, &flag) in joined.units.iter().zip(&self.flags[1]) {
                    if flag == kernels::ABOVE {
                        each(unit as usize);
                    }
                }
            }
            _ => {
                for (unit, &flag) in self.flags[layer][..units].iter().enumerate() {
                    if flag == kernels::ABOVE {
                        each(unit);
                    }
                }
            }
        }
    }

    /// The piece of each of the `neurons` of a decided layer.
    pub(super) fn pattern(&self, layer: usize, neurons: usize, pieces: &Pieces) -> Vec<u8> {
        let mut pattern = Vec::new();
        self.find_pattern(layer, neurons, pieces, &mut pattern);
        pattern
    }

    /// The same into a buffer.
    pub(super) fn find_pattern(
        &self,
        layer: usize,
        neurons: usize,
        pieces: &Pieces,
        pattern: &mut Vec<u8>,
    ) {
        pattern.clear();
        pattern.resize(neurons, 0);
        let thresholds = neurons * pieces.breakpoints().len();
        self.each_on(layer, thresholds, |unit| pattern[unit % neurons] += 1);
    }
}

impl Layers {
    /// The layer of the unit with this number; for differences of outputs, the one after the last.
    pub(super) fn layer_of(&self, id: u32) -> usize {
        self.first_ids.partition_point(|&first| first <= id) - 1
    }

    /// The layer and the neuron of a unit, and its threshold.
    pub(super) fn neuron_of(
        &self,
        id: u32,
        network: &Network,
        pieces: &Pieces,
    ) -> (usize, usize, f64) {
        let layer = self.layer_of(id);
        let unit = (id - self.first_ids[layer]) as usize;
        let neurons = network.hidden()[layer].outputs;
        let threshold = pieces.breakpoints().get(unit / neurons);
        (layer, unit % neurons, threshold.copied().unwrap_or(0.0))
    }
}
