use crate::pattern::Pieces;
use crate::walk::{WalkCounts, walk};
use crate::{Options, Plane, RegionsError};
use crease_network::Network;

/// What was counted. The counts are exact; the two measures are sums in `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Counts {
    /// Hidden units of the network.
    pub neurons: usize,
    /// Convex regions on which every neuron stays on one linear piece.
    pub activation_regions: u64,
    /// Regions without a jump of the network's gradient inside; `None` if not asked for.
    pub linear_regions: Option<u64>,
    /// Walls between two activation regions, cut at every vertex; a ray or a whole line is one.
    /// `None` for slices that are not planes.
    pub edges: Option<u64>,
    /// Points inside where walls meet or end; `None` for slices that are not planes.
    pub vertices: Option<u64>,
    /// Total length of all edges, in input space; `None` for the whole plane or if not asked for.
    /// On a segment the number of breakpoints, on a whole line `None`; in a cube the total area of
    /// all walls.
    pub boundary_measure: Option<f64>,
    /// The part of it across which the network's gradient jumps; `None` for the whole plane or if
    /// linear regions or measures were not asked for.
    pub gradient_boundary_measure: Option<f64>,
    /// How many decisions needed exact arithmetic.
    pub exact_fallbacks: u64,
}

/// Counts the regions of a network in a plane that lies in its input space.
pub(crate) fn count_plane(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Counts, RegionsError> {
    let pieces = Pieces::new(network.activation());
    if network.hidden().is_empty() {
        return Ok(uncut(network, plane, options));
    }
    walk(network, plane, &pieces, options).and_then(|found| walked(network, &found))
}

/// The sum of lengths or areas: 0 for an empty sum, where [`Iterator::sum`] is -0.
pub(crate) fn total<'a>(measures: impl Iterator<Item = &'a f64>) -> f64 {
    measures.fold(0.0, |sum, measure| sum + measure)
}

/// The counts of a walk.
pub(crate) fn walked(network: &Network, found: &WalkCounts) -> Result<Counts, RegionsError> {
    Ok(Counts {
        neurons: network.neurons(),
        activation_regions: found.faces,
        linear_regions: found.linear_regions(),
        edges: Some(found.edges()),
        vertices: Some(found.vertices()?),
        boundary_measure: found.length(),
        gradient_boundary_measure: found.jumping_length(),
        exact_fallbacks: found.fallbacks,
    })
}

/// A plane or a window that no neuron cuts.
pub(crate) fn uncut(network: &Network, plane: &Plane, options: &Options) -> Counts {
    let length = (options.measures && plane.window.is_some()).then_some(0.0);
    Counts {
        neurons: network.neurons(),
        activation_regions: 1,
        linear_regions: options.linear_regions.then_some(1),
        edges: Some(0),
        vertices: Some(0),
        boundary_measure: length,
        gradient_boundary_measure: length.filter(|_| options.linear_regions),
        exact_fallbacks: 0,
    }
}
