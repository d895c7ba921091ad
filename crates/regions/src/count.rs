use crate::RegionsError;
use crate::linear;
use crate::mesh::EdgeKind;
use crate::pattern::Pieces;
use crate::plane::{Plane, Window};
use crate::subdivision::Subdivision;
use crate::walk::{Walked, walk};
use crease_network::Network;

/// What to count beside activation regions, and when to give up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// More regions than this are an error instead of all of the machine's memory.
    pub max_regions: u64,
    /// Whether to merge activation regions into linear regions too.
    pub linear_regions: bool,
    /// Whether to add up the lengths of the boundary in a window.
    pub measures: bool,
    /// How many threads one count may use. The counts do not depend on it; it pays where they are
    /// large.
    pub threads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_regions: 10_000_000,
            linear_regions: false,
            measures: false,
            threads: 1,
        }
    }
}

/// What was counted. The counts are exact; the two measures are sums in `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Counts the regions of a network in a plane of its input space.
///
/// # Errors
/// If the plane does not fit the network, or there are more regions than `options` allow.
///
/// # Example
/// ```
/// use crease_network::{Activation, Layer, Network};
/// use crease_regions::{Options, Plane, count_plane};
///
/// // Three lines in general position cut the plane into 1 + 3 + 3 regions.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0],
///     bias: vec![0.0, 0.0, -1.0],
///     inputs: 2,
///     outputs: 3,
/// };
/// let output = Layer { weight: vec![1.0; 3], bias: vec![0.0], inputs: 3, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let counts = count_plane(&network, &Plane::of_inputs(), &Options::default())?;
/// assert_eq!((counts.activation_regions, counts.edges, counts.vertices), (7, Some(9), Some(3)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count_plane(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Counts, RegionsError> {
    plane.check(network.inputs())?;
    let pieces = Pieces::new(network.activation());
    if !options.linear_regions
        && (!options.measures || plane.window.is_none())
        && let Some(walked) = walk(
            network,
            plane,
            &pieces,
            options.max_regions,
            options.threads,
        )
    {
        return walked.map(|walked| in_general_position(network, walked));
    }
    let (gradients, limit) = (options.linear_regions, options.max_regions);
    let Some(mut subdivision) = Subdivision::new(network, plane, &pieces, gradients, limit)? else {
        return Ok(uncut(network, options));
    };
    let census = subdivision.mesh.census();
    if census.vertices + census.faces != census.edges + 1 {
        return Err(RegionsError::Euler {
            vertices: census.vertices,
            edges: census.edges,
            faces: census.faces,
        });
    }
    // An auxiliary line cuts every region and every wall in two.
    let (activation_regions, edges, vertices) = if subdivision.doubled {
        let walls = subdivision
            .mesh
            .inner_edges()
            .filter(|(kind, ..)| *kind == EdgeKind::Wall);
        (census.faces / 2, walls.count() as u64 / 2, 0)
    } else {
        (census.faces, census.edges, census.vertices)
    };
    let linear = options.linear_regions.then(|| {
        let output_layer = network.layers().len() - 1;
        linear::merge(&mut subdivision, output_layer)
    });
    let measured = plane.window.filter(|_| options.measures);
    let lengths = measured.map(|window| edge_lengths(plane, &window, &mut subdivision));
    let gradient_boundary_measure = linear.as_ref().zip(lengths.as_ref()).map(|(linear, all)| {
        let jumping = all.iter().zip(&linear.jumps).filter(|(_, jump)| **jump);
        total(jumping.map(|(length, _)| length))
    });
    Ok(Counts {
        neurons: network.neurons(),
        activation_regions,
        linear_regions: linear.map(|linear| linear.regions),
        edges: Some(edges),
        vertices: Some(vertices),
        boundary_measure: lengths.map(|lengths| total(lengths.iter())),
        gradient_boundary_measure,
        exact_fallbacks: subdivision.signs.fallbacks,
    })
}

/// The sum of lengths or areas: 0 if there are none, where [`Iterator::sum`] is -0.
pub(crate) fn total<'a>(measures: impl Iterator<Item = &'a f64>) -> f64 {
    measures.fold(0.0, |sum, measure| sum + measure)
}

/// What the walk finished.
fn in_general_position(network: &Network, walked: Walked) -> Counts {
    Counts {
        neurons: network.neurons(),
        activation_regions: walked.faces,
        linear_regions: None,
        edges: Some(walked.edges()),
        vertices: Some(walked.vertices()),
        boundary_measure: None,
        gradient_boundary_measure: None,
        exact_fallbacks: 0,
    }
}

/// The whole plane where no neuron of the first layer cuts it.
fn uncut(network: &Network, options: &Options) -> Counts {
    Counts {
        neurons: network.neurons(),
        activation_regions: 1,
        linear_regions: options.linear_regions.then_some(1),
        edges: Some(0),
        vertices: Some(0),
        boundary_measure: None,
        gradient_boundary_measure: None,
        exact_fallbacks: 0,
    }
}

/// The lengths in input space of all inner edges, in the mesh's order. In a window every corner is
/// finite.
fn edge_lengths(plane: &Plane, window: &Window, subdivision: &mut Subdivision<'_>) -> Vec<f64> {
    let points: Vec<[f64; 2]> = (0..subdivision.mesh.vertex_count() as u32)
        .map(|vertex| subdivision.point(vertex, window.half_side))
        .collect();
    let length = |(_, _, ends): (EdgeKind, [u32; 2], [u32; 2])| {
        let [p, q] = ends.map(|vertex| points[vertex as usize]);
        plane.length([q[0] - p[0], q[1] - p[1]])
    };
    subdivision.mesh.inner_edges().map(length).collect()
}
