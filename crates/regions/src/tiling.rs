//! The regions of a window as polygons, for drawing.

use crate::cells::area_of;
use crate::complex::Complex;
use crate::units::Neuron;
use crate::walk::CellKind;
use crate::{Options, Plane, RegionsError, Window};
use crease_network::Network;
use std::collections::HashMap;

/// A window of a plane, cut into its activation regions.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tiling {
    /// The activation regions; together they fill the window.
    pub polygons: Vec<Polygon>,
    /// The walls between them, cut at every vertex.
    pub walls: Vec<Wall>,
    /// The number of linear regions.
    pub linear_regions: usize,
    /// The piece of each neuron, polygon by polygon.
    patterns: Vec<u8>,
    neurons: usize,
}

impl Tiling {
    /// A tiling without patterns.
    pub(crate) fn new(polygons: Vec<Polygon>, walls: Vec<Wall>, linear_regions: usize) -> Self {
        Self {
            polygons,
            walls,
            linear_regions,
            patterns: Vec::new(),
            neurons: 0,
        }
    }

    /// The piece of its activation that each neuron is on in a polygon, layer by layer, from 0;
    /// empty for graphs of layers.
    ///
    /// # Panics
    /// If there is no such polygon.
    pub fn pattern(&self, polygon: usize) -> &[u8] {
        assert!(polygon < self.polygons.len(), "there is no such polygon");
        let start = polygon * self.neurons;
        &self.patterns[start..start + self.neurons]
    }

    /// The dual graph: for each polygon those beyond its walls, in increasing order.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut neighbours = vec![Vec::new(); self.polygons.len()];
        for wall in &self.walls {
            let [a, b] = wall.polygons;
            neighbours[a].push(b);
            neighbours[b].push(a);
        }
        for list in &mut neighbours {
            list.sort_unstable();
            list.dedup();
        }
        neighbours
    }

    /// By how much the gradient `[g_1, g_2]` of an output is larger at the first side of a wall than at
    /// the second.
    ///
    /// # Panics
    /// If there is no such wall or output.
    pub fn jump(&self, wall: usize, output: usize) -> [f64; 2] {
        let sides = self.walls[wall].polygons;
        let [a, b] = sides.map(|polygon| self.polygons[polygon].outputs[output]);
        [a[0] - b[0], a[1] - b[1]]
    }
}

impl Polygon {
    /// Its area in the plane's coordinates; [`Plane::unit_area`] times that is the area in input space.
    pub fn area(&self) -> f64 {
        area_of(&self.corners)
    }
}

/// An activation region in a window: convex, and the network is affine on it.
///
/// Points are in the plane's coordinates `s`, to the precision of `f64`; how the polygons meet is
/// certified.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Polygon {
    /// Its corners, counter-clockwise: every vertex of the subdivision on its boundary, so that
    /// neighbours share their corners.
    pub corners: Vec<[f64; 2]>,
    /// For each of the `n_out` outputs `[g_1, g_2, c]`: on the region the output is
    /// `g_1 s_1 + g_2 s_2 + c`, in `f64`.
    pub outputs: Vec<[f64; 3]>,
    /// The linear region that it belongs to, from 0.
    pub linear_region: usize,
}

/// An edge between two activation regions.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Wall {
    /// Its ends, in the plane's coordinates.
    pub ends: [[f64; 2]; 2],
    /// The polygons at its sides, first the one in which the neuron is above its breakpoint.
    pub polygons: [usize; 2],
    /// The neuron that passes a breakpoint there; of several, one of them. `None` for graphs of
    /// layers.
    pub neuron: Option<Neuron>,
    /// Whether the gradient of the network's outputs jumps across it.
    pub jumps: bool,
}

impl IntoIterator for Tiling {
    type Item = Polygon;
    type IntoIter = std::vec::IntoIter<Polygon>;

    fn into_iter(self) -> Self::IntoIter {
        self.polygons.into_iter()
    }
}

/// Cuts a window of a plane into its activation regions. Of the options, only the limit and the
/// progress handle are used.
///
/// # Errors
/// If the plane does not fit the network or has no window, or there are more regions than allowed.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Network, Options, Plane, tile_plane};
///
/// // |x| as relu(x) + relu(-x), on the square [-1, 1]^2 of (x, y).
/// let hidden = Layer { weight: vec![1.0, 0.0, -1.0, 0.0], bias: vec![0.0; 2], inputs: 2, outputs: 2 };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let tiling = tile_plane(&network, &Plane::square(1.0)?, &Options::regions())?;
/// for polygon in &tiling.polygons {
///     let [slope, flat, offset] = polygon.outputs[0];
///     assert_eq!((slope.abs(), flat, offset), (1.0, 0.0, 0.0));
///     assert_eq!(polygon.corners.len(), 4);
/// }
/// assert_eq!(tiling.walls[0].ends.map(|[x, _]| x), [0.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn tile_plane(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Tiling, RegionsError> {
    plane.check(network.inputs())?;
    let Some(window) = plane.window else {
        return Err(RegionsError::NoWindow);
    };
    if network.hidden().is_empty() {
        return Ok(one_polygon(network, plane, &window));
    }
    let options = options
        .clone()
        .with_linear_regions(true)
        .with_measures(false);
    let mut complex = Complex::new(network, plane, &options, CellKind::Cells)?;
    let (names, linear_regions) = linear_regions(&mut complex);
    let polygons = names.into_iter().zip(0..).map(|(linear_region, face)| {
        let cell = complex.faces[face as usize].cell;
        Polygon {
            corners: complex.corners_within(face, &window).collect(),
            outputs: complex.outputs(cell).to_vec(),
            linear_region,
        }
    });
    let polygons = polygons.collect();
    let walls = complex.edges().map(|half| {
        let side = complex.half(half);
        let ends = [half, complex.next(half)];
        Wall {
            ends: ends.map(|half| window.nearest(complex.point(half))),
            polygons: [side.face, complex.half(side.twin).face].map(|face| face as usize),
            neuron: complex.neuron(half),
            jumps: !side.flat,
        }
    });
    let walls = walls.collect();
    let mut patterns = Vec::with_capacity(complex.cell_count() * network.neurons());
    for cell in 0..complex.cell_count() as u32 {
        complex.push_pattern(cell, &mut patterns);
    }
    Ok(Tiling {
        patterns,
        neurons: network.neurons(),
        ..Tiling::new(polygons, walls, linear_regions)
    })
}

/// The window of a network without neurons.
fn one_polygon(network: &Network, plane: &Plane, window: &Window) -> Tiling {
    let polygon = Polygon {
        corners: window.corners().to_vec(),
        outputs: plane.outputs_of(network),
        linear_region: 0,
    };
    Tiling::new(vec![polygon], Vec::new(), 1)
}

/// The linear region of each cell, numbered from 0 in the order of their first cells, and how many
/// there are.
fn linear_regions(complex: &mut Complex) -> (Vec<usize>, usize) {
    let mut number_of_set = HashMap::new();
    let mut next = 0;
    let mut numbers = Vec::with_capacity(complex.cell_count());
    for cell in 0..complex.cell_count() as u32 {
        let name = complex.name(cell);
        let number = match complex.found.set_of(name) {
            Some(set) => *number_of_set.entry(set).or_insert(next),
            None => next,
        };
        next += usize::from(number == next);
        numbers.push(number);
    }
    (numbers, next)
}

/// The points of a plane that a picture of it should show: all vertices of its subdivision, in the
/// plane's coordinates; where all walls are parallel, the point of each that is nearest to `s = 0`.
/// Points beyond the largest float are left out.
///
/// # Errors
/// If the plane does not fit the network, or there are more regions than allowed.
pub fn vertices(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Vec<[f64; 2]>, RegionsError> {
    plane.check(network.inputs())?;
    if network.hidden().is_empty() {
        return Ok(Vec::new());
    }
    let complex = Complex::new(network, plane, options, CellKind::Cells)?;
    let mut points: Vec<[f64; 2]> = complex.feet();
    let inner = complex.vertices.iter().filter(|vertex| vertex.is_inner);
    points.extend(inner.map(|vertex| vertex.point));
    points.retain(|[x, y]| x.is_finite() && y.is_finite());
    Ok(points)
}
