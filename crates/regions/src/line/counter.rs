use super::breakpoint::Breakpoint;
use super::exact::Decider;
use super::follow::ones;
use super::layered::Layered;
use super::layers::Layers;
use super::stage::Stage;
use super::state::State;
use super::sweep::{Prepared, Room, Sweep};
use super::update::largest;
use crate::budget::Budget;
use crate::pattern::Pieces;
use crate::vectors::Weights;
use crate::{Counts, Line, Options, RegionsError};
use crease_network::Network;
use pulp::Arch;

/// Counts many lines through one network: weights and bounds are prepared once, buffers are kept.
pub(crate) struct LineCounter {
    arch: Arch,
    prepared: Prepared,
    layers: Layers,
    room: Room,
}

impl LineCounter {
    /// Prepares a network.
    pub(crate) fn new(network: &Network) -> Self {
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

    /// Counts one line through the network that was prepared.
    pub(crate) fn count(
        &mut self,
        network: &Network,
        line: &Line,
        options: &Options,
    ) -> Result<Counts, RegionsError> {
        let layered = self.count_layers(line, options)?;
        let (regions, linear_regions, exact_fallbacks) = if let Some(regions) = layered {
            (regions, None, 0)
        } else {
            let decider = Decider::new(network, line, &self.prepared.pieces);
            let mut sweep = Sweep::new(&self.prepared, &mut self.room, decider, line, options);
            let found = self.arch.dispatch(&mut sweep)?;
            sweep.budget.close(found.regions)?;
            let linear_regions = options.linear_regions.then_some(found.linear_regions);
            (found.regions, linear_regions, sweep.fallbacks())
        };
        let breakpoints = |regions: u64| line.interval.map(|_| (regions - 1) as f64);
        Ok(Counts {
            neurons: network.neurons(),
            activation_regions: regions,
            linear_regions,
            edges: None,
            vertices: None,
            boundary_measure: breakpoints(regions),
            gradient_boundary_measure: linear_regions.and_then(breakpoints),
            exact_fallbacks,
        })
    }

    /// The breakpoints on a line in order, through the network that was prepared.
    pub(crate) fn breakpoints(
        &mut self,
        network: &Network,
        line: &Line,
        options: &Options,
    ) -> Result<Vec<Breakpoint>, RegionsError> {
        let options = options.clone().with_linear_regions(true);
        let decider = Decider::new(network, line, &self.prepared.pieces);
        let mut sweep = Sweep::new(&self.prepared, &mut self.room, decider, line, &options);
        sweep.noted = Some(Vec::new());
        let found = self.arch.dispatch(&mut sweep)?;
        sweep.budget.close(found.regions)?;
        Ok(sweep.noted.unwrap_or_default())
    }

    /// Counts the regions of a line layer by layer; `None` if that is not certain, or if linear
    /// regions are wanted too.
    pub(super) fn count_layers(
        &mut self,
        line: &Line,
        options: &Options,
    ) -> Result<Option<u64>, RegionsError> {
        if options.linear_regions {
            return Ok(None);
        }
        let layered = Layered::new(&self.prepared, &mut self.layers, line);
        let regions = layered.and_then(|mut layered| self.arch.dispatch(&mut layered));
        if let Some(regions) = regions {
            Budget::new(options).close(regions)?;
        }
        Ok(regions)
    }
}
