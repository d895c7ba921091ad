//! What `f64` leaves open is decided where it arises, and the walk continues.
//!
//! Every decision of the walk is the sign of the determinant of three lines: of a form at the
//! crossing of two others. It is taken first in pairs of floats, then in integers of any length.
//! The forms are made again from the activation pattern of the current cell: a side of a cell lies
//! on the line of its unit under the pattern of the layers before that unit, which is the same in
//! the whole cell.
//!
//! # Infinity
//! The whole plane is bounded by a very large curve. Where a form is exactly zero at infinity on a
//! line, the two are parallel, and the form has far out the sign that it has all along the line.

mod grid;

use super::active::UnitStates;
use super::form::WalkForm;
use super::layers::Layers;
use super::line::LineId;
use super::side::crossing;
use crate::affine::compose_exactly;
use crate::double::{self, DoubleForm, FormSum};
use crate::dyadic::Dyadic;
use crate::exact::{ExactForm, determinant};
use crate::pattern::Pieces;
use crate::{Plane, Window};
use crease_network::Network;
use grid::Grid;
use std::cmp::Ordering;

pub(super) struct Decider<'a> {
    pub network: &'a Network,
    pub pieces: &'a Pieces,
    pub plane: &'a Plane,
    pub layers: &'a Layers,
    /// The piece of each neuron in the first layers, as far as forms are known for it.
    patterns: Vec<Vec<u8>>,
    spare: Vec<u8>,
    /// Pre-activations of layer `l`, for `patterns[..l]`.
    double: Vec<Vec<DoubleForm>>,
    exact: Vec<Vec<Option<ExactForm>>>,
    frame: Vec<ExactForm>,
    grid: Option<Grid>,
    /// How many decisions needed integers.
    pub fallbacks: u64,
}

impl<'a> Decider<'a> {
    pub(super) fn new(
        network: &'a Network,
        plane: &'a Plane,
        pieces: &'a Pieces,
        layers: &'a Layers,
    ) -> Self {
        Self {
            network,
            pieces,
            plane,
            layers,
            patterns: Vec::new(),
            spare: Vec::new(),
            double: Vec::new(),
            exact: Vec::new(),
            frame: Vec::new(),
            grid: Grid::new(network, plane, pieces, layers),
            fallbacks: 0,
        }
    }

    /// The sign of the third line's form at `a x b` of the first two, in the current cell; with
    /// each line its form there in `f64`.
    pub(super) fn sign(
        &mut self,
        known: &UnitStates<'_>,
        lines: [(LineId, [f64; 3]); 3],
    ) -> Ordering {
        if self.meet_in_the_origin(&lines.map(|(line, _)| line)) {
            return Ordering::Equal;
        }
        if let Some(grid) = &self.grid
            && let Some(sign) = grid.sign(self.layers, lines)
        {
            self.fallbacks += 1;
            return sign;
        }
        if let Some(sign) = self.sign_along(known, lines) {
            return sign;
        }
        let lines = lines.map(|(line, _)| line);
        self.prepare(known, &lines);
        let [a, b, c] = lines.map(|line| self.double_form(line));
        if let Some(sign) = double::sign(&a, &b, &c) {
            return sign;
        }
        // Far out on the other of the first two.
        let far = match lines {
            [infinity, line, _] if infinity.is_infinity() => Some((line, &b)),
            [line, infinity, _] if infinity.is_infinity() => Some((line, &a)),
            _ => None,
        };
        if let Some((line, form)) = far
            && self.are_parallel(line, lines[2])
            && let Some(sign) = double::sign(form, &form.across(), &c)
        {
            return sign;
        }
        self.fallbacks += 1;
        let exact = lines.map(|line| self.exact_form(line));
        let sign = determinant(&exact[0], &exact[1], &exact[2]).sign();
        match far {
            Some((line, _)) if sign.is_eq() => {
                let form = &exact[usize::from(line != lines[0])];
                determinant(form, &across(form), &exact[2]).sign()
            }
            _ => sign,
        }
    }

    /// Whether all of these lines go through the origin, whatever the cell.
    pub(super) fn meet_in_the_origin(&self, lines: &[LineId]) -> bool {
        lines.iter().all(|line| {
            let layer = line.unit().map(|unit| self.layers.layer_of(unit));
            layer.map_or(line.is_auxiliary(), |layer| self.layers.homogeneous[layer])
        })
    }

    /// The crossing `a x b` in the current cell, to all the digits of `f64`, with the error of its
    /// coordinates.
    pub(super) fn corner(
        &mut self,
        known: &UnitStates<'_>,
        lines: [LineId; 2],
    ) -> Option<([f64; 3], f64)> {
        if self.meet_in_the_origin(&lines) {
            return Some(([0.0, 0.0, 1.0], 0.0));
        }
        self.prepare(known, &lines);
        let [a, b] = lines.map(|line| self.double_form(line));
        double::crossing(&a, &b)
    }

    /// The crossing of two lines as a point in the plane's coordinates, to a few units in the last
    /// place.
    pub(super) fn point(&mut self, known: &UnitStates<'_>, lines: [LineId; 2]) -> [f64; 2] {
        self.prepare(known, &lines);
        self.fallbacks += 1;
        let [a, b] = lines.map(|line| self.exact_form(line));
        let minor = |i: usize, j: usize| &(&a[i] * &b[j]) - &(&a[j] * &b[i]);
        let w = &minor(0, 1) * &Dyadic::from(self.layers.scale);
        [minor(1, 2).ratio(&w), minor(2, 0).ratio(&w)]
    }

    /// A line's form in the current cell, exactly.
    pub(super) fn exact_line(&mut self, known: &UnitStates<'_>, line: LineId) -> ExactForm {
        self.prepare(known, &[line]);
        self.exact_form(line)
    }

    /// The pre-activations of a hidden layer in the current cell, exactly.
    pub(super) fn exact_layer(&mut self, known: &UnitStates<'_>, layer: usize) -> Vec<ExactForm> {
        self.follow(known, layer);
        self.make(layer);
        if self.is_exact_in_floats(layer) {
            self.make_in_floats(layer);
        }
        let neurons = self.network.hidden()[layer].outputs;
        (0..neurons)
            .map(|neuron| self.exact_pre_activation(layer, neuron))
            .collect()
    }

    /// Makes all exact forms up to a layer that is exact in floats.
    fn make_in_floats(&mut self, layer: usize) {
        if self.exact[layer].iter().all(Option::is_some) {
            return;
        }
        self.make_in_floats(layer - 1);
        let before = self.exact[layer - 1].iter().zip(&self.patterns[layer - 1]);
        let activated = |(form, &piece): (&Option<ExactForm>, &u8)| {
            let slope = Dyadic::from(self.pieces.slope(piece));
            form.as_ref().map_or([const { Dyadic::ZERO }; 3], |form| {
                form.each_ref().map(|number| &slope * number)
            })
        };
        let forms: Vec<ExactForm> = before.map(activated).collect();
        let map = &self.network.layers()[layer];
        let made = self.exact_in_floats(map, &forms);
        self.exact[layer] = made.into_iter().map(Some).collect();
    }

    /// The form of a unit from that of its neuron.
    pub(super) fn less_threshold(&self, form: &ExactForm, unit: u32) -> ExactForm {
        let (_, _, threshold) = self.layers.neuron_of(unit, self.network, self.pieces);
        let mut form = form.clone();
        if threshold != 0.0 {
            let threshold = &Dyadic::from(threshold) * &Dyadic::from(self.layers.scale);
            form[2] = &form[2] - &threshold;
        }
        form
    }

    /// Makes the forms of these lines for the current pattern.
    fn prepare(&mut self, known: &UnitStates<'_>, lines: &[LineId]) {
        let layer_of = |line: &LineId| line.unit().map(|unit| self.layers.layer_of(unit));
        let layer = lines.iter().filter_map(layer_of).max().unwrap_or(0);
        self.follow(known, layer);
        self.make(layer);
    }

    /// Forgets what does not hold for the current pattern in the layers before `layer`.
    fn follow(&mut self, known: &UnitStates<'_>, layer: usize) {
        let mut pattern = std::mem::take(&mut self.spare);
        for before in 0..layer {
            let neurons = self.network.hidden()[before].outputs;
            known.find_pattern(before, neurons, self.pieces, &mut pattern);
            if self.patterns.get(before) == Some(&pattern) {
                continue;
            }
            self.patterns.truncate(before);
            self.double.truncate(before + 1);
            self.exact.truncate(before + 1);
            self.patterns.push(pattern.clone());
        }
        self.spare = pattern;
    }

    /// The sign at infinity of a form that is parallel to the line of which `a` and `b` are one, the other
    /// being infinity: its sign on that line, if floats can tell.
    fn sign_along(
        &mut self,
        known: &UnitStates<'_>,
        [a, b, form]: [(LineId, [f64; 3]); 3],
    ) -> Option<Ordering> {
        let line = match (a.0.is_infinity(), b.0.is_infinity()) {
            (true, false) => b,
            (false, true) => a,
            _ => return None,
        };
        let layers = self.layers;
        let [of_line, of_form] = [line, form].map(|(of, _)| {
            let unit = of.unit()?;
            let layer = layers.layer_of(unit);
            Some((layer, (unit - layers.first_ids[layer]) as usize))
        });
        let ((layer, unit), (later, form_unit)) = (of_line?, of_form?);
        if layer.max(later) == layers.hidden.len() {
            return None;
        }
        self.follow(known, layer.max(later));
        if !self.are_parallel(line.0, form.0) {
            return None;
        }
        let (value, error) = (line.1, layers.hidden[layer].form_error[unit]);
        let across = [-value[1], value[0], 0.0];
        let (corner, epsilon) = crossing(&value, error, &across, error);
        let form = WalkForm {
            value: form.1,
            error: layers.hidden[later].error[form_unit],
            form_error: 0.0,
            id: 0,
        };
        let value = form.at(&corner);
        let certain = value.abs() > form.bound(epsilon);
        certain.then_some(if value > 0.0 {
            Ordering::Greater
        } else {
            Ordering::Less
        })
    }

    /// Makes forms up to layer `layer`.
    fn make(&mut self, layer: usize) {
        let scale = self.layers.scale;
        if self.double.is_empty() {
            let map = &self.network.hidden()[0];
            let exact: Vec<ExactForm> = (0..map.outputs)
                .map(|unit| {
                    let mut form = compose_exactly(map, self.plane.vectors(), unit);
                    form[2] = &form[2] * &Dyadic::from(scale);
                    form
                })
                .collect();
            self.double
                .push(exact.iter().map(DoubleForm::new).collect());
            self.frame = frame(self.plane.window.as_ref(), &exact, scale);
            self.exact.push(exact.into_iter().map(Some).collect());
        }
        while self.double.len() <= layer {
            let to = self.double.len();
            let map = &self.network.layers()[to];
            let before: Vec<Option<DoubleForm>> = self.double[to - 1]
                .iter()
                .zip(&self.patterns[to - 1])
                .map(|(form, &piece)| self.activated(form, piece))
                .collect();
            let forms = (0..map.outputs).map(|unit| {
                let mut sum = FormSum::new(map.bias[unit] * scale);
                for (&weight, form) in map.row(unit).iter().zip(&before) {
                    if let Some(form) = form {
                        sum.add(weight, form);
                    }
                }
                sum.form()
            });
            let forms: Vec<DoubleForm> = forms.collect();
            self.exact.push(vec![None; forms.len()]);
            self.double.push(forms);
        }
    }

    /// A neuron's post-activation on a piece; `None` for 0.
    fn activated(&self, form: &DoubleForm, piece: u8) -> Option<DoubleForm> {
        let slope = self.pieces.slope(piece);
        let scale = self.layers.scale;
        if self.pieces.exact_offset(piece).is_zero() {
            return match slope {
                0.0 => None,
                1.0 => Some(*form),
                _ => Some(double::activated(form, slope, 0.0, 0.0)),
            };
        }
        let (offset, error) = self.pieces.exact_offset(piece).to_f64();
        Some(double::activated(
            form,
            slope,
            offset * scale,
            error * scale + f64::MIN_POSITIVE,
        ))
    }

    /// The pre-activations of a layer that has been made.
    pub(super) fn double_layer(&self, layer: usize) -> &[DoubleForm] {
        &self.double[layer]
    }

    fn double_form(&self, line: LineId) -> DoubleForm {
        let form = if let Some([over, under]) = self.layers.classes_of(line) {
            self.double_difference(over, under)
        } else if let Some(unit) = line.unit() {
            let (layer, neuron, threshold) = self.layers.neuron_of(unit, self.network, self.pieces);
            let form = self.double[layer][neuron];
            if threshold == 0.0 {
                form
            } else {
                form.minus(threshold * self.layers.scale)
            }
        } else {
            DoubleForm::new(&self.frame[line.frame().unwrap_or(0)])
        };
        if line.is_negated() {
            form.negated()
        } else {
            form
        }
    }

    fn exact_form(&mut self, line: LineId) -> ExactForm {
        let form = if let Some([over, under]) = self.layers.classes_of(line) {
            self.exact_difference(over, under)
        } else if let Some(unit) = line.unit() {
            let (layer, neuron, _) = self.layers.neuron_of(unit, self.network, self.pieces);
            let form = self.exact_pre_activation(layer, neuron);
            self.less_threshold(&form, unit)
        } else {
            self.frame[line.frame().unwrap_or(0)].clone()
        };
        if line.is_negated() {
            form.map(|number| -&number)
        } else {
            form
        }
    }

    pub(super) fn exact_pre_activation(&mut self, layer: usize, neuron: usize) -> ExactForm {
        if let Some(form) = &self.exact[layer][neuron] {
            return form.clone();
        }
        let (network, pieces) = (self.network, self.pieces);
        let scale = Dyadic::from(self.layers.scale);
        let map = &network.layers()[layer];
        let mut sum = [const { Dyadic::ZERO }; 3];
        let mut constant = Dyadic::from(map.bias[neuron]);
        for (input, &weight) in map.row(neuron).iter().enumerate() {
            if weight == 0.0 {
                continue;
            }
            let weight = Dyadic::from(weight);
            let piece = self.patterns[layer - 1][input];
            let slope = pieces.slope(piece);
            if slope != 0.0 {
                let factor = &weight * &Dyadic::from(slope);
                let before = self.exact_pre_activation(layer - 1, input);
                for (sum, coefficient) in sum.iter_mut().zip(&before) {
                    *sum = &*sum + &(&factor * coefficient);
                }
            }
            constant = &constant + &(&weight * pieces.exact_offset(piece));
        }
        sum[2] = &sum[2] + &(&constant * &scale);
        self.exact[layer][neuron] = Some(sum.clone());
        sum
    }

    /// After a layer of which one neuron alone has a slope all lines are parallel to each other and to
    /// that neuron's, whatever the weights; after one of which none has, all forms are constant.
    fn are_parallel(&self, line: LineId, form: LineId) -> bool {
        let place = |line: LineId| {
            let unit = line.unit()?;
            // A difference of outputs is of the layer after the last, and of no neuron.
            let after_all = (self.layers.hidden.len(), usize::MAX, 0.0);
            let of_classes = self.layers.classes_of(line).map(|_| after_all);
            of_classes.or_else(|| Some(self.layers.neuron_of(unit, self.network, self.pieces)))
        };
        let (Some((line, neuron, _)), Some((form, ..))) = (place(line), place(form)) else {
            return false;
        };
        let patterns = self.patterns[..form].iter().enumerate();
        let mut parallel = patterns.map(|(layer, pattern)| {
            let slopes = pattern.iter().map(|&piece| self.pieces.slope(piece));
            let mut sloping = slopes.enumerate().filter(|(_, slope)| *slope != 0.0);
            match (sloping.next(), sloping.next()) {
                (None, _) => true,
                (Some((alone, _)), None) => layer < line || layer == line && alone == neuron,
                _ => false,
            }
        });
        parallel.any(|parallel| parallel)
    }

    /// Whether the forms of a layer, hidden or output, are exact in `f64`, under any pattern.
    pub(super) fn is_exact_in_floats(&self, layer: usize) -> bool {
        self.grid.as_ref().is_some_and(|grid| grid.covers(layer))
    }

    /// Whether signs are exact without more digits of corners.
    pub(super) fn is_on_grid(&self) -> bool {
        self.grid.is_some()
    }
}

/// The direction of a line, as the form that is zero across it.
fn across(line: &ExactForm) -> ExactForm {
    [-&line[1], line[0].clone(), Dyadic::ZERO]
}

/// The lines of the frame in the order of their numbers: the window's sides, infinity, and a line
/// across the first of the first layer's.
fn frame(window: Option<&Window>, first: &[ExactForm], scale: f64) -> Vec<ExactForm> {
    let number = |value: f64| Dyadic::from(value);
    let mut frame = Vec::new();
    let sides = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
    for (normal, k) in sides.into_iter().zip(0..) {
        let constant = window.map_or(Dyadic::ZERO, |window| {
            let along = &number(normal[0] + normal[1]) * &number(window.center[k % 2]);
            &number(window.half_side) - &along
        });
        frame.push([
            number(normal[0]),
            number(normal[1]),
            &constant * &number(scale),
        ]);
    }
    frame.push([Dyadic::ZERO, Dyadic::ZERO, number(1.0)]);
    let cuts = |form: &&ExactForm| !(form[0].is_zero() && form[1].is_zero());
    if let Some(line) = first.iter().find(cuts) {
        frame.push(across(line));
    }
    frame
}
