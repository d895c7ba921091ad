//! From a cell in which a step's neurons are open to a [`Net`] of all that is open in it.
//!
//! The state follows the pieces that open neurons are guessed to be on; how far they may deviate
//! from that, and how much later units depend on it, determines which of these are open in turn.

use super::certified::Certified;
use super::cutter::Cutter;
use super::form::Form;
use super::hull::Hull;
use super::net::{Atom, Net, Row};
use super::open::Open;
use super::part::Part;
use super::pieces::find_pieces;
use super::walls::weighted_sum;
use crate::affine::SLACK;
use crate::graph::plan::Kind;

impl Cutter<'_> {
    /// Makes the net of a cell, in which these neurons of a step are open, all before them settled.
    /// Returns whether it is small enough; if not, the state is still that of some pieces of the
    /// neurons.
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
        columns.norms.prepare(&self.state, self.exact.plane());
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
                    found = self.find_open(step, &hull);
                    &found
                };
                self.columns = columns;
                self.open_atoms(step, open, net, (part, &hull));
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
            let values = &self.state.at[last].values;
            let units = values.parts[0].len();
            if self.walls.sums_outputs() {
                let form = weighted_sum((0..units).map(|unit| values.get(unit)));
                let row = columns.push_weighted_sum(net, last, form);
                net.outputs.push(row);
                self.columns = columns;
                return true;
            }
            columns.make_rows(last, 0..units as u32);
            for unit in 0..units {
                let form = self.state.at[last].values.get(unit);
                let row = columns.push_row(net, (last, unit), &form);
                net.outputs.push(row);
            }
        }
        self.columns = columns;
        fits
    }

    /// The neurons of a step that are open if nothing before deviates.
    fn find_open(&mut self, step: usize, hull: &Hull) -> Vec<Open> {
        let mut open = Vec::new();
        find_pieces(
            &mut self.state,
            step,
            hull,
            &mut self.piece_buffers,
            &mut open,
        );
        open
    }

    /// Adds those neurons of a step to a net that are open.
    fn open_atoms(
        &mut self,
        step: usize,
        open: &[Open],
        net: &mut Net,
        (part, hull): (&Part, &Hull),
    ) {
        let at = &self.state.steps[step];
        self.version += 1;
        // Those that see atoms and may change their pieces, and the others that are open.
        let mut due: Vec<(u32, Option<u32>)> = Vec::new();
        let mut seeing = std::mem::take(&mut self.due);
        self.columns.neurons(&self.state, step, &mut seeing);
        for &unit in &seeing {
            // Not certain, because of the deviations.
            self.state.at[step].certified[unit as usize / at.padded] = Certified::NOWHERE;
            match self.certain_piece(step, unit, hull) {
                Some(piece) => self.state.set_piece(step, unit, piece),
                None => due.push((unit, None)),
            }
        }
        seeing.sort_unstable();
        for (place, neuron) in open.iter().enumerate() {
            let unit = neuron.unit();
            if seeing.binary_search(&unit).is_err() {
                due.push((unit, Some(place as u32)));
            }
        }
        self.due = seeing;
        self.make_rows(step, &due);
        for &(unit, place) in &due {
            let atom = self.new_atom(step, unit, place.map(|place| &open[place as usize]), net);
            let (rows, piece) = (atom.first, self.settle(net, atom, part));
            let piece = match (piece, net.atoms.last()) {
                (None, Some(atom)) => atom.guess,
                (piece, _) => {
                    net.truncate(rows);
                    piece.unwrap_or(0)
                }
            };
            self.state.set_piece(step, unit, piece);
        }
    }

    /// Makes the rows that these neurons read.
    fn make_rows(&mut self, step: usize, due: &[(u32, Option<u32>)]) {
        let at = &self.state.steps[step];
        let units = due.iter().map(|&(unit, _)| unit);
        if let Kind::Activate(_) = at.kind {
            self.columns.make_rows(at.inputs[0], units);
            return;
        }
        let state = &self.state;
        for (place, &input) in at.inputs.iter().enumerate() {
            if at.inputs[..place].contains(&input) {
                continue;
            }
            let width = state.steps[input].padded as u32;
            let all = units.clone().flat_map(|unit| {
                let (slot, channel) = (unit as usize / at.padded, unit % at.padded as u32);
                let candidates = state.wired[step].candidates[slot].iter();
                let mine = candidates.filter(move |&&(from, _)| from as usize == input);
                mine.map(move |&(_, slot)| slot * width + channel)
            });
            self.columns.make_rows(input, all);
        }
    }

    /// The piece of a neuron that depends on atoms, if rough bounds make it certain.
    fn certain_piece(&self, step: usize, unit: u32, hull: &Hull) -> Option<u16> {
        let at = &self.state.steps[step];
        if let Some(pieces) = at.pieces_of(unit as usize) {
            let (from, unit) = (at.inputs[0], unit as usize);
            let form = self.state.at[from].values.get(unit);
            let ([low, high], error) = self.columns.span(from, unit);
            let mut piece = 0;
            for (level, &breakpoint) in pieces.breakpoints().iter().enumerate() {
                let (value, bound) = hull.value(&form.less(breakpoint));
                let bound = (bound + error * hull.size) * SLACK;
                if value + low * SLACK > bound {
                    piece = level as u16 + 1;
                } else if value + high * SLACK < -bound {
                    break;
                } else {
                    return None;
                }
            }
            return Some(piece);
        }
        let (slot, channel) = (unit as usize / at.padded, unit as usize % at.padded);
        let mut best: Option<(usize, f64, Form, [f64; 2], f64)> = None;
        let candidates = &self.state.wired[step].candidates[slot];
        let ranges_of = |&(from, slot): &(u32, u32)| {
            let unit = slot as usize * self.state.steps[from as usize].padded + channel;
            let form = self.state.at[from as usize].values.get(unit);
            let (ends, error) = self.columns.span(from as usize, unit);
            (form, ends, error)
        };
        for (index, candidate) in candidates.iter().enumerate() {
            let (form, ends, error) = ranges_of(candidate);
            let middle = hull.value(&form).0 + 0.5 * (ends[0] + ends[1]);
            if best.as_ref().is_none_or(|best| middle > best.1) {
                best = Some((index, middle, form, ends, error));
            }
        }
        let (leader, _, form, [low, _], error) = best?;
        let ahead = candidates.iter().enumerate().all(|(index, candidate)| {
            let (other, [_, high], more) = ranges_of(candidate);
            let (value, bound) = hull.value(&form.minus(&other));
            index == leader
                || value + (low - high) * SLACK > (bound + (error + more) * hull.size) * SLACK
        });
        ahead.then_some(leader as u16)
    }

    /// A neuron and what it reads.
    fn new_atom(&self, step: usize, unit: u32, open: Option<&Open>, net: &mut Net) -> Atom {
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
        if let Some(pieces) = at.pieces_of(unit as usize) {
            (atom.low, atom.high) = (0, pieces.breakpoints().len() as u16);
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
