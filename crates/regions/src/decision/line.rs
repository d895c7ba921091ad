//! Classes along a line.

use super::linear;
use crate::complex::{Complex, NONE};
use crate::walk::CellKind;
use crate::{Line, Options, Plane, RegionsError};
use crease_network::{Layer, Network};

/// The classes along a line or a segment, in order: see
/// [`DecisionBoundary`](super::DecisionBoundary) for the definition.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LineClasses {
    /// In order along the line: one more than there are changes.
    pub classes: Vec<usize>,
    /// Where the class changes, at the points `origin + s direction`, in increasing order.
    pub changes: Vec<f64>,
}

/// Finds where the largest output changes along a line or a segment. Of the options, only the limit
/// and the progress handle are used.
///
/// # Errors
/// If the line does not lie in the network's input space, there are more regions than allowed, or the
/// walk was cancelled.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Layer, Line, Network, Options, decide_line};
///
/// // |x| - 1 > 0
/// let hidden = Layer { weight: vec![1.0, -1.0], bias: vec![0.0; 2], inputs: 1, outputs: 2 };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![-1.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let found = decide_line(&network, &Line::of_inputs(), &Options::regions())?;
/// assert_eq!((found.classes, found.changes), (vec![1, 0, 1], vec![-1.0, 1.0]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn decide_line(
    network: &Network,
    line: &Line,
    options: &Options,
) -> Result<LineClasses, RegionsError> {
    line.check(network.inputs())?;
    if network.hidden().is_empty() {
        return decide_line(&linear::with_neurons(network)?, line, options);
    }
    // A plane in which the network depends on one direction only. Its regions are strips, cut by
    // the ends of the segment as by two more neurons.
    let ends = line
        .interval
        .map_or(vec![0.0], |interval| interval.to_vec());
    let (strips, plane) = (as_strips(network, &ends)?, plane_of(line)?);
    let options = options
        .clone()
        .with_linear_regions(false)
        .with_measures(false);
    let complex = Complex::new(&strips, &plane, &options, CellKind::Classes)?;
    let is_inside = |face: u32| {
        let on = complex.on(complex.faces[face as usize].cell)[0];
        line.interval.is_none() || on & 0b11 == 0b01
    };
    let mut found = LineClasses {
        classes: Vec::new(),
        changes: Vec::new(),
    };
    for (foot, face) in strips_in_order(&complex) {
        let class = complex.faces[face as usize].class as usize;
        if !is_inside(face) || found.classes.last() == Some(&class) {
            continue;
        }
        if !found.classes.is_empty() {
            found.changes.push(foot);
        }
        found.classes.push(class);
    }
    Ok(found)
}

/// The network with three more inputs, `s`, `1` and one that it ignores, and with one or two more
/// neurons in front, which pass their first breakpoints where `s` is one of these numbers.
fn as_strips(network: &Network, ends: &[f64]) -> Result<Network, RegionsError> {
    let mut layers: Vec<Layer> = network.layers().to_vec();
    let first = network.activation().breakpoints()[0];
    let map = &mut layers[0];
    let inputs = map.inputs;
    let mut weight = Vec::with_capacity((map.outputs + ends.len()) * (inputs + 3));
    for end in ends {
        weight.resize(weight.len() + inputs, 0.0);
        weight.extend([1.0, -end, 0.0]);
    }
    for unit in 0..map.outputs {
        weight.extend(map.row(unit));
        weight.extend([0.0; 3]);
    }
    map.weight = weight;
    map.bias.splice(0..0, ends.iter().map(|_| first));
    map.inputs += 3;
    map.outputs += ends.len();
    // The next layer ignores them.
    let map = &mut layers[1];
    let rows = (0..map.outputs).flat_map(|unit| {
        let none = ends.iter().map(|_| 0.0);
        none.chain(map.row(unit).iter().copied())
            .collect::<Vec<_>>()
    });
    map.weight = rows.collect();
    map.inputs += ends.len();
    // Made from a valid network, it is valid.
    Network::new(layers, network.activation().clone()).map_err(|_| RegionsError::Unsound)
}

fn plane_of(line: &Line) -> Result<Plane, RegionsError> {
    let with = |numbers: &[f64], more: [f64; 3]| [numbers, &more].concat();
    let none = vec![0.0; line.origin.len()];
    Plane::new(
        with(&line.origin, [0.0, 1.0, 0.0]),
        [
            with(&line.direction, [1.0, 0.0, 0.0]),
            with(&none, [0.0, 0.0, 1.0]),
        ],
    )
}

/// The strips in increasing order of `s`, each with its beginning. The walk visits their upper
/// halves, which the first neuron's line has above the auxiliary line.
fn strips_in_order(complex: &Complex) -> Vec<(f64, u32)> {
    // The side on the auxiliary line, and the walls before and after it, down and up.
    let across = |face: u32| {
        let mut ring = complex.ring(face);
        ring.find(|&half| complex.half(half).line.is_auxiliary())
    };
    let mut faces = 0..complex.faces.len() as u32;
    let mut next = faces.find_map(|face| {
        let across = across(face)?;
        let before = complex.half(complex.previous(across));
        before.line.is_frame().then_some(across)
    });
    let mut strips = Vec::new();
    while let Some(half) = next {
        strips.push((complex.point(half)[0], complex.half(half).face));
        let wall = complex.half(complex.next(half));
        next = (wall.twin != NONE)
            .then(|| across(complex.half(wall.twin).face))
            .flatten();
    }
    strips
}
