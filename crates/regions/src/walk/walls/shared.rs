//! Walls along which several units are zero: duplicates, or units of later layers that take all they
//! have from one neuron. Whatever changes beyond such a wall is found with exact forms.

use super::closely::{Piece, pattern};
use super::merged::{Name, name};
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::walk::line::LineId;
use crate::walk::walker::Walker;
use crease_network::Layer;
use std::cmp::Ordering;

impl Walker<'_> {
    /// The name of the face beyond a piece of a wall, if the gradient of the outputs does not jump
    /// across it.
    pub(super) fn beyond(&mut self, piece: &Piece<'_>) -> Option<Name> {
        let (name, forms) = self.cross(piece.unit, piece.on);
        let last = self.layers.hidden.len() - 1;
        let (known, decider) = self.judge();
        let beyond = decider.exact_after(last + 1, &forms);
        let forms = decider.exact_layer(&known, last);
        let forms = decider.activated_exactly(&forms, piece.on);
        let outputs = decider.exact_after(last + 1, &forms);
        let equal = outputs.iter().zip(&beyond).all(|(a, b)| a[..2] == b[..2]);
        equal.then_some(name)
    }

    /// The face beyond a wall of a unit, on whose positive side these units of the last layer are on:
    /// its name, and the post-activations of the last layer there.
    pub(in crate::walk) fn cross(&mut self, unit: u32, on: &[bool]) -> (Name, Vec<ExactForm>) {
        let last = self.layers.hidden.len() - 1;
        let made_by = self.layers.layer_of(unit);
        let layers = self.layers;
        let mut beyond = 0;
        let mut here: Vec<Vec<bool>> = Vec::with_capacity(last + 1);
        let (known, decider) = self.judge();
        for layer in 0..last {
            let mut on = vec![false; layers.hidden[layer].units];
            known.each_on(layer, on.len(), |unit| on[unit] = true);
            here.push(on);
        }
        here.push(on.to_vec());
        decider.fallbacks += 1;
        let wall = decider.exact_line(&known, LineId::of_unit(unit));
        let mut forms = decider.exact_layer(&known, made_by);
        for layer in 0..=last {
            let neurons = decider.network.hidden()[layer].outputs;
            let mut on = here[layer].clone();
            if layer > made_by {
                forms = decider.exact_after(layer, &forms);
            }
            if layer >= made_by {
                for (unit, on) in on.iter_mut().enumerate() {
                    if layers.hidden[layer].is_always_on(unit) {
                        continue;
                    }
                    let id = layers.first_ids[layer] + unit as u32;
                    let form = decider.less_threshold(&forms[unit % neurons], id);
                    // Units that are not zero along the wall are beyond it what they are here.
                    if let Some(factor) = ratio_to(&form, &wall) {
                        *on = factor.is_lt();
                    }
                }
                forms = decider.activated_exactly(&forms, &on);
            }
            let ids = layers.first_ids[layer]..;
            for (id, _) in ids.zip(&on).filter(|(_, on)| **on) {
                beyond ^= name(id);
            }
        }
        (beyond, forms)
    }
}

/// The sign of `c` if `form = c line`.
fn ratio_to(form: &ExactForm, line: &ExactForm) -> Option<Ordering> {
    let minor = |i: usize, j: usize| &(&form[i] * &line[j]) - &(&form[j] * &line[i]);
    let parallel = [(0, 1), (1, 2), (2, 0)]
        .iter()
        .all(|&(i, j)| minor(i, j).is_zero());
    let at = (0..3).find(|&k| !line[k].is_zero())?;
    parallel.then(|| (&form[at] * &line[at]).sign())
}

impl crate::walk::decide::Decider<'_> {
    /// The post-activations of a layer of which these units are on.
    fn activated_exactly(&self, forms: &[ExactForm], on: &[bool]) -> Vec<ExactForm> {
        let pattern = pattern(on, forms.len(), self.pieces.breakpoints().len());
        let scale = Dyadic::from(self.layers.scale);
        let activated = |(form, &piece): (&ExactForm, &u8)| {
            let slope = Dyadic::from(self.pieces.slope(piece));
            let mut form = form.each_ref().map(|number| &slope * number);
            form[2] = &form[2] + &(self.pieces.exact_offset(piece) * &scale);
            form
        };
        forms.iter().zip(&pattern).map(activated).collect()
    }

    /// The pre-activations of a layer, hidden or output, from the post-activations before it.
    fn exact_after(&self, layer: usize, forms: &[ExactForm]) -> Vec<ExactForm> {
        let map = &self.network.layers()[layer];
        if self.is_exact_in_floats(layer) {
            return self.exact_in_floats(map, forms);
        }
        let scale = Dyadic::from(self.layers.scale);
        let after = |unit: usize| {
            let mut sum = [const { Dyadic::ZERO }; 3];
            sum[2] = &Dyadic::from(map.bias[unit]) * &scale;
            for (&weight, form) in map.row(unit).iter().zip(forms) {
                if weight != 0.0 {
                    let weight = Dyadic::from(weight);
                    for (sum, coefficient) in sum.iter_mut().zip(form) {
                        *sum = &*sum + &(&weight * coefficient);
                    }
                }
            }
            sum
        };
        (0..map.outputs).map(after).collect()
    }

    /// The same in `f64`, where that rounds nothing.
    pub(in crate::walk) fn exact_in_floats(
        &self,
        map: &Layer,
        forms: &[ExactForm],
    ) -> Vec<ExactForm> {
        let float = |form: &ExactForm| form.each_ref().map(|number| number.to_f64().0);
        let forms: Vec<[f64; 3]> = forms.iter().map(float).collect();
        let after = |unit: usize| {
            let mut sum = [0.0, 0.0, map.bias[unit] * self.layers.scale];
            for (&weight, form) in map.row(unit).iter().zip(&forms) {
                for (sum, coefficient) in sum.iter_mut().zip(form) {
                    *sum += weight * coefficient;
                }
            }
            sum.map(Dyadic::from)
        };
        (0..map.outputs).map(after).collect()
    }
}
