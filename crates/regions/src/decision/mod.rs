//! Decision boundaries: where the largest output changes.

mod line;
mod linear;
mod polylines;
mod tally;

use crate::complex::{Complex, Face};
use crate::walk::CellKind;
use crate::{Options, Plane, RegionsError, Window};
use crease_network::Network;

pub use line::{LineClasses, decide_line};
pub use polylines::Polyline;
pub use tally::ClassRegions;

/// The decision boundary of a network in a plane, exactly.
///
/// A *class* is an output, and wins where that output is the largest; of outputs that are equal
/// throughout a part of the plane, the first wins. A network with one output has two classes: 1
/// where it is above 0, and 0 elsewhere. The *boundary* is where the class changes: two outputs
/// that are equal along a line and no larger than each other on either side do not make one.
/// *Decision regions* are the connected parts of the plane, or of the open window, without the
/// boundary; parts of one class that touch in a point are two.
///
/// All counts are exact and checked by Euler's relation; lengths and areas are sums in `f64`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DecisionBoundary {
    /// Activation regions, each cut by the boundary into convex parts of one class; in a window.
    pub parts: Vec<ClassPart>,
    /// The walls between activation regions, in a window, cut where the boundary crosses them.
    pub walls: Vec<[[f64; 2]; 2]>,
    /// The boundary, divided where it ends or branches; points at infinity are left out.
    pub polylines: Vec<Polyline>,
    /// Its length in input space; `None` in the whole plane.
    pub length: Option<f64>,
    /// The classes that win somewhere, in order.
    pub classes: Vec<ClassRegions>,
    /// How many activation regions there are.
    pub activation_regions: u64,
    /// How many of them the boundary crosses or touches along a wall.
    pub touched_regions: u64,
    /// The share of the window's area that those cover; `None` in the whole plane.
    pub touched_area: Option<f64>,
    /// How many decisions needed exact arithmetic.
    pub exact_fallbacks: u64,
}

/// A part of an activation region, convex, where one class wins.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ClassPart {
    /// The class.
    pub class: usize,
    /// Its corners, counter-clockwise, in the plane's coordinates.
    pub corners: Vec<[f64; 2]>,
    /// The activation region, from 0.
    pub region: usize,
}

impl DecisionBoundary {
    /// How many decision regions there are, of all classes.
    pub fn regions(&self) -> u64 {
        self.classes.iter().map(|class| class.regions).sum()
    }

    /// How many holes they have together.
    pub fn holes(&self) -> u64 {
        self.classes.iter().map(|class| class.holes).sum()
    }
}

/// Finds the decision boundary of a network in a plane or a window. Of the options, only the limit
/// and the progress handle are used; all parts are kept.
///
/// # Errors
/// If the plane does not lie in the network's input space, there are more parts than allowed, or the
/// walk was cancelled.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Network, Options, Plane, decide_plane};
///
/// // |x| + |y| - 1 > 0: a square on its corner.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, -1.0],
///     bias: vec![0.0; 4],
///     inputs: 2,
///     outputs: 4,
/// };
/// let output = Layer { weight: vec![1.0; 4], bias: vec![-1.0], inputs: 4, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let found = decide_plane(&network, &Plane::square(2.0)?, &Options::regions())?;
/// let (inside, outside) = (found.classes[0], found.classes[1]);
/// assert_eq!((inside.class, inside.regions, inside.holes), (0, 1, 0));
/// assert_eq!((outside.class, outside.regions, outside.holes), (1, 1, 1));
/// assert_eq!(inside.area, Some(2.0));
/// assert!((found.length.unwrap() - 32f64.sqrt()).abs() < 1e-12);
/// assert!(found.polylines[0].is_closed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide_plane(
    network: &Network,
    plane: &Plane,
    options: &Options,
) -> Result<DecisionBoundary, RegionsError> {
    plane.check(network.inputs())?;
    if network.hidden().is_empty() {
        let whole = decide_plane(&linear::with_neurons(network)?, plane, options)?;
        return Ok(as_one_region(whole));
    }
    let options = options
        .clone()
        .with_linear_regions(false)
        .with_measures(false);
    let complex = Complex::new(network, plane, &options, CellKind::Classes)?;
    if complex.faces.is_empty() {
        // No neuron of the first layer cuts the plane, so that the outputs are the same everywhere.
        let window = plane.clone().within(Window::new([0.0, 0.0], 1.0)?);
        return Ok(DecisionBoundary {
            parts: Vec::new(),
            walls: Vec::new(),
            ..decide_plane(network, &window, &options)?.without_measures()
        });
    }
    found(&complex, plane)
}

impl DecisionBoundary {
    fn without_measures(mut self) -> Self {
        (self.length, self.touched_area) = (None, None);
        for class in &mut self.classes {
            class.area = None;
        }
        self
    }
}

/// The decision boundary between the faces of a complex.
pub(crate) fn found(complex: &Complex, plane: &Plane) -> Result<DecisionBoundary, RegionsError> {
    let touched = tally::touched(complex);
    let areas = plane.window.map(|_| tally::areas(complex, plane));
    let touched_area = areas.as_ref().map(|areas| {
        let total: f64 = areas.iter().sum();
        let faces = complex.faces.iter().zip(areas);
        let of_touched = faces.filter(|(face, _)| touched[face.cell as usize]);
        of_touched.map(|(_, area)| area).sum::<f64>() / total
    });
    let classes = tally::classes(complex, areas.as_deref())?;
    let parts = plane.window.map(|window| {
        let faces = complex.faces.iter().zip(0..);
        let part = |(face, number): (&Face, u32)| ClassPart {
            class: face.class as usize,
            corners: complex.corners_within(number, &window).collect(),
            region: face.cell as usize,
        };
        faces.map(part).collect()
    });
    let walls = plane.window.map(|window| {
        let walls = complex.edges().filter(|&half| complex.is_wall(half));
        let ends =
            |half| [half, complex.next(half)].map(|half| window.nearest(complex.point(half)));
        walls.map(ends).collect()
    });
    let length = plane.window.map(|_| tally::length(complex, plane));
    Ok(DecisionBoundary {
        parts: parts.unwrap_or_default(),
        walls: walls.unwrap_or_default(),
        polylines: polylines::chain(complex, plane),
        length,
        classes,
        activation_regions: complex.cell_count() as u64,
        touched_regions: touched.iter().filter(|touched| **touched).count() as u64,
        touched_area,
        exact_fallbacks: complex.found.fallbacks,
    })
}

/// Corrects what was found with added neurons: a network without neurons has one activation region.
fn as_one_region(mut found: DecisionBoundary) -> DecisionBoundary {
    let is_touched = found.regions() > 1;
    found.activation_regions = 1;
    found.touched_regions = u64::from(is_touched);
    found.touched_area = found.touched_area.map(|_| f64::from(u8::from(is_touched)));
    found.walls.clear();
    for part in &mut found.parts {
        part.region = 0;
    }
    found
}
