//! Exact decisions, where floats are not certain.

use super::double::Doubles;
use super::form::Form as FloatForm;
use super::lines::{Line, Name, Pair, Source, Witness};
use super::mesh::{Corner, Mesh, Oriented};
use super::state::State;
use crate::Plane;
use crate::dyadic::Dyadic;
use crate::exact::{ExactForm, determinant};
use crate::graph::demand::{Computed, Demand, Element, Form, PieceSource, difference, value};
use crate::graph::plan::{Kind, Step};
use crease_network::Graph;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

/// Beyond this many, all remembered forms are dropped.
const MOST_KNOWN: usize = 1 << 18;

pub(super) struct Exact<'a> {
    doubles: Doubles<'a>,
    demand: Demand<'a, 3>,
    /// Forms in the current cell, and the state for which they hold.
    here: Computed<3>,
    version: u64,
    lines: HashMap<u32, Rc<ExactForm>>,
    /// How many decisions were made here.
    pub fallbacks: u64,
}

/// The cell of the state's pieces.
struct Here<'s, 'a>(&'s State<'a>);

/// The cell around a ray.
struct Around<'p>(&'p Form<3>);

impl PieceSource<3> for Here<'_, '_> {
    fn piece(&self, (node, element): Element) -> Option<u8> {
        let unit = self.0.unit(node as usize, element as usize);
        Some(self.0.at[node as usize].pieces[unit] as u8)
    }

    fn largest(&self, (node, element): Element) -> Option<Element> {
        let (index, step) = (node as usize, &self.0.steps[node as usize]);
        if !matches!(step.kind, Kind::Largest(_)) {
            return None;
        }
        let unit = self.0.unit(index, element as usize);
        let piece = self.0.at[index].pieces[unit];
        let (from, slot) = self.0.wired[index].candidates[unit / step.padded][piece as usize];
        let padded = self.0.steps[from as usize].padded;
        let candidate = slot as usize * padded + unit % step.padded;
        Some(element_of(self.0, from, candidate as u32))
    }

    fn sign(&self, _: &Form<3>) -> Ordering {
        Ordering::Equal
    }
}

impl PieceSource<3> for Around<'_> {
    fn piece(&self, _: Element) -> Option<u8> {
        None
    }

    fn largest(&self, _: Element) -> Option<Element> {
        None
    }

    fn sign(&self, form: &Form<3>) -> Ordering {
        value(form, self.0).sign()
    }
}

/// The first element of a unit.
fn element_of(state: &State<'_>, step: u32, unit: u32) -> Element {
    let at = &state.steps[step as usize];
    let (slot, channel) = (unit as usize / at.padded, unit as usize % at.padded);
    let position = state.slots[step as usize].first[slot] as usize;
    (step, (channel * at.positions + position) as u32)
}

impl<'a> Exact<'a> {
    pub(super) fn new(graph: &'a Graph, steps: &[Step], plane: &'a Plane) -> Self {
        Self {
            doubles: Doubles::new(steps, plane),
            demand: Demand::new(graph, plane.vectors()),
            here: Computed::new(),
            version: 0,
            lines: HashMap::new(),
            fallbacks: 0,
        }
    }

    pub(super) fn plane(&self) -> &Plane {
        self.doubles.plane
    }

    /// The sign of a pair, in the current cell, at a corner.
    #[cold]
    pub(super) fn sign(
        &mut self,
        state: &State<'_>,
        version: u64,
        lines: &[Line],
        corner: &Corner,
        pair: Pair,
    ) -> Ordering {
        if let Some(sign) = self.doubles.sign(state, version, lines, corner, pair) {
            return sign;
        }
        self.fallbacks += 1;
        let form = self.pair(state, version, pair);
        let [a, b] = [corner.a, corner.b].map(|of| self.line(state, lines, of.line));
        let sign = determinant(&a, &b, &form).sign();
        if corner.a.negative == corner.b.negative {
            sign
        } else {
            sign.reverse()
        }
    }

    /// A pair in the current cell.
    pub(super) fn pair(&mut self, state: &State<'_>, version: u64, pair: Pair) -> ExactForm {
        if self.version != version || self.here.len() > MOST_KNOWN {
            self.here.clear();
            self.version = version;
        }
        let source = Here(state);
        named(&self.demand, &mut self.here, &source, state, pair)
    }

    /// Whether two pairs are equal in the current cell along the same line: whether their forms are
    /// multiples of each other, and not 0.
    pub(super) fn have_one_line(
        &mut self,
        state: &State<'_>,
        version: u64,
        pairs: [Pair; 2],
    ) -> bool {
        let [a, b] = pairs.map(|pair| self.pair(state, version, pair));
        let is_line = |form: &ExactForm| form.iter().any(|c| !c.is_zero());
        let is_same = |i: usize, j: usize| &a[i] * &b[j] == &a[j] * &b[i];
        is_line(&a) && is_line(&b) && is_same(0, 1) && is_same(1, 2) && is_same(2, 0)
    }

    /// The form of a line.
    pub(super) fn line(&mut self, state: &State<'_>, lines: &[Line], line: u32) -> Rc<ExactForm> {
        match &lines[line as usize].source {
            Source::Fixed(form) => Rc::clone(form),
            Source::Cut { pair, witness, .. } => match witness {
                Witness::Exact(form) => Rc::clone(form),
                Witness::Point(point) => {
                    if let Some(known) = self.lines.get(&line) {
                        return Rc::clone(known);
                    }
                    let point = point.map(Dyadic::from);
                    let mut known = Computed::new();
                    let form = named(&self.demand, &mut known, &Around(&point), state, *pair);
                    let form = Rc::new(form);
                    if self.lines.len() > MOST_KNOWN {
                        self.lines.clear();
                    }
                    self.lines.insert(line, Rc::clone(&form));
                    form
                }
            },
        }
    }

    /// The corner of a cell, exactly.
    fn ray(&mut self, state: &State<'_>, lines: &[Line], corner: &Corner) -> Form<3> {
        let signed = |form: &ExactForm, of: Oriented| -> ExactForm {
            if of.negative {
                form.each_ref().map(|c| -c)
            } else {
                form.clone()
            }
        };
        let a = self.line(state, lines, corner.a.line);
        let b = self.line(state, lines, corner.b.line);
        let (a, b) = (signed(&a, corner.a), signed(&b, corner.b));
        let minor = |i: usize, j: usize| &(&a[i] * &b[j]) - &(&a[j] * &b[i]);
        [minor(1, 2), minor(2, 0), minor(0, 1)]
    }

    /// Whether the gradients of outputs differ between the current cell and another one.
    #[cold]
    pub(super) fn jumps(
        &mut self,
        state: &State<'_>,
        version: u64,
        lines: &[Line],
        mesh: &Mesh,
        other: u32,
    ) -> bool {
        let output = state.steps.len() - 1;
        let mut ring = Vec::new();
        mesh.ring(other, &mut ring);
        let inside = inside(mesh, lines, &ring);
        if inside.is_some_and(|point| self.doubles.jump(state, version, &point)) {
            return true;
        }
        self.fallbacks += 1;
        let point = if let Some(point) = inside {
            point.map(Dyadic::from)
        } else {
            let zero = [const { Dyadic::ZERO }; 3];
            ring.iter().fold(zero, |sum, &edge| {
                let ray = self.ray(state, lines, mesh.corner(edge));
                std::array::from_fn(|i| &sum[i] + &ray[i])
            })
        };
        let mut there = Computed::new();
        let step = &state.steps[output];
        (0..state.slots[output].len() * step.padded).any(|unit| {
            if unit % step.padded >= step.channels {
                return false;
            }
            let name = Name::Unit {
                step: output as u32,
                unit: unit as u32,
            };
            let pair = [name, Name::number(0.0)];
            let here = self.pair(state, version, pair);
            let there = named(&self.demand, &mut there, &Around(&point), state, pair);
            here[..2] != there[..2]
        })
    }
}

fn named(
    demand: &Demand<'_, 3>,
    known: &mut Computed<3>,
    source: &impl PieceSource<3>,
    state: &State<'_>,
    pair: Pair,
) -> ExactForm {
    let [a, b] = pair.map(|name| match name {
        Name::Number(bits) => Rc::new([
            Dyadic::ZERO,
            Dyadic::ZERO,
            Dyadic::from(f64::from_bits(bits)),
        ]),
        Name::Unit { step, unit } => demand.form(known, source, element_of(state, step, unit)),
    });
    difference(&a, &b)
}

/// A point that is certainly inside a cell.
pub(super) fn inside(mesh: &Mesh, lines: &[Line], ring: &[u32]) -> Option<[f64; 3]> {
    let mut middle = [0.0; 3];
    for &edge in ring {
        for (sum, coordinate) in middle.iter_mut().zip(mesh.corner(edge).at) {
            *sum += coordinate;
        }
    }
    let largest = middle.iter().fold(0.0, |most: f64, v| most.max(v.abs()));
    let middle = middle.map(|coordinate| coordinate / largest);
    let certain = ring.iter().all(|&edge| {
        let side = mesh.line(edge);
        let wanted = if side.negative {
            Ordering::Less
        } else {
            Ordering::Greater
        };
        let form: &FloatForm = &lines[side.line as usize].form;
        form.certain(&middle, 0.0) == Some(wanted)
    });
    certain.then_some(middle)
}
