//! The regions of a window as polygons, for those who draw.

use crate::linear;
use crate::mesh::EdgeKind;
use crate::pattern::Pieces;
use crate::progress::Budget;
use crate::subdivision::Subdivision;
use crate::{Options, Plane, RegionsError, Window};
use crease_network::Network;

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
}

/// An activation region in a window: convex, and the network is affine on it.
///
/// Points are in the plane's coordinates `s`, and as precise as `f64` has them; that the polygons
/// meet as they do is certified.
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
    /// The polygons at its sides.
    pub polygons: [usize; 2],
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

/// Cuts a window of a plane into its activation regions. Of the options only the limit and the handle
/// matter.
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
    let pieces = Pieces::new(network.activation());
    let cut = Subdivision::new(network, plane, &pieces, true, Budget::new(options))?;
    // Only a whole plane can be left uncut.
    let mut subdivision = cut.ok_or(RegionsError::NoWindow)?;
    let points = points(&mut subdivision, &window);

    let linear = linear::merge(&mut subdivision, network.layers().len() - 1);
    let (names, linear_regions) = names(linear.merged, subdivision.mesh.face_count());

    let mesh = &subdivision.mesh;
    let mut ring = Vec::new();
    let mut polygons = Vec::with_capacity(mesh.face_count());
    for (face, (forms, linear_region)) in linear.outputs.iter().zip(names).enumerate() {
        mesh.ring(face as u32, &mut ring);
        let corners = ring.iter().map(|&edge| points[mesh.origin(edge) as usize]);
        let units = forms.len() / 3;
        let output = |unit: usize| [forms[unit], forms[units + unit], forms[2 * units + unit]];
        polygons.push(Polygon {
            corners: corners.collect(),
            outputs: (0..units).map(output).collect(),
            linear_region,
        });
    }
    let walls = mesh.inner_edges().zip(&linear.jumps);
    let walls = walls.filter(|((kind, ..), _)| *kind == EdgeKind::Wall);
    let walls = walls.map(|((_, faces, ends), &jumps)| Wall {
        ends: ends.map(|vertex| points[vertex as usize]),
        polygons: faces.map(|face| face as usize),
        jumps,
    });
    Ok(Tiling {
        walls: walls.collect(),
        polygons,
        linear_regions,
    })
}

/// All vertices, kept inside the window against rounding.
fn points(subdivision: &mut Subdivision<'_>, window: &Window) -> Vec<[f64; 2]> {
    let [x, y] = window.center;
    let r = window.half_side;
    let inside = |[px, py]: [f64; 2]| [px.clamp(x - r, x + r), py.clamp(y - r, y + r)];
    (0..subdivision.mesh.vertex_count() as u32)
        .map(|vertex| inside(subdivision.point(vertex, r)))
        .collect()
}

/// Numbers the sets from 0, in the order of their first faces.
fn names(mut merged: linear::Merged, faces: usize) -> (Vec<usize>, usize) {
    let mut name_of_root = vec![usize::MAX; faces];
    let mut names = Vec::with_capacity(faces);
    let mut next = 0;
    for face in 0..faces {
        let name = &mut name_of_root[merged.root(face as u32) as usize];
        if *name == usize::MAX {
            *name = next;
            next += 1;
        }
        names.push(*name);
    }
    (names, next)
}

/// The points of a plane around which there is something to see: all vertices of its subdivision,
/// in the plane's coordinates; where all walls are parallel, the point of each that is nearest to
/// `s = 0`. Points beyond the largest float are left out.
///
/// # Errors
/// If the plane does not fit the network, or there are more regions than allowed.
pub fn vertices(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<Vec<[f64; 2]>, RegionsError> {
    plane.check(network.inputs())?;
    let pieces = Pieces::new(network.activation());
    let cut = Subdivision::new(network, plane, &pieces, false, Budget::new(options))?;
    let Some(mut subdivision) = cut else {
        return Ok(Vec::new());
    };
    // In units of itself: a point far out need not be known to the size of those near the origin.
    let inner: Vec<u32> = (0..subdivision.mesh.vertex_count() as u32)
        .filter(|&vertex| !subdivision.mesh.is_on_frame(vertex))
        .collect();
    let points = inner.into_iter().map(|vertex| {
        let [x, y, w] = subdivision.mesh.corner(vertex).value;
        let size = (x / w).hypot(y / w);
        subdivision.point(vertex, size)
    });
    let finite = |[x, y]: &[f64; 2]| x.is_finite() && y.is_finite();
    Ok(points.filter(finite).collect())
}
