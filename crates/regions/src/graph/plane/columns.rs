//! How the units of a graph see the deviations of open neurons, all of them on their pieces or guesses.

use super::form::Form;
use super::net::{Net, Row, TINY};
use super::settle::pieces_of;
use super::state::{Pending, State};
use crate::affine::{SLACK, UNIT, gamma};
use crate::graph::plan::{Diagonal, Kind, Mix};

/// By unit that sees an atom: how much of it.
#[derive(Default)]
struct Column {
    factors: Vec<(u32, f64)>,
    /// No factor is off by more than this.
    error: f64,
}

/// By step and atom.
#[derive(Default)]
pub(super) struct Columns {
    of: Vec<Vec<Column>>,
    /// By step and unit: atoms and factors; only of steps that neurons read.
    rows: Vec<Vec<Vec<(u32, f64)>>>,
    /// By step: units that see anything.
    seeing: Vec<Pending>,
    sums: Vec<f64>,
    touched: Vec<Pending>,
    list: Vec<u32>,
}

impl Columns {
    pub(super) fn new(state: &State<'_>) -> Self {
        let units = || state.at.iter().map(|at| at.values.parts[0].len());
        Self {
            of: units().map(|_| Vec::new()).collect(),
            rows: units().map(|units| vec![Vec::new(); units]).collect(),
            seeing: units().map(Pending::new).collect(),
            sums: vec![0.0; units().max().unwrap_or(0)],
            touched: units().map(Pending::new).collect(),
            list: Vec::new(),
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        for step in 0..self.of.len() {
            self.of[step].clear();
            self.seeing[step].take(&mut self.list);
            for &unit in &self.list {
                self.rows[step][unit as usize].clear();
            }
        }
    }

    /// Units of a step that see atoms.
    pub(super) fn seeing(&self, step: usize) -> &[u32] {
        self.seeing[step].list()
    }

    /// Adds a unit's row to a net, given its form.
    pub(super) fn push_row(&self, net: &mut Net, (step, unit): (usize, usize), form: &Form) -> Row {
        let first = net.factors.len() as u32;
        let factors = &self.rows[step][unit];
        net.factors.extend_from_slice(factors);
        let mut form = *form;
        let errors = factors
            .iter()
            .map(|&(atom, _)| self.of[step][atom as usize].error * net.atoms[atom as usize].size);
        let error: f64 = errors.sum();
        if !factors.is_empty() {
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

    /// Finds what the units of a step see, given what its inputs do.
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
                column.error = (column.error + error) * SLACK;
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
                    self.rows[index][unit as usize].push((atom as u32, factor));
                    self.seeing[index].push(unit);
                }
            }
            if !column.factors.is_empty() && of.step as usize != index {
                column.error += TINY;
            }
            columns.push(column);
        }
        debug_assert_eq!(columns.len(), atoms);
        self.of[index] = columns;
    }

    fn add(&mut self, index: usize, unit: u32, factor: f64) {
        self.touched[index].push(unit);
        self.sums[unit as usize] += factor;
    }

    /// Adds what one input of a step passes on. Returns a bound on the errors.
    fn pass(&mut self, state: &State<'_>, index: usize, place: usize, from: &Column) -> f64 {
        let step = &state.steps[index];
        let input = step.inputs[place];
        let (reads, padded) = (&state.wired[index].reads[place], state.steps[input].padded);
        let most = from
            .factors
            .iter()
            .fold(0.0f64, |most, (_, factor)| most.max(factor.abs()));
        match &step.kind {
            Kind::Input | Kind::Constant(_) => 0.0,
            Kind::Mix(mix) => {
                self.mix(state, index, mix, from);
                mix.norm * (from.error + gamma(mix.terms + 2) * most)
            }
            Kind::Diagonal(diagonal) => {
                self.diagonal(state, index, place, diagonal, from);
                diagonal.norm * (from.error + gamma(diagonal.terms + 4) * most)
            }
            Kind::Move(_) => {
                for &(unit, factor) in &from.factors {
                    let (slot, channel) = (unit / padded as u32, unit % padded as u32);
                    for &(own, of) in reads.of(slot) {
                        if of == channel {
                            self.add(index, own, factor);
                        }
                    }
                }
                from.error
            }
            Kind::Activate(_) => {
                let mut steep = 0.0f64;
                for &(unit, factor) in &from.factors {
                    let Some(pieces) = pieces_of(step, unit) else {
                        continue;
                    };
                    let slope = pieces.slope(state.at[index].pieces[unit as usize] as u8);
                    if slope != 0.0 {
                        self.add(index, unit, factor * slope);
                        steep = steep.max(slope.abs());
                    }
                }
                steep * (from.error + UNIT * most)
            }
            Kind::Largest(_) => {
                // The same input twice is one candidate.
                if step.inputs[..place].contains(&input) {
                    return 0.0;
                }
                for &(unit, factor) in &from.factors {
                    let (slot, channel) = (unit / padded as u32, unit as usize % padded);
                    for &(own, _) in reads.of(slot) {
                        let unit = own as usize * step.padded + channel;
                        let piece = state.at[index].pieces[unit] as usize;
                        let leads = state.wired[index].candidates[own as usize][piece]
                            == (input as u32, slot);
                        if leads {
                            self.add(index, unit as u32, factor);
                        }
                    }
                }
                from.error
            }
        }
    }

    fn mix(&mut self, state: &State<'_>, index: usize, mix: &Mix, from: &Column) {
        let step = &state.steps[index];
        let before = &state.steps[step.inputs[0]];
        let reads = &state.wired[index].reads[0];
        for &(unit, factor) in &from.factors {
            let (slot, channel) = (unit as usize / before.padded, unit as usize % before.padded);
            for &(own, cell) in reads.of(slot as u32) {
                let row = (cell as usize * before.channels + channel) * mix.span;
                let first = own as usize * step.padded + mix.first[channel / mix.group];
                let weights = &mix.weight[row..row + mix.span];
                let sums = &mut self.sums[first..first + mix.span];
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += weight * factor;
                }
                // Spans of several groups overlap.
                if mix.first.len() > 1 || !self.touched[index].has(first as u32) {
                    for unit in first..first + mix.span {
                        self.touched[index].push(unit as u32);
                    }
                }
            }
        }
    }

    fn diagonal(
        &mut self,
        state: &State<'_>,
        index: usize,
        place: usize,
        diagonal: &Diagonal,
        from: &Column,
    ) {
        let step = &state.steps[index];
        let input = step.inputs[place];
        let padded = state.steps[input].padded;
        for &(unit, factor) in &from.factors {
            let (slot, channel) = (unit as usize / padded, unit as usize % padded);
            for &(own, _) in state.wired[index].reads[place].of(slot as u32) {
                let position = state.slots[index].first[own as usize] as usize;
                let range = diagonal.taps.range(position);
                let taps = diagonal.taps.taps[range.clone()].iter();
                for (tap, by) in taps.zip(&diagonal.factors[range]) {
                    let is_it = tap.input as usize == place
                        && state.slots[input].of[tap.position as usize] as usize == slot;
                    if !is_it || *by == 0.0 {
                        continue;
                    }
                    let scale = diagonal.scale.as_ref().map_or(1.0, |scaled| {
                        let row = if scaled.by_position { position } else { 0 };
                        scaled.scale[row * step.padded + channel]
                    });
                    if scale != 0.0 {
                        let unit = own as usize * step.padded + channel;
                        self.add(index, unit as u32, factor * by * scale);
                    }
                }
            }
        }
    }
}
