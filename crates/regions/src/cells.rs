//! The cells of a plane one by one, none of them kept.

use crate::units::{Neuron, Units};
use crate::walk::{CellKind, Leaf, Sink, walk_cells};
use crate::{Options, Plane, RegionsError, Window};
use crease_network::Network;

/// An activation region in a window, as a walk visits it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Cell<'c> {
    /// Its corners, counter-clockwise: every vertex on its boundary, in the plane's coordinates.
    pub corners: &'c [[f64; 2]],
    /// Its sides: number `k` begins at corner `k`.
    pub sides: &'c [CellSide],
    /// For each of the `n_out` outputs `[g_1, g_2, c]`: on the region the output is
    /// `g_1 s_1 + g_2 s_2 + c`, in `f64`.
    pub outputs: &'c [[f64; 3]],
    /// The piece of its activation that each neuron is on, layer by layer, from 0.
    pub pattern: &'c [u8],
}

/// A side of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CellSide {
    /// Which neuron passes a breakpoint there; `None` on a side of the window.
    pub neuron: Option<Neuron>,
    /// Whether its pre-activation is above the breakpoint in the cell.
    pub is_above: bool,
}

impl CellSide {
    /// A side of the window.
    pub(crate) fn of_rim() -> Self {
        Self {
            neuron: None,
            is_above: true,
        }
    }
}

impl Cell<'_> {
    /// Its area in the plane's coordinates.
    pub fn area(&self) -> f64 {
        area_of(self.corners)
    }
}

/// The area of a polygon, from its first corner so that polygons far from the origin lose nothing.
pub(crate) fn area_of(corners: &[[f64; 2]]) -> f64 {
    let Some((first, rest)) = corners.split_first() else {
        return 0.0;
    };
    let from_first = |corner: &[f64; 2]| [corner[0] - first[0], corner[1] - first[1]];
    let triangles = rest.windows(2).map(|pair| {
        let ([ax, ay], [bx, by]) = (from_first(&pair[0]), from_first(&pair[1]));
        ax * by - bx * ay
    });
    (0.5 * triangles.fold(0.0, |sum, triangle| sum + triangle)).max(0.0)
}

/// Walks through the activation regions in a window and shows them one by one, without keeping any:
/// memory is bounded by the depth of the network. Their order is the same each time. Of the
/// options, only the limit and the progress handle are used.
///
/// # Errors
/// If the plane does not fit the network or has no window, there are more regions than allowed, or the
/// walk was cancelled.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Network, Options, Plane, visit_cells};
///
/// // A histogram of how many sides regions have.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0],
///     bias: vec![0.0, 0.0, -0.5],
///     inputs: 2,
///     outputs: 3,
/// };
/// let output = Layer { weight: vec![1.0; 3], bias: vec![0.0], inputs: 3, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let (mut area, mut with_sides) = (0.0, vec![0; 8]);
/// visit_cells(&network, &Plane::square(1.0)?, &Options::regions(), |cell| {
///     area += cell.area();
///     with_sides[cell.sides.len()] += 1;
/// })?;
/// assert_eq!(area, 4.0);
/// assert_eq!(with_sides, [0, 0, 0, 3, 1, 3, 0, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn visit_cells(
    network: &Network,
    plane: &Plane,
    options: &Options,
    each: impl FnMut(&Cell<'_>) + Send,
) -> Result<(), RegionsError> {
    plane.check(network.inputs())?;
    let Some(window) = plane.window else {
        return Err(RegionsError::NoWindow);
    };
    let mut visitor = CellVisitor {
        buffers: CellBuffers::new(network, window),
        each,
    };
    if network.hidden().is_empty() {
        (visitor.each)(&Cell {
            corners: &window.corners(),
            sides: &[CellSide::of_rim(); 4],
            outputs: &plane.outputs_of(network),
            pattern: &[],
        });
        return Ok(());
    }
    let options = options
        .clone()
        .with_linear_regions(false)
        .with_measures(false);
    walk_cells(network, plane, &options, CellKind::Cells, &mut visitor)?;
    Ok(())
}

struct CellVisitor<F> {
    buffers: CellBuffers,
    each: F,
}

impl<F: FnMut(&Cell<'_>) + Send> Sink for CellVisitor<F> {
    fn take(&mut self, leaf: &Leaf<'_>) -> Result<(), RegionsError> {
        (self.each)(&self.buffers.cell(leaf));
        Ok(())
    }
}

/// Turns what a walk hands out into cells, in buffers that are reused.
pub(crate) struct CellBuffers {
    window: Window,
    units: Units,
    corners: Vec<[f64; 2]>,
    sides: Vec<CellSide>,
    pattern: Vec<u8>,
}

impl CellBuffers {
    pub(crate) fn new(network: &Network, window: Window) -> Self {
        Self {
            window,
            units: Units::new(network),
            corners: Vec::new(),
            sides: Vec::new(),
            pattern: Vec::new(),
        }
    }

    pub(crate) fn cell<'c>(&'c mut self, leaf: &Leaf<'c>) -> Cell<'c> {
        // In a window every corner is finite. Adding 0 turns -0 into 0.
        let corners = leaf.sides.iter().filter_map(|side| side.corner);
        self.corners.clear();
        self.corners
            .extend(corners.map(|corner| self.window.nearest(corner).map(|number| number + 0.0)));
        let units = &self.units;
        self.sides.clear();
        self.sides.extend(leaf.sides.iter().map(|side| CellSide {
            neuron: units.neuron(side.line),
            is_above: !side.line.is_negated(),
        }));
        self.pattern.clear();
        units.push_pattern(leaf.on, &mut self.pattern);
        Cell {
            corners: &self.corners,
            sides: &self.sides,
            outputs: leaf.outputs,
            pattern: &self.pattern,
        }
    }
}
