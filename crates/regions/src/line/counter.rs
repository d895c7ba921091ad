use super::Line;
use super::exact::Decider;
use super::stage::Stage;
use super::state::State;
use super::sweep::Sweep;
use crate::pattern::Pieces;
use crate::{Counts, Options, RegionsError};
use crease_network::Network;
use pulp::Arch;

/// Counts many lines through one network: weights and bounds are prepared once, buffers are kept.
pub struct LineCounter<'a> {
    network: &'a Network,
    pieces: Pieces,
    arch: Arch,
    inputs: Vec<u32>,
    stages: Vec<Stage>,
    states: Vec<State>,
}

impl<'a> LineCounter<'a> {
    /// Prepares a network.
    pub fn new(network: &'a Network) -> Self {
        let pieces = Pieces::new(network.activation());
        let stages = Stage::of_network(network, &pieces);
        let breakpoints = pieces.breakpoints().len();
        let states = stages.iter().map(|stage| State::new(stage, breakpoints));
        Self {
            network,
            arch: Arch::new(),
            inputs: (0..network.inputs() as u32).collect(),
            states: states.collect(),
            stages,
            pieces,
        }
    }

    /// Counts one line; see [`count_line`](crate::count_line).
    ///
    /// # Errors
    /// If the line does not fit the network, or there are more regions than `options` allow.
    pub fn count(&mut self, line: &Line, options: &Options) -> Result<Counts, RegionsError> {
        line.check(self.network.inputs())?;
        let mut sweep = Sweep::new(
            &self.stages,
            &mut self.states,
            &self.pieces,
            Decider::new(self.network, line, &self.pieces),
            line,
            &self.inputs,
            *options,
        );
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
