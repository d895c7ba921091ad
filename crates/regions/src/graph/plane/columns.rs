//! How the units of a graph depend on the deviations of open neurons, with all neurons on their
//! pieces or guesses.
//!
//! What factors are off by is bounded twice: the largest error grows from step to step by the largest sum
//! of a row's magnitudes, their Euclidean norm by that of the whole map, which in deep graphs is far less.

use super::factors::TINY;
use super::form::Form;
use super::net::{Net, Row};
use super::norms::Norms;
use super::pending::Pending;
use super::state::State;
use super::walls::weight;
use crate::affine::{SLACK, gamma};
use crate::graph::plan::{Kind, Step};

/// By unit that sees an atom: the factor.
#[derive(Default)]
pub(super) struct Column {
    pub factors: Vec<(u32, f64)>,
    /// No factor is off by more than this.
    pub error: f64,
    /// Nor the factors of all elements together, as a Euclidean norm.
    pub norm: f64,
}

/// By step and atom.
#[derive(Default)]
pub(super) struct Columns {
    of: Vec<Vec<Column>>,
    seen: Vec<Deviations>,
    /// By step: the largest weight, if it has any.
    pub weights: Vec<f64>,
    pub norms: Norms,
    pub sums: Vec<f64>,
    pub touched: Vec<Pending>,
    list: Vec<u32>,
}

/// The deviations that the units of a step see, if neurons read it.
#[derive(Default)]
struct Deviations {
    /// Units that see anything.
    units: Pending,
    /// By unit: the least and the greatest sum of its deviations.
    low: Vec<f64>,
    high: Vec<f64>,
    /// The error of coefficients.
    error: f64,
    /// By unit, if requested: atoms and factors.
    rows: Vec<Vec<(u32, f64)>>,
    requested: Pending,
}

impl Columns {
    pub(super) fn new(state: &State<'_>) -> Self {
        let units = || state.at.iter().map(|at| at.values.parts[0].len());
        let deviations = |units: usize| Deviations {
            units: Pending::new(units),
            low: vec![0.0; units],
            high: vec![0.0; units],
            error: 0.0,
            rows: vec![Vec::new(); units],
            requested: Pending::new(units),
        };
        let weight = |step: &Step| match &step.kind {
            Kind::Mix(mix) => mix.weight.iter().fold(0.0f64, |most, w| most.max(w.abs())),
            _ => 0.0,
        };
        Self {
            of: units().map(|_| Vec::new()).collect(),
            seen: units().map(deviations).collect(),
            weights: state.steps.iter().map(weight).collect(),
            norms: Norms::default(),
            sums: vec![0.0; units().max().unwrap_or(0)],
            touched: units().map(Pending::new).collect(),
            list: Vec::new(),
        }
    }

    /// Removes everything.
    pub(super) fn clear(&mut self) {
        for (columns, seen) in self.of.iter_mut().zip(&mut self.seen) {
            columns.clear();
            seen.units.take(&mut self.list);
            for &unit in &self.list {
                seen.low[unit as usize] = 0.0;
                seen.high[unit as usize] = 0.0;
            }
            seen.error = 0.0;
            seen.clear_rows(&mut self.list);
        }
    }

    /// Neurons of a step that see atoms.
    pub(super) fn neurons(&mut self, state: &State<'_>, index: usize, list: &mut Vec<u32>) {
        let step = &state.steps[index];
        let due = &mut self.touched[index];
        for (place, &input) in step.inputs.iter().enumerate() {
            let units = self.seen[input].units.list();
            if let Kind::Activate(_) = step.kind {
                for &unit in units {
                    due.push(unit);
                }
                continue;
            }
            let width = state.steps[input].padded as u32;
            for &unit in units {
                for &(out, _) in state.wired[index].reads[place].of(unit / width) {
                    due.push(out * step.padded as u32 + unit % width);
                }
            }
        }
        due.take(list);
    }

    /// The range of the deviations that a unit sees, and the error of a coefficient.
    pub(super) fn span(&self, step: usize, unit: usize) -> ([f64; 2], f64) {
        let seen = &self.seen[step];
        ([seen.low[unit], seen.high[unit]], seen.error)
    }

    /// Makes the rows of these units of a step.
    pub(super) fn make_rows(&mut self, step: usize, units: impl Iterator<Item = u32>) {
        let seen = &mut self.seen[step];
        seen.clear_rows(&mut self.list);
        units.for_each(|unit| seen.requested.push(unit));
        for (atom, column) in self.of[step].iter().enumerate() {
            for &(unit, factor) in &column.factors {
                if seen.requested.has(unit) {
                    seen.rows[unit as usize].push((atom as u32, factor));
                }
            }
        }
    }

    /// Adds a unit's row, which was requested, to a net, given its form.
    pub(super) fn push_row(&self, net: &mut Net, (step, unit): (usize, usize), form: &Form) -> Row {
        let first = net.factors.len() as u32;
        let factors = &self.seen[step].rows[unit];
        net.factors.extend_from_slice(factors);
        let mut form = *form;
        let errors = factors
            .iter()
            .map(|&(atom, _)| self.of[step][atom as usize].error * net.atoms[atom as usize].size);
        let error: f64 = errors.sum();
        let is_exact = |&(atom, _): &(u32, f64)| self.of[step][atom as usize].error == 0.0;
        if !factors.iter().all(is_exact) {
            form.error = (form.error + error) * SLACK + f64::MIN_POSITIVE;
        }
        Row {
            form,
            first,
            end: net.factors.len() as u32,
            candidate: 0,
            is_left: true,
        }
    }

    /// Adds the row of the weighted sum of a step's units to a net, given its form.
    pub(super) fn push_weighted_sum(&self, net: &mut Net, step: usize, mut form: Form) -> Row {
        let first = net.factors.len() as u32;
        let mut error = 0.0;
        for (atom, column) in self.of[step].iter().enumerate() {
            if column.factors.is_empty() {
                continue;
            }
            let (mut sum, mut size, mut weights) = (0.0, 0.0, 0.0);
            for &(unit, factor) in &column.factors {
                let weight = weight(unit as usize);
                sum += weight * factor;
                size += weight * factor.abs();
                weights += weight;
            }
            let rounding = gamma(column.factors.len() + 2) * size;
            error += (weights * column.error + rounding + TINY) * net.atoms[atom].size;
            net.factors
                .push((atom as u32, if sum == 0.0 { TINY } else { sum }));
        }
        form.error = (form.error + error) * SLACK + f64::MIN_POSITIVE;
        Row {
            form,
            first,
            end: net.factors.len() as u32,
            candidate: 0,
            is_left: true,
        }
    }

    /// Finds what the units of a step see, from what its inputs see.
    pub(super) fn spread(&mut self, state: &State<'_>, index: usize, net: &Net) {
        let step = &state.steps[index];
        let atoms = net.atoms.len();
        let wanted = state.wired[index].readers.iter().any(|&(reader, _)| {
            matches!(
                state.steps[reader as usize].kind,
                Kind::Activate(_) | Kind::Largest(_)
            )
        }) || index + 1 == state.steps.len();
        let mut columns = std::mem::take(&mut self.of[index]);
        columns.clear();
        for (atom, of) in net.atoms.iter().enumerate() {
            let mut column = Column::default();
            for (place, &input) in step.inputs.iter().enumerate() {
                let Some(from) = self.of[input]
                    .get_mut(atom)
                    .filter(|c| !c.factors.is_empty())
                else {
                    continue;
                };
                let from = std::mem::take(from);
                let error = self.pass(state, index, place, &from);
                column.error = (column.error + error.largest) * SLACK;
                column.norm = (column.norm + error.norm) * SLACK;
                self.of[input][atom] = from;
            }
            if of.step as usize == index {
                self.add(index, of.unit, 1.0);
            }
            self.touched[index].take(&mut self.list);
            for &unit in &self.list {
                let sum = std::mem::take(&mut self.sums[unit as usize]);
                if unit as usize % step.padded >= step.channels {
                    continue;
                }
                let factor = if sum == 0.0 { TINY } else { sum };
                column.factors.push((unit, factor));
                if wanted {
                    let seen = &mut self.seen[index];
                    let ends = of.range.map(|end| factor * end);
                    seen.low[unit as usize] += ends[0].min(ends[1]);
                    seen.high[unit as usize] += ends[0].max(ends[1]);
                    seen.units.push(unit);
                }
            }
            if !column.factors.is_empty() && of.step as usize != index {
                column.error += TINY;
                column.norm += TINY * state.steps[index].positions as f64 * step.padded as f64;
            }
            column.error = column.error.min(column.norm);
            self.seen[index].error += column.error * of.size * SLACK;
            columns.push(column);
        }
        debug_assert_eq!(columns.len(), atoms);
        self.of[index] = columns;
    }

    pub(super) fn add(&mut self, index: usize, unit: u32, factor: f64) {
        self.touched[index].push(unit);
        self.sums[unit as usize] += factor;
    }
}

impl Deviations {
    /// Removes rows.
    fn clear_rows(&mut self, list: &mut Vec<u32>) {
        self.requested.take(list);
        for &unit in &*list {
            self.rows[unit as usize].clear();
        }
    }
}
