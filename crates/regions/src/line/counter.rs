use super::Line;
use super::exact::Decider;
use super::stage::Stage;
use super::state::State;
use super::sweep::{Prepared, Room, Sweep};
use super::update::largest;
use crate::aligned::Aligned;
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
    room: Room,
}

impl<'a> LineCounter<'a> {
    /// Prepares a network.
    pub fn new(network: &'a Network) -> Self {
        let pieces = Pieces::new(network.activation());
        let stages = Stage::of_network(network, &pieces);
        let breakpoints = pieces.breakpoints().len();
        let padded = stages.iter().rev().nth(1).map_or(0, |stage| stage.padded);
        let spare = [padded, padded, padded * breakpoints];
        let room = Room {
            states: stages
                .iter()
                .map(|stage| State::new(stage, breakpoints))
                .collect(),
            spare: spare.map(|length| Aligned::new(length, 0.0)),
            ..Room::default()
        };
        Self {
            network,
            arch: Arch::new(),
            prepared: Prepared {
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
        let decider = Decider::new(self.network, line, &self.prepared.pieces);
        let mut sweep = Sweep::new(&self.prepared, &mut self.room, decider, line, *options);
        let found = self.arch.dispatch(&mut sweep)?;
        let breakpoints = |regions: u64| line.interval.map(|_| (regions - 1) as f64);
        let linear_regions = options.linear_regions.then_some(found.linear_regions);
        Ok(Counts {
            neurons: self.network.neurons(),
            activation_regions: found.regions,
            linear_regions,
            edges: None,
            vertices: None,
            boundary_measure: breakpoints(found.regions),
            gradient_boundary_measure: linear_regions.and_then(breakpoints),
            exact_fallbacks: sweep.fallbacks(),
        })
    }
}
