//! Which neurons cross a slice.

use crate::line::LineCounter;
use crate::{Line, Options, Plane, RegionsError, Slice, visit_cells};
use crease_network::Network;

/// What crosses a slice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Crossed {
    /// The activation regions in the slice.
    pub activation_regions: u64,
    /// For each hidden neuron, layer by layer: whether it changes its piece within the slice.
    pub neurons: Vec<bool>,
}

impl Crossed {
    fn nothing(network: &Network) -> Self {
        Self {
            activation_regions: 0,
            neurons: vec![false; network.neurons()],
        }
    }
}

/// See [`Counter::crossed`](crate::Counter::crossed).
pub(crate) fn crossed(
    lines: &mut Option<LineCounter>,
    network: &Network,
    slice: &Slice,
    options: &Options,
) -> Result<Crossed, RegionsError> {
    match slice {
        Slice::Line(line) => {
            line.check(network.inputs())?;
            let lines = lines.get_or_insert_with(|| LineCounter::new(network));
            on_line(lines, network, line, options)
        }
        Slice::Plane(plane) => in_window(network, plane, options),
        Slice::Cube(_) => Err(RegionsError::NoCrossings),
    }
}

fn on_line(
    lines: &mut LineCounter,
    network: &Network,
    line: &Line,
    options: &Options,
) -> Result<Crossed, RegionsError> {
    let mut firsts = Vec::with_capacity(network.hidden().len());
    let mut neurons = 0;
    for layer in network.hidden() {
        firsts.push(neurons);
        neurons += layer.outputs;
    }
    let breakpoints = lines.breakpoints(network, line, options)?;
    let mut crossed = Crossed::nothing(network);
    crossed.activation_regions = breakpoints.len() as u64 + 1;
    for bend in breakpoints
        .iter()
        .flat_map(|breakpoint| &breakpoint.neurons)
    {
        crossed.neurons[firsts[bend.layer] + bend.unit] = true;
    }
    Ok(crossed)
}

fn in_window(network: &Network, plane: &Plane, options: &Options) -> Result<Crossed, RegionsError> {
    let mut crossed = Crossed::nothing(network);
    let mut first: Vec<u8> = Vec::new();
    visit_cells(network, plane, options, |cell| {
        if crossed.activation_regions == 0 {
            first.extend_from_slice(cell.pattern);
        }
        crossed.activation_regions += 1;
        let pieces = cell.pattern.iter().zip(&first);
        for (crossed, (here, there)) in crossed.neurons.iter_mut().zip(pieces) {
            *crossed |= here != there;
        }
    })?;
    Ok(crossed)
}
