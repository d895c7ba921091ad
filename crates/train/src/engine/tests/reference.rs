//! Training in `f64`, written as plainly as can be: loops over examples, units and inputs.

use crate::loss::Loss;
use crate::set::Set;
use crate::shape::places;
use crease_network::Activation;

/// Adam of Kingma and Ba, in `f64`.
pub struct Reference<'a> {
    pub widths: &'a [usize],
    pub activation: &'a Activation,
    pub loss: Loss,
    pub parameters: Vec<f64>,
    moments: [Vec<f64>; 2],
    steps: i32,
}

impl<'a> Reference<'a> {
    pub fn new(
        widths: &'a [usize],
        activation: &'a Activation,
        loss: Loss,
        parameters: &[f32],
    ) -> Self {
        let zeros = vec![0.0; parameters.len()];
        Self {
            widths,
            activation,
            loss,
            parameters: parameters.iter().map(|&x| f64::from(x)).collect(),
            moments: [zeros.clone(), zeros],
            steps: 0,
        }
    }

    /// The input of each layer, and the logits; with the pre-activations of each layer.
    fn forward(&self, input: Vec<f64>) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let places = places(self.widths);
        let (mut seen, mut before) = (vec![input], Vec::new());
        for (index, place) in places.iter().enumerate() {
            let weight = &self.parameters[place.weight()];
            let unit = |unit: usize| {
                let row = &weight[unit * place.inputs..][..place.inputs];
                let products = row.iter().zip(&seen[index]).map(|(w, x)| w * x);
                self.parameters[place.bias().start + unit] + products.sum::<f64>()
            };
            let z: Vec<f64> = (0..place.outputs).map(unit).collect();
            let hidden = index + 1 < places.len();
            let signal = |&z: &f64| if hidden { self.activation.apply(z) } else { z };
            seen.push(z.iter().map(signal).collect());
            before.push(z);
        }
        (seen, before)
    }

    fn slope(&self, z: f64) -> f64 {
        let breakpoints = self.activation.breakpoints();
        let piece = breakpoints
            .iter()
            .filter(|breakpoint| z > **breakpoint)
            .count();
        self.activation.slopes()[piece]
    }

    /// The gradient of the mean loss of these examples.
    pub fn gradient(&self, set: Set, indices: &[u32]) -> Vec<f64> {
        let places = places(self.widths);
        let mut gradient = vec![0.0; self.parameters.len()];
        for &index in indices {
            let (seen, before) = self.forward(set.input(index as usize));
            let label = set.labels.get(index as usize).copied().unwrap_or(0);
            let logits = &seen[places.len()];
            let mut delta: Vec<f64> = match self.loss {
                Loss::BinaryCrossEntropy => {
                    vec![1.0 / (1.0 + (-logits[0]).exp()) - f64::from(label)]
                }
                Loss::CrossEntropy => {
                    let largest = logits.iter().copied().fold(f64::MIN, f64::max);
                    let sum: f64 = logits.iter().map(|z| (z - largest).exp()).sum();
                    let target = |j: usize| if j == usize::from(label) { 1.0 } else { 0.0 };
                    let slope = |(j, z): (usize, &f64)| (z - largest).exp() / sum - target(j);
                    logits.iter().enumerate().map(slope).collect()
                }
                Loss::SquaredError => {
                    let targets = &set.targets[index as usize * logits.len()..];
                    let share = 2.0 / logits.len() as f64;
                    let slope = |(z, &y): (&f64, &f32)| share * (z - f64::from(y));
                    logits.iter().zip(targets).map(slope).collect()
                }
            };
            for (layer, place) in places.iter().enumerate().rev() {
                let mut back = vec![0.0; place.inputs];
                for (unit, &delta) in delta.iter().enumerate() {
                    gradient[place.bias().start + unit] += delta / indices.len() as f64;
                    for input in 0..place.inputs {
                        let at = place.weight().start + unit * place.inputs + input;
                        gradient[at] += delta * seen[layer][input] / indices.len() as f64;
                        back[input] += delta * self.parameters[at];
                    }
                }
                if layer > 0 {
                    for (back, &z) in back.iter_mut().zip(&before[layer - 1]) {
                        *back *= self.slope(z);
                    }
                }
                delta = back;
            }
        }
        gradient
    }

    pub fn step(&mut self, set: Set, indices: &[u32], rate: f64) {
        let gradient = self.gradient(set, indices);
        self.steps += 1;
        let [first, second] = &mut self.moments;
        for (index, gradient) in gradient.into_iter().enumerate() {
            let (m, v) = (&mut first[index], &mut second[index]);
            *m = 0.9 * *m + 0.1 * gradient;
            *v = 0.999 * *v + 0.001 * gradient * gradient;
            let m_hat = *m / (1.0 - 0.9_f64.powi(self.steps));
            let v_hat = *v / (1.0 - 0.999_f64.powi(self.steps));
            self.parameters[index] -= rate * m_hat / (v_hat.sqrt() + 1e-8);
        }
    }

    /// The mean loss over all examples of a set.
    pub fn loss(&self, set: Set) -> f64 {
        let of_example = |index: usize| {
            let (seen, _) = self.forward(set.input(index));
            let logits = &seen[self.widths.len() - 1];
            match self.loss {
                Loss::BinaryCrossEntropy => {
                    let sign = if set.labels[index] == 1 { -1.0 } else { 1.0 };
                    (sign * logits[0]).exp().ln_1p()
                }
                Loss::CrossEntropy => {
                    let largest = logits.iter().copied().fold(f64::MIN, f64::max);
                    let sum: f64 = logits.iter().map(|z| (z - largest).exp()).sum();
                    sum.ln() + largest - logits[usize::from(set.labels[index])]
                }
                Loss::SquaredError => {
                    let targets = &set.targets[index * logits.len()..];
                    let squares = logits
                        .iter()
                        .zip(targets)
                        .map(|(z, &y)| (z - f64::from(y)).powi(2));
                    squares.sum::<f64>() / logits.len() as f64
                }
            }
        };
        let losses = (0..set.count()).map(of_example);
        losses.sum::<f64>() / set.count() as f64
    }
}
