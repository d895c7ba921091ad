//! What floats leave open, decided on pairs of floats.
//!
//! The graph is computed anew in the cell, one step after the other, which forgets all errors that
//! the [`State`] and the [`Net`](super::net::Net) have gathered. Exact arithmetic is left what is 0 or
//! all but 0.

mod mix;
mod steps;
#[cfg(test)]
mod tests;
mod values;

use self::values::DoubleValues;
use super::form::Form;
use super::lines::{Line, Name, Pair, Source, Witness};
use super::mesh::Corner;
use super::state::State;
use crate::Plane;
use crate::affine::{SLACK, UNIT};
use crate::double::{self, DoubleForm};
use crate::graph::plan::{Kind, Step};
use std::cmp::Ordering;
use std::collections::HashMap;

/// How many products of floats take as long as one in exact arithmetic.
const PRODUCTS: u64 = 50;

/// Beyond this many, all remembered lines are dropped.
const MOST_KNOWN: usize = 1 << 18;

/// No version of a state.
const POINT: u64 = 0;

/// Which pieces neurons are on.
#[derive(Clone, Copy)]
enum Place<'p> {
    /// Those of the state.
    Cell,
    /// Those around a point.
    Point(&'p [f64; 3]),
}

pub(super) struct Doubles<'a> {
    pub plane: &'a Plane,
    /// By step: the forms in the current place, if they are known.
    values: Vec<DoubleValues>,
    known: Vec<bool>,
    /// That of the state in whose cell the place is, or [`POINT`].
    version: u64,
    lines: HashMap<u32, DoubleForm>,
    /// By step: whether its units are faster here than in exact arithmetic.
    is_faster: Vec<bool>,
}

impl<'a> Doubles<'a> {
    pub(super) fn new(steps: &[Step], plane: &'a Plane) -> Self {
        Self {
            plane,
            values: steps.iter().map(|_| DoubleValues::default()).collect(),
            known: vec![false; steps.len()],
            version: 0,
            lines: HashMap::new(),
            is_faster: is_faster(steps),
        }
    }

    /// The sign of a pair, in the current cell, at a corner, if pairs of floats decide it and are
    /// faster than exact arithmetic.
    #[cold]
    pub(super) fn sign(
        &mut self,
        state: &State<'_>,
        version: u64,
        lines: &[Line],
        corner: &Corner,
        pair: Pair,
    ) -> Option<Ordering> {
        let ends = [corner.a, corner.b].map(|of| of.line);
        let pairs = ends.iter().filter_map(|&line| lines[line as usize].pair());
        let mut names = pairs.chain([pair]).flatten();
        if !names.any(|name| self.is_faster(name)) {
            return None;
        }
        self.enter(version);
        let form = self.pair(state, pair, Place::Cell);
        if let Some(sign) = corner.sign(&rounded(&form)).filter(|sign| sign.is_ne()) {
            return Some(sign);
        }
        let [a, b] = ends.map(|line| self.line(state, lines, line));
        let sign = double::sign(&a, &b, &form)?;
        Some(if corner.a.negative == corner.b.negative {
            sign
        } else {
            sign.reverse()
        })
    }

    /// Whether the gradients of outputs certainly differ between the current cell and the cell of a
    /// point.
    pub(super) fn jump(&mut self, state: &State<'_>, version: u64, point: &[f64; 3]) -> bool {
        let output = state.steps.len() - 1;
        if !self.is_faster[output] {
            return false;
        }
        self.enter(version);
        self.compute(state, output, Place::Cell);
        let units = state.slots[output].len() * state.steps[output].padded;
        let here: Vec<DoubleForm> = (0..units)
            .map(|unit| self.values[output].get(unit))
            .collect();
        self.enter(POINT);
        self.compute(state, output, Place::Point(point));
        here.iter().enumerate().any(|(unit, here)| {
            let there = self.values[output].get(unit);
            let gap = DoubleForm::difference(Some(here), Some(&there));
            (0..2).any(|k| gap.high[k].abs() > gap.error * SLACK)
        })
    }

    /// Forgets what was computed in another place.
    fn enter(&mut self, version: u64) {
        if self.version != version || version == POINT {
            self.known.fill(false);
            self.version = version;
        }
    }

    fn is_faster(&self, name: Name) -> bool {
        match name {
            Name::Number(_) => false,
            Name::Unit { step, .. } => self.is_faster[step as usize],
        }
    }

    fn pair(&mut self, state: &State<'_>, pair: Pair, place: Place<'_>) -> DoubleForm {
        let [a, b] = pair.map(|name| match name {
            Name::Number(bits) => constant(f64::from_bits(bits)),
            Name::Unit { step, unit } => {
                self.compute(state, step as usize, place);
                self.values[step as usize].get(unit as usize)
            }
        });
        DoubleForm::difference(Some(&a), Some(&b))
    }

    /// The form of a line.
    fn line(&mut self, state: &State<'_>, lines: &[Line], line: u32) -> DoubleForm {
        match &lines[line as usize].source {
            Source::Fixed(form)
            | Source::Cut {
                witness: Witness::Exact(form),
                ..
            } => DoubleForm::new(form),
            Source::Cut {
                pair,
                witness: Witness::Point(point),
                ..
            } => {
                if let Some(known) = self.lines.get(&line) {
                    return *known;
                }
                self.enter(POINT);
                let form = self.pair(state, *pair, Place::Point(point));
                if self.lines.len() > MOST_KNOWN {
                    self.lines.clear();
                }
                self.lines.insert(line, form);
                form
            }
        }
    }
}

/// A number, everywhere.
fn constant(number: f64) -> DoubleForm {
    DoubleForm::of([0.0, 0.0, number])
}

/// A form, rounded to floats.
fn rounded(form: &DoubleForm) -> Form {
    Form {
        value: form.high,
        error: (form.error + UNIT * form.size()) * SLACK,
    }
}

/// By step: whether its units are faster here than in exact arithmetic.
fn is_faster(steps: &[Step]) -> Vec<bool> {
    // About how many products are before a unit of a step, and before all of its units.
    let mut each: Vec<u64> = Vec::with_capacity(steps.len());
    let mut all: Vec<u64> = Vec::with_capacity(steps.len());
    for step in steps {
        let terms = match &step.kind {
            Kind::Input | Kind::Constant(_) => 0,
            Kind::Mix(mix) => mix.terms as u64,
            Kind::Diagonal(diagonal) => diagonal.terms as u64,
            Kind::Move(_) | Kind::Activate(_) | Kind::Largest(_) => 1,
        };
        let before = step.inputs.iter();
        let widest = before.clone().map(|&input| each[input]).max().unwrap_or(0);
        let before: u64 = before.map(|&input| all[input]).sum();
        each.push(terms.saturating_add(terms.saturating_mul(widest).min(before)));
        let units = (step.channels * step.positions) as u64;
        all.push(before.saturating_add(units.saturating_mul(terms)));
    }
    let pairs = each.into_iter().zip(all);
    pairs
        .map(|(each, all)| each.saturating_mul(PRODUCTS) > all)
        .collect()
}
