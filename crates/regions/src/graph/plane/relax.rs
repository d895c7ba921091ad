//! From a cell in which a step's neurons are open to a [`Net`] of all that is open in it.
//!
//! The state follows the pieces that open neurons are guessed to be on; what they may deviate from
//! that, and what later units see of it, tells which of these are open in turn.

use super::cutter::Cutter;
use super::form::Hull;
use super::net::{Atom, Net, Row};
use super::settle::Part;
use super::sides::{Open, Sure, look};
use crate::graph::plan::Kind;

impl Cutter<'_> {
    /// Makes the net of a cell, in which these neurons of a step are open, all before them settled.
    /// Whether it is small enough; if not, the state still is one of the pieces of the neurons.
    pub(super) fn relax(
        &mut self,
        index: usize,
        open: &[Open],
        net: &mut Net,
        part: &Part,
    ) -> bool {
        let first = self.neurons[index];
        let hull = part.hull(&self.mesh);
        net.clear();
        let mut columns = std::mem::take(&mut self.columns);
        columns.clear();
        let last = self.state.steps.len() - 1;
        let mut fits = true;
        for step in first..=last {
            if matches!(
                self.state.steps[step].kind,
                Kind::Activate(_) | Kind::Largest(_)
            ) {
                let found;
                let open = if step == first {
                    open
                } else {
                    found = self.find(step, &hull);
                    &found
                };
                self.columns = columns;
                self.open_atoms(step, open, net, part);
                columns = std::mem::take(&mut self.columns);
                fits = net.atoms.len() <= self.most_atoms;
                if !fits || (step == last && !self.walls.wanted()) {
                    break;
                }
            }
            self.state.update(step);
            columns.spread(&self.state, step, net);
        }
        if fits && self.walls.wanted() {
            for unit in 0..self.state.at[last].values.parts[0].len() {
                let form = self.state.at[last].values.get(unit);
                let row = columns.push_row(net, (last, unit), &form);
                net.outputs.push(row);
            }
        }
        self.columns = columns;
        fits
    }

    /// The neurons of a step that are open if nothing before deviates.
    fn find(&mut self, step: usize, hull: &Hull) -> Vec<Open> {
        let mut open = Vec::new();
        look(&mut self.state, step, hull, &mut self.looks, &mut open);
        open
    }

    /// Adds those neurons of a step to a net that are open.
    fn open_atoms(&mut self, step: usize, open: &[Open], net: &mut Net, part: &Part) {
        let steps = self.state.steps;
        let at = &steps[step];
        self.version += 1;
        // Those that see atoms, and the others that are open.
        let mut due: Vec<(u32, Option<u32>)> = Vec::new();
        let width = |from: usize| steps[from].padded as u32;
        for (place, &input) in at.inputs.iter().enumerate() {
            for &unit in self.columns.seeing(input) {
                if let Kind::Activate(_) = at.kind {
                    due.push((unit, None));
                    continue;
                }
                let (slot, channel) = (unit / width(input), unit % width(input));
                for &(own, _) in self.state.wired[step].reads[place].of(slot) {
                    due.push((own * width(step) + channel, None));
                }
            }
        }
        due.sort_unstable();
        due.dedup();
        let seeing = due.len();
        for (place, neuron) in open.iter().enumerate() {
            let unit = neuron.unit();
            if due[..seeing].binary_search(&(unit, None)).is_err() {
                due.push((unit, Some(place as u32)));
            }
        }
        for &(unit, place) in &due {
            if place.is_none() {
                // Not for certain, as far as deviations go.
                self.state.at[step].sure[unit as usize / at.padded] = Sure::NOWHERE;
            }
            let atom = self.raw_atom(step, unit, place.map(|place| &open[place as usize]), net);
            let (rows, piece) = (atom.first, self.settle(net, atom, part));
            let piece = match (piece, net.atoms.last()) {
                (None, Some(atom)) => atom.guess,
                (piece, _) => {
                    net.truncate(rows);
                    piece.unwrap_or(0)
                }
            };
            let at = &mut self.state.at[step];
            if at.pieces[unit as usize] != piece {
                at.pieces[unit as usize] = piece;
                at.moved.push(unit);
            }
        }
    }

    /// A neuron and what it looks at.
    fn raw_atom(&self, step: usize, unit: u32, open: Option<&Open>, net: &mut Net) -> Atom {
        let at = &self.state.steps[step];
        let first = net.rows.len() as u32;
        let mut atom = Atom {
            step: step as u32,
            unit,
            first,
            ..Atom::default()
        };
        let row = |(from, unit): (usize, usize), net: &mut Net| -> Row {
            let form = self.state.at[from].values.get(unit);
            self.columns.push_row(net, (from, unit), &form)
        };
        if let Kind::Activate(all) = &at.kind {
            let kind = if all.len() == 1 {
                0
            } else {
                unit as usize % at.padded
            };
            (atom.low, atom.high) = (0, all[kind].breakpoints().len() as u16);
            if let Some(&Open::Level { low, high, .. }) = open {
                (atom.low, atom.high) = (low, high);
            }
            let row = row((at.inputs[0], unit as usize), net);
            net.rows.push(row);
        } else {
            let (slot, channel) = (unit as usize / at.padded, unit as usize % at.padded);
            let candidates = &self.state.wired[step].candidates[slot];
            for (candidate, &(from, slot)) in candidates.iter().enumerate() {
                let candidate = candidate as u16;
                let is_left = match open {
                    Some(Open::Largest { left, all, .. }) => {
                        if !all.contains(&candidate) {
                            continue;
                        }
                        left.contains(&candidate)
                    }
                    _ => true,
                };
                let padded = self.state.steps[from as usize].padded;
                let row = row((from as usize, slot as usize * padded + channel), net);
                net.rows.push(Row {
                    candidate,
                    is_left,
                    ..row
                });
            }
        }
        atom.guess = self.state.at[step].pieces[unit as usize];
        atom.end = net.rows.len() as u32;
        atom
    }
}
