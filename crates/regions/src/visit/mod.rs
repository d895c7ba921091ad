//! Cells, walls and vertices of a window, one by one, with their neighbours.
//!
//! A walk hands out cells. On the way, [`frontier`] joins what they share; it keeps only what lies
//! between cells that have been seen and cells that have not.

mod frontier;
#[cfg(test)]
mod tests;
mod visitor;

pub use visitor::{CellWall, NumberedCell, Vertex, Visitor};

use crate::cells::{Cell, CellBuffers, CellSide};
use crate::count::{uncut, walked};
use crate::pattern::Pieces;
use crate::walk::{CellKind, Leaf, Sink, WalkCounts, walk, walk_cells};
use crate::{Counts, Options, Plane, RegionsError};
use crease_network::Network;
use frontier::Frontier;
use std::collections::HashMap;
use visitor::proceed;

/// Visits the activation regions in a window, the walls between them and the vertices where walls
/// meet, each once. Their order is the same each time.
///
/// The window is counted first, with these options: lengths if measures are asked for, and linear
/// regions, to which regions and walls then refer. The end of the visit checks that it found what
/// the count did.
///
/// Memory: walls and vertices between what has been visited and what has not, which for `n` regions are
/// some multiple of the square root of `n`; and with linear regions the names of those regions that are
/// joined to others, 50 bytes each.
///
/// # Errors
/// If the plane does not fit the network or has no window, there are more regions than allowed, the
/// visit was cancelled, or the visitor ended it.
///
/// # Example
/// ```
/// use crease_regions::{
///     Activation, Layer, Network, Options, Plane, Vertex, Visitor, visit_plane,
/// };
/// use std::ops::ControlFlow;
///
/// /// The vertices of a window.
/// #[derive(Default)]
/// struct Points(Vec<[f64; 2]>);
///
/// impl Visitor for Points {
///     fn vertex(&mut self, vertex: &Vertex<'_>) -> ControlFlow<()> {
///         assert_eq!((vertex.neurons.len(), vertex.degree), (2, 4));
///         self.0.push(vertex.point);
///         ControlFlow::Continue(())
///     }
/// }
///
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0],
///     bias: vec![0.0, 0.0, -0.5],
///     inputs: 2,
///     outputs: 3,
/// };
/// let output = Layer { weight: vec![1.0; 3], bias: vec![0.0], inputs: 3, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let mut points = Points::default();
/// let plane = Plane::square(1.0)?;
/// let counts = visit_plane(&network, &plane, &Options::regions(), &mut points)?;
/// points.0.sort_by(|a, b| a.partial_cmp(b).unwrap());
/// assert_eq!(points.0, [[0.0, 0.0], [0.0, 0.5], [0.5, 0.0]]);
/// assert_eq!(counts.vertices, Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn visit_plane<V: Visitor>(
    network: &Network,
    plane: &Plane,
    options: &Options,
    visitor: &mut V,
) -> Result<Counts, RegionsError> {
    plane.check(network.inputs())?;
    let Some(window) = plane.window else {
        return Err(RegionsError::NoWindow);
    };
    if network.hidden().is_empty() {
        let counts = uncut(network, plane, options);
        let side = CellSide::of_rim();
        let whole = NumberedCell {
            cell: Cell {
                corners: &window.corners(),
                sides: &[side; 4],
                outputs: &plane.outputs_of(network),
                pattern: &[],
            },
            index: 0,
            linear_region: counts.linear_regions.map(|_| 0),
        };
        proceed(visitor.begin(&counts))?;
        proceed(visitor.cell(&whole))?;
        return Ok(counts);
    }
    let found = walk(network, plane, &Pieces::new(network.activation()), options)?;
    let counts = walked(network, &found)?;
    proceed(visitor.begin(&counts))?;
    let mut visit = Visit {
        buffers: CellBuffers::new(network, window),
        frontier: Frontier::new(network, window, options.linear_regions),
        regions: options.linear_regions.then(|| Regions::new(found)),
        cells: 0,
        visitor,
    };
    let again = options.clone().with_measures(false);
    walk_cells(network, plane, &again, CellKind::Cells, &mut visit)?;
    let regions = visit.regions.as_ref().map(|regions| regions.count);
    let agree = visit.cells == counts.activation_regions
        && visit.frontier.is_closed()
        && Some(visit.frontier.walls_shown()) == counts.edges
        && Some(visit.frontier.vertices_shown()) == counts.vertices
        && regions == counts.linear_regions;
    if agree {
        Ok(counts)
    } else {
        Err(RegionsError::Unsound)
    }
}

struct Visit<'v, V> {
    buffers: CellBuffers,
    frontier: Frontier,
    regions: Option<Regions>,
    cells: u64,
    visitor: &'v mut V,
}

impl<V: Visitor> Sink for Visit<'_, V> {
    fn take(&mut self, leaf: &Leaf<'_>) -> Result<(), RegionsError> {
        let index = self.cells;
        self.cells += 1;
        let numbered = NumberedCell {
            cell: self.buffers.cell(leaf),
            index,
            linear_region: self.regions.as_mut().map(|regions| regions.of(leaf)),
        };
        proceed(self.visitor.cell(&numbered))?;
        self.frontier.take(leaf, index, self.visitor)
    }
}

/// The linear regions of a count, numbered as a visit comes to them.
struct Regions {
    found: WalkCounts,
    numbers: HashMap<u32, u64>,
    count: u64,
}

impl Regions {
    fn new(found: WalkCounts) -> Self {
        Self {
            found,
            numbers: HashMap::new(),
            count: 0,
        }
    }

    fn of(&mut self, leaf: &Leaf<'_>) -> u64 {
        let number = match self.found.set_of(leaf.name) {
            Some(set) => *self.numbers.entry(set).or_insert(self.count),
            None => self.count,
        };
        self.count += u64::from(number == self.count);
        number
    }
}
