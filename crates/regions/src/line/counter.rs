use super::Line;
use super::exact::Decider;
use super::follow::ones;
use super::layered::Layered;
use super::layers::Layers;
use super::stage::Stage;
use super::state::State;
use super::sweep::{Prepared, Room, Sweep};
use super::update::largest;
use crate::pattern::Pieces;
use crate::vectors::Weights;
use crate::{Counts, Options, RegionsError};
use crease_network::Network;
use pulp::Arch;

/// Counts many lines through one network: weights and bounds are prepared once, buffers are kept.
pub struct LineCounter<'a> {
    network: &'a Network,
    arch: Arch,
    prepared: Prepared,
    layers: Layers,
    room: Room,
}

impl<'a> LineCounter<'a> {
    /// Prepares a network.
    pub fn new(network: &'a Network) -> Self {
        let pieces = Pieces::new(network.activation());
        let stages = Stage::of_network(network, &pieces);
        let breakpoints = pieces.breakpoints().len();
        let bits = |units: usize| {
            let words = (0..units).step_by(64);
            words.map(|first| ones((units - first).min(64))).collect()
        };
        let room = Room {
            states: stages
                .iter()
                .map(|stage| State::new(stage, breakpoints))
                .collect(),
            ..Room::default()
        };
        Self {
            network,
            arch: Arch::new(),
            layers: Layers::new(&stages),
            prepared: Prepared {
                all_units: stages.iter().map(|stage| bits(stage.units)).collect(),
                inputs: Weights::new(network.inputs(), 1.0),
                stages,
                largest_breakpoint: largest(pieces.breakpoints()),
                pieces,
            },
            room,
        }
    }

    /// Counts one line; see [`count_line`](crate::count_line).
    ///
    /// # Errors
    /// If the line does not fit the network, or there are more regions than `options` allow.
    pub fn count(&mut self, line: &Line, options: &Options) -> Result<Counts, RegionsError> {
        line.check(self.network.inputs())?;
        if let Some(counts) = self.count_layers(line, options)? {
            return Ok(counts);
        }
        let decider = Decider::new(self.network, line, &self.prepared.pieces);
        let mut sweep = Sweep::new(&self.prepared, &mut self.room, decider, line, *options);
        let found = self.arch.dispatch(&mut sweep)?;
        let fallbacks = sweep.fallbacks();
        let linear_regions = options.linear_regions.then_some(found.linear_regions);
        Ok(self.counts(line, found.regions, linear_regions, fallbacks))
    }

    /// Counts a line layer by layer, if that answers what is asked, for certain.
    pub(super) fn count_layers(
        &mut self,
        line: &Line,
        options: &Options,
    ) -> Result<Option<Counts>, RegionsError> {
        if options.linear_regions {
            return Ok(None);
        }
        let layered = Layered::new(&self.prepared, &mut self.layers, line);
        let regions = layered.and_then(|mut layered| self.arch.dispatch(&mut layered));
        match regions {
            Some(regions) if regions > options.max_regions => Err(RegionsError::TooMany {
                limit: options.max_regions,
            }),
            Some(regions) => Ok(Some(self.counts(line, regions, None, 0))),
            None => Ok(None),
        }
    }

    fn counts(
        &self,
        line: &Line,
        regions: u64,
        linear_regions: Option<u64>,
        exact_fallbacks: u64,
    ) -> Counts {
        let breakpoints = |regions: u64| line.interval.map(|_| (regions - 1) as f64);
        Counts {
            neurons: self.network.neurons(),
            activation_regions: regions,
            linear_regions,
            edges: None,
            vertices: None,
            boundary_measure: breakpoints(regions),
            gradient_boundary_measure: linear_regions.and_then(breakpoints),
            exact_fallbacks,
        }
    }
}
