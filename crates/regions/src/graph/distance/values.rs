//! Values of all units at one point, and the pieces of its neurons.

use crate::distance::PRECISE;
use crate::dyadic::Dyadic;
use crate::graph::demand::{Computed, Demand, Element, Form, PieceSource};
use crate::graph::duplicates::Slots;
use crate::graph::near::{Near, NearPoints, Pass};
use crate::graph::plan::{Kind, Step};
use crate::graph::stretch::Stretch;
use crate::{Line, RegionsError};
use crease_network::Graph;
use pulp::Arch;
use std::cmp::Ordering;

/// A unit of a step.
pub(super) type Unit = (usize, usize);

/// A function that is 0 on a boundary.
pub(super) struct Zero {
    /// The unit, and what is subtracted from it: another unit, or a number.
    pub unit: Unit,
    pub less: Result<Unit, f64>,
    /// Its magnitude at the point; NaN if no float can hold it.
    pub above: f64,
}

/// Values and pieces at a point.
pub(super) struct PointValues<'a> {
    pub steps: &'a [Step],
    point: &'a [f64],
    /// Of neurons: the piece, or which candidate is the largest.
    pub pieces: Vec<Vec<u16>>,
    pub zeros: Vec<Zero>,
}

/// The pieces so far.
struct Settled<'p>(&'p [Step], &'p [Vec<u16>]);

impl PieceSource<1> for Settled<'_> {
    fn piece(&self, (node, element): Element) -> Option<u8> {
        let Self(steps, pieces) = self;
        let unit = unit_of(&steps[node as usize], element as usize);
        Some(pieces[node as usize][unit] as u8)
    }

    fn largest(&self, (node, element): Element) -> Option<Element> {
        let Self(steps, pieces) = self;
        let step = &steps[node as usize];
        let Kind::Largest(_) = step.kind else {
            return None;
        };
        let unit = unit_of(step, element as usize);
        let (from, unit) = candidates(step, unit)[usize::from(pieces[node as usize][unit])];
        Some((from as u32, element_of(&steps[from], unit) as u32))
    }

    fn sign(&self, _: &Form<1>) -> Ordering {
        Ordering::Equal
    }
}

/// The unit of an element.
fn unit_of(step: &Step, element: usize) -> usize {
    element % step.positions * step.padded + element / step.positions
}

/// The element of a unit.
pub(super) fn element_of(step: &Step, unit: usize) -> usize {
    unit % step.padded * step.positions + unit / step.padded
}

/// The candidates of a unit of a maximum. All steps before it have the same number of padded channels.
fn candidates(step: &Step, unit: usize) -> Vec<Unit> {
    let Kind::Largest(taps) = &step.kind else {
        return Vec::new();
    };
    let (position, channel) = (unit / step.padded, unit % step.padded);
    let mut candidates = Vec::new();
    for tap in taps.of(position) {
        let unit = tap.position as usize * step.padded + channel;
        let candidate = (step.inputs[tap.input as usize], unit);
        if !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }
    candidates
}

impl<'a> PointValues<'a> {
    /// The slope of a unit of an activation.
    #[inline]
    pub(super) fn slope(&self, index: usize, unit: usize) -> f64 {
        let pieces = self.steps[index].pieces_of(unit);
        pieces.map_or(0.0, |pieces| pieces.slope(self.pieces[index][unit] as u8))
    }

    /// The largest candidate of a maximum.
    #[inline]
    pub(super) fn leader(&self, index: usize, unit: usize) -> Unit {
        candidates(&self.steps[index], unit)[usize::from(self.pieces[index][unit])]
    }

    pub(super) fn new(
        arch: Arch,
        graph: &Graph,
        steps: &'a [Step],
        slots: &[Slots],
        point: &'a [f64],
    ) -> Result<Self, RegionsError> {
        // A line of zero direction.
        let line = Line {
            origin: point.to_vec(),
            direction: vec![0.0; point.len()],
            interval: Some([0.0, 1.0]),
        };
        let [stretch] = Stretch::whole(line.interval)[..] else {
            return Err(RegionsError::Unsound);
        };
        let near = NearPoints::new(arch, steps, slots, &line, stretch);
        let demand = Demand::new(graph, [point]);
        let mut known = Computed::new();
        let mut this = Self {
            steps,
            point,
            pieces: Vec::with_capacity(steps.len()),
            zeros: Vec::new(),
        };
        let mut pass = Pass::begin();
        for (index, step) in steps.iter().enumerate() {
            let mut pieces = Vec::new();
            let values = match &step.kind {
                Kind::Activate(_) | Kind::Largest(_) => {
                    pieces.resize(step.positions * step.padded, 0);
                    let mut values = near.empty_values(index);
                    for position in 0..step.positions {
                        for channel in 0..step.channels {
                            let unit = position * step.padded + channel;
                            let mut exact = |unit: Unit| {
                                let element = element_of(&steps[unit.0], unit.1);
                                let source = Settled(steps, &this.pieces);
                                let element = (unit.0 as u32, element as u32);
                                demand.form(&mut known, &source, element)[0].clone()
                            };
                            let (piece, post) =
                                neuron(step, unit, &pass, &mut exact, &mut this.zeros);
                            pieces[unit] = piece;
                            values.set(unit, post);
                        }
                    }
                    values
                }
                _ => near.step(index, &pass),
            };
            pass.steps.push(values);
            this.pieces.push(pieces);
        }
        Ok(this)
    }

    /// A function at the point, exactly.
    pub(super) fn exactly(&self, graph: &Graph, zero: &Zero) -> Dyadic {
        let demand = Demand::new(graph, [self.point]);
        let (mut known, source) = (Computed::new(), Settled(self.steps, &self.pieces));
        let mut value = |(step, unit): Unit| {
            let element = element_of(&self.steps[step], unit);
            demand.form(&mut known, &source, (step as u32, element as u32))[0].clone()
        };
        let first = value(zero.unit);
        match zero.less {
            Ok(unit) => &first - &value(unit),
            Err(number) => &first - &Dyadic::from(number),
        }
    }
}

/// The piece of a neuron, and its value; its zeros are added to the others.
fn neuron(
    step: &Step,
    unit: usize,
    pass: &Pass,
    exact: &mut impl FnMut(Unit) -> Dyadic,
    zeros: &mut Vec<Zero>,
) -> (u16, Near) {
    let near = |(step, unit): Unit| pass.steps[step].get(unit);
    if let Some(pieces) = step.pieces_of(unit) {
        let from = (step.inputs[0], unit);
        let value = near(from);
        let mut piece = 0u8;
        for &breakpoint in pieces.breakpoints() {
            let above = value.plus(-breakpoint, (1.0, 0.0), 0.0);
            let (sign, above) = magnitude(above, || &exact(from) - &Dyadic::from(breakpoint));
            piece += u8::from(sign.is_gt());
            zeros.push(Zero {
                unit: from,
                less: Err(breakpoint),
                above,
            });
        }
        let post = value.times(pieces.slope(piece));
        let post = post.plus(pieces.offset(piece), (1.0, 0.0), 0.0);
        return (u16::from(piece), post.off_by(pieces.largest_offset().error));
    }
    let candidates = candidates(step, unit);
    let mut leader = 0;
    for other in 1..candidates.len() {
        let pair = [candidates[other], candidates[leader]];
        let ahead = near(pair[0]).minus(near(pair[1]));
        let (sign, _) = magnitude(ahead, || &exact(pair[0]) - &exact(pair[1]));
        if sign.is_gt() {
            leader = other;
        }
    }
    for &other in candidates
        .iter()
        .filter(|&&other| other != candidates[leader])
    {
        let ahead = near(candidates[leader]).minus(near(other));
        let (_, above) = magnitude(ahead, || &exact(candidates[leader]) - &exact(other));
        zeros.push(Zero {
            unit: candidates[leader],
            less: Ok(other),
            above,
        });
    }
    (leader as u16, near(candidates[leader]))
}

/// The sign and the magnitude of a number, exact where the pair of floats is not good enough.
fn magnitude(near: Near, exact: impl FnOnce() -> Dyadic) -> (Ordering, f64) {
    let (value, error) = near.value();
    if value.is_finite() && error <= value.abs() * PRECISE {
        return (
            value.partial_cmp(&0.0).unwrap_or(Ordering::Equal),
            value.abs(),
        );
    }
    let exact = exact();
    let magnitude = exact.ratio(&Dyadic::from(1.0)).abs();
    let fits = exact.is_zero() || magnitude.is_normal();
    (exact.sign(), if fits { magnitude } else { f64::NAN })
}
