//! Walls that floats cannot tell to jump, piece by piece and exactly.

use super::Walls;
use super::merged::Name;
use crate::dyadic::Dyadic;
use crate::walk::active::UnitStates;
use crate::walk::cell::{Crossed, Crossing};
use crate::walk::chords::order;
use crate::walk::decide::Decider;
use crate::walk::form::WalkForm;
use crate::walk::walker::Walker;
use std::cmp::Ordering;
use std::ops::Range;

/// The current cell.
pub(super) struct Cell {
    pub sides: Range<usize>,
    pub chords: Vec<(Crossing, WalkForm)>,
    /// The name made of the units that are on in the layers before the last.
    before_last: Option<Name>,
}

/// One piece of a side, between the ends of two chords.
pub(super) struct Piece<'p> {
    pub side: usize,
    /// The unit of the side.
    pub unit: u32,
    /// Which units of the last layer are on beside it.
    pub on: &'p [bool],
    /// The chords that end where it begins and where it ends; or corners of the cell.
    ends: [Option<&'p WalkForm>; 2],
}

impl Walker<'_> {
    #[cold]
    pub(super) fn look_closely(&mut self, walls: &mut Walls, at: &Crossed) {
        let last = self.layers.hidden.len() - 1;
        let first = self.layers.first_ids[last];
        let chords = self.crossing[at.crossing.clone()].iter();
        let chords: Vec<(Crossing, WalkForm)> = chords
            .map(|&chord| (chord, self.form(at, chord.unit)))
            .collect();
        let mut cell = Cell {
            sides: at.cell.clone(),
            chords,
            before_last: None,
        };
        for at in 0..walls.open.len() {
            let (k, unit) = walls.open[at];
            self.look_along(walls, &mut cell, k as usize, unit, unit >= first);
        }
    }

    /// The part of a face's name that comes from the layers before the last.
    fn name_before_last(&self, walls: &Walls) -> Name {
        let known = UnitStates {
            flags: &self.flags,
            active: &self.active,
        };
        let mut name = 0;
        let layers = self.layers.hidden.iter().zip(&self.layers.first_ids);
        for (layer, (width, ids)) in layers.take(self.layers.hidden.len() - 1).enumerate() {
            known.each_on(layer, width.units, |unit| {
                name ^= walls.merged.unit(ids + unit as u32);
            });
        }
        name
    }

    /// Looks at the pieces of a side.
    fn look_along(&mut self, walls: &mut Walls, cell: &mut Cell, k: usize, unit: u32, own: bool) {
        let last = self.layers.hidden.len() - 1;
        let first = self.layers.first_ids[last];
        let units = self.layers.hidden[last].units;
        let shared = self.sides[cell.sides.start + k].shared;
        let mut on: Vec<bool> = walls.on[..units].iter().map(|&on| on != 0.0).collect();
        for (chord, form) in &cell.chords {
            on[(form.id - first) as usize] = chord.signs.above >> k & 1 == 1;
        }
        let ending = self.ending_on(cell, k);
        let mut exact = None;
        for at in 0..=ending.len() {
            if at > 0 {
                let unit = (ending[at - 1].id - first) as usize;
                on[unit] = !on[unit];
            }
            let piece = Piece {
                side: k,
                unit,
                on: &on,
                ends: [at.checked_sub(1).map(|at| &ending[at]), ending.get(at)],
            };
            let beyond = if shared {
                self.beyond(&piece).map(Some)
            } else {
                (own || self.is_flat(walls, &piece, &mut exact)).then_some(None)
            };
            if let Some(beyond) = beyond {
                let before_last = cell.before_last;
                let before_last = before_last.unwrap_or_else(|| self.name_before_last(walls));
                cell.before_last = Some(before_last);
                let on = (first..).zip(piece.on).filter(|(_, on)| **on);
                let name = on.fold(before_last, |name, (id, _)| name ^ walls.merged.unit(id));
                let beyond = beyond.unwrap_or(name ^ walls.merged.unit(unit));
                walls.merged.join(name, beyond);
                walls.merged.flat_edges += 1;
                walls.flat.push(k as u32);
                self.add_flat(cell, &piece);
            }
        }
    }

    /// The chords that end on a side, in their order along it.
    fn ending_on(&mut self, cell: &Cell, k: usize) -> Vec<WalkForm> {
        let corners = cell.sides.len();
        let next = if k + 1 == corners { 0 } else { k + 1 };
        let [u, v] = [k, next].map(|k| self.sides[cell.sides.start + k]);
        let ends_here = |chord: &Crossing| chord.signs.at(k) != chord.signs.at(next);
        let mut ending: Vec<(Crossing, WalkForm)> = cell.chords.clone();
        ending.retain(|(chord, _)| ends_here(chord));
        let epsilon = u.epsilon.max(v.epsilon);
        let (known, decider) = self.judge();
        ending.sort_by(|(a, fa), (b, fb)| {
            if fa.id == fb.id {
                return Ordering::Equal;
            }
            let bounds = [fa.bound(epsilon), fb.bound(epsilon)];
            match order(fa, fb, bounds, [&u.corner, &v.corner]) {
                Some(true) => Ordering::Less,
                Some(false) => Ordering::Greater,
                None => decider.order_on(
                    &known,
                    u.named_line(),
                    (fa, a.signs.at(k)),
                    (fb, b.signs.at(k)),
                ),
            }
        });
        ending.into_iter().map(|(_, form)| form).collect()
    }

    /// Whether the outputs do not depend on a unit under the pattern beside a piece of its wall.
    fn is_flat(
        &mut self,
        walls: &Walls,
        piece: &Piece<'_>,
        exact: &mut Option<Vec<Dyadic>>,
    ) -> bool {
        let row = walls.weights.row(piece.unit);
        let on = || piece.on.iter().zip(row).filter(|(on, _)| **on);
        if on().count() == 0 || walls.derivatives.is_zero(piece.unit) {
            return true;
        }
        let value: f64 = on().map(|(_, weight)| weight).sum();
        if value.abs() > 2.0 * walls.weights.errors[piece.unit as usize] {
            return false;
        }
        let (known, decider) = self.judge();
        let derivative = exact.get_or_insert_with(|| decider.derivative(&known, piece.unit));
        decider.fallbacks += 1;
        let slopes = decider.slopes(piece.on);
        let network = decider.network;
        let output = network.output();
        (0..output.outputs).all(|o| {
            let mut sum = Dyadic::ZERO;
            for ((slope, &weight), derivative) in
                slopes.iter().zip(output.row(o)).zip(derivative.iter())
            {
                if *slope != 0.0 && !derivative.is_zero() {
                    let weight = &Dyadic::from(weight) * &Dyadic::from(*slope);
                    sum = &sum + &(&weight * derivative);
                }
            }
            sum.is_zero()
        })
    }

    fn add_flat(&mut self, cell: &Cell, piece: &Piece<'_>) {
        if self.lengths.is_none() {
            return;
        }
        let next = if piece.side + 1 == cell.sides.len() {
            0
        } else {
            piece.side + 1
        };
        let [begin, end] = [piece.side, next].map(|k| cell.sides.start + k);
        let from = match piece.ends[0] {
            Some(chord) => self.chord_end(begin, chord),
            None => self.corner_point(&cell.sides, begin),
        };
        let to = match piece.ends[1] {
            Some(chord) => self.chord_end(begin, chord),
            None => self.corner_point(&cell.sides, end),
        };
        if let Some(lengths) = &mut self.lengths {
            lengths.add_flat(from, to);
        }
    }
}

impl Decider<'_> {
    /// The derivatives of the last layer's pre-activations by a neuron, whose unit is `unit`, under
    /// the current pattern, exactly.
    fn derivative(&self, known: &UnitStates<'_>, unit: u32) -> Vec<Dyadic> {
        let (made_by, neuron, _) = self.layers.neuron_of(unit, self.network, self.pieces);
        let hidden = self.network.hidden();
        let map = &hidden[made_by + 1];
        let mut values: Vec<Dyadic> = (0..map.outputs)
            .map(|to| Dyadic::from(map.row(to)[neuron]))
            .collect();
        for to in made_by + 2..hidden.len() {
            let map = &hidden[to];
            let pattern = known.pattern(to - 1, map.inputs, self.pieces);
            let slopes = pattern.iter().map(|&piece| self.pieces.slope(piece));
            let scaled: Vec<Dyadic> = slopes
                .zip(&values)
                .map(|(slope, value)| &Dyadic::from(slope) * value)
                .collect();
            let sum = |unit: usize| {
                let products = map.row(unit).iter().zip(&scaled);
                products.fold(Dyadic::ZERO, |sum, (&weight, value)| {
                    if value.is_zero() {
                        sum
                    } else {
                        &sum + &(&Dyadic::from(weight) * value)
                    }
                })
            };
            values = (0..map.outputs).map(sum).collect();
        }
        values
    }

    /// The slopes of the last layer's neurons where these of its units are on.
    fn slopes(&self, on: &[bool]) -> Vec<f64> {
        let last = self.network.hidden().len() - 1;
        let neurons = self.network.hidden()[last].outputs;
        let pattern = pattern(on, neurons, self.pieces.breakpoints().len());
        pattern
            .iter()
            .map(|&piece| self.pieces.slope(piece))
            .collect()
    }
}

/// The piece of each neuron, by which of its units are on.
pub(super) fn pattern(on: &[bool], neurons: usize, breakpoints: usize) -> Vec<u8> {
    let mut pattern = vec![0; neurons];
    for (unit, _) in on[..neurons * breakpoints]
        .iter()
        .enumerate()
        .filter(|(_, on)| **on)
    {
        pattern[unit % neurons] += 1;
    }
    pattern
}
