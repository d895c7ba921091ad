//! C, Theorem 3: the mean volume of the boundary as an expectation at a point.
//!
//! # The formula
//! With our sign of the biases a neuron is `z(x) = a(x) + b`, where `a = W h` does not depend on its
//! own bias `b`, and it breaks where `b = xi - a(x)`. C, formula (6) with `k = 1` says
//!
//! ```text
//! E vol(B_N in K) / vol(K) = sum over z, xi of E [ |grad a(x)| rho(xi - a(x)) 1(z is good at x) ]
//! ```
//!
//! for `x` uniform in `K` and `rho` the density of `b`. It is the co-area formula: given all other
//! parameters, `b` has density `rho`, and the level sets of the function `xi - a` at the levels `b`
//! fill `K` with volume `|grad a| dx`.
//!
//! # What "good" is evaluated on
//! The indicator stands under the integral over `b` as well, and the co-area formula puts
//! `b = xi - a(x)` into all of it: *`z` is good at `x` in the network whose bias `b` puts `z` on
//! its breakpoint at `x`*, where its post-activation is `phi(xi)`. It is not the network as drawn;
//! in narrow networks the two differ. `z` itself is at its breakpoint and is neither open nor
//! closed: a good `z` has an open neuron in each *later* layer (weights are never 0, so any such
//! neurons make a path), and layers before that are closed give `grad a = 0` by themselves.
//!
//! # Two neurons
//! For `k = 2` the same argument, one bias after the other, puts both neurons on their breakpoints;
//! the factor is the area of the parallelogram of the two gradients. We leave out "good" there, as P
//! does in the proof of its Theorem 10 (equation 10): then the left side counts the points where two
//! neurons break, the vertices of the subdivision into activation regions. The sum is over unordered
//! pairs, since a vertex is counted once. Where the second neuron reads the first, its gradient has
//! two values, one at each side of the first's wall; they differ by a multiple of the first's
//! gradient, and the area is the same.
//!
//! # The estimate
//! Each random network gives an unbiased value of the right side: the mean of the sum over some
//! points, uniform in `K`. Networks are independent, so the standard error is that of their mean.

use crate::Law;
use crease_network::{Activation, Layer, Network};

/// The integrand of formula (6) at one point, for one network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Density {
    /// Sum over the good neurons: the part of the boundary across which the gradient jumps.
    pub good: f64,
    /// Sum over all neurons: every wall.
    pub all: f64,
}

/// A layer as it is at a point.
#[derive(Clone, Debug, Default)]
struct State {
    /// `a = W h`, without the bias, one number per unit.
    plain: Vec<f64>,
    /// `grad a`, `inputs` numbers per unit.
    gradients: Vec<f64>,
    /// `h = phi(a + b)`.
    post: Vec<f64>,
    /// `grad h`.
    post_gradients: Vec<f64>,
    /// Whether some unit of the layer has a slope that is not 0.
    open: bool,
}

/// Formula (6) for `k = 1`.
pub fn walls(law: &Law, network: &Network, x: &[f64]) -> Density {
    let states = forward(network, x);
    let activation = network.activation();
    let mut sum = Density::default();
    for (index, state) in states.iter().enumerate() {
        for unit in 0..state.plain.len() {
            let gradient = row(&state.gradients, x.len(), unit);
            let length = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
            if length == 0.0 {
                continue;
            }
            for &breakpoint in activation.breakpoints() {
                let term = length * law.density(breakpoint - state.plain[unit]);
                sum.all += term;
                if is_good(network, &states, index, unit, activation.apply(breakpoint)) {
                    sum.good += term;
                }
            }
        }
    }
    sum
}

/// Formula (6) for `k = 2` without "good", for networks with two inputs: points per area where two
/// neurons break.
pub fn crossings(law: &Law, network: &Network, x: [f64; 2]) -> f64 {
    let activation = network.activation();
    let hidden = network.hidden();
    let states = forward(network, &x);
    let mut sum = 0.0;
    for (index, state) in states.iter().enumerate() {
        for unit in 0..state.plain.len() {
            let gradient = row(&state.gradients, 2, unit);
            for &breakpoint in activation.breakpoints() {
                let density = law.density(breakpoint - state.plain[unit]);
                let area = |other: &[f64]| {
                    (gradient[0] * other[1] - gradient[1] * other[0]).abs() * density
                };
                let mut pairs = |state: &State, units: std::ops::Range<usize>| {
                    for other in units {
                        let area = area(row(&state.gradients, 2, other));
                        for &breakpoint in activation.breakpoints() {
                            sum += area * law.density(breakpoint - state.plain[other]);
                        }
                    }
                };
                pairs(state, unit + 1..state.plain.len());
                // The later layers, with this neuron on its breakpoint.
                let mut before = state.clone();
                before.post[unit] = activation.apply(breakpoint);
                before.post_gradients[2 * unit..2 * unit + 2].fill(0.0);
                for layer in &hidden[index + 1..] {
                    before = advance(layer, activation, &before.post, &before.post_gradients);
                    pairs(&before, 0..before.plain.len());
                }
            }
        }
    }
    sum
}

/// The mean of `|grad z|^2` over the neurons of the last hidden layer; C, equation (28), says 2.
pub fn last_gradient_square(network: &Network, x: &[f64]) -> f64 {
    let states = forward(network, x);
    states.last().map_or(0.0, |last| {
        let squares: f64 = last.gradients.iter().map(|g| g * g).sum();
        squares / last.plain.len() as f64
    })
}

fn forward(network: &Network, x: &[f64]) -> Vec<State> {
    let mut post = x.to_vec();
    let mut gradients = vec![0.0; x.len() * x.len()];
    for input in 0..x.len() {
        gradients[input * x.len() + input] = 1.0;
    }
    let mut states: Vec<State> = Vec::with_capacity(network.hidden().len());
    for layer in network.hidden() {
        let state = advance(layer, network.activation(), &post, &gradients);
        post.clone_from(&state.post);
        gradients.clone_from(&state.post_gradients);
        states.push(state);
    }
    states
}

fn advance(layer: &Layer, activation: &Activation, post: &[f64], gradients: &[f64]) -> State {
    let inputs = gradients.len() / post.len();
    let mut state = State::default();
    for unit in 0..layer.outputs {
        let mut plain = 0.0;
        let mut gradient = vec![0.0; inputs];
        for (before, &weight) in layer.row(unit).iter().enumerate() {
            plain += weight * post[before];
            for (sum, g) in gradient.iter_mut().zip(row(gradients, inputs, before)) {
                *sum += weight * g;
            }
        }
        let z = plain + layer.bias[unit];
        let slope = slope(activation, z);
        state.open |= slope != 0.0;
        state.plain.push(plain);
        state.post.push(activation.apply(z));
        state
            .post_gradients
            .extend(gradient.iter().map(|g| slope * g));
        state.gradients.extend(gradient);
    }
    state
}

/// Whether each later layer has an open neuron once this one has the post-activation `post`.
fn is_good(network: &Network, states: &[State], index: usize, unit: usize, post: f64) -> bool {
    let activation = network.activation();
    if activation.slopes().iter().all(|&slope| slope != 0.0) {
        return true;
    }
    let mut posts = states[index].post.clone();
    posts[unit] = post;
    for layer in &network.hidden()[index + 1..] {
        let values = (0..layer.outputs).map(|unit| {
            let products = layer.row(unit).iter().zip(&posts);
            let plain: f64 = products.map(|(w, h)| w * h).sum();
            plain + layer.bias[unit]
        });
        let values: Vec<f64> = values.collect();
        if values.iter().all(|&z| slope(activation, z) == 0.0) {
            return false;
        }
        posts = values.iter().map(|&z| activation.apply(z)).collect();
    }
    true
}

fn slope(activation: &Activation, z: f64) -> f64 {
    let piece = activation
        .breakpoints()
        .iter()
        .filter(|&&xi| xi < z)
        .count();
    activation.slopes()[piece]
}

fn row(numbers: &[f64], length: usize, index: usize) -> &[f64] {
    &numbers[index * length..(index + 1) * length]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(hidden: &[(&[f64], &[f64])]) -> Network {
        let mut inputs = 2;
        let mut layers: Vec<Layer> = hidden
            .iter()
            .map(|(weight, bias)| {
                let layer = Layer {
                    weight: weight.to_vec(),
                    bias: bias.to_vec(),
                    inputs,
                    outputs: bias.len(),
                };
                inputs = bias.len();
                layer
            })
            .collect();
        layers.push(Layer {
            weight: vec![1.0; inputs],
            bias: vec![0.0],
            inputs,
            outputs: 1,
        });
        Network::new(layers, Activation::relu()).unwrap()
    }

    #[test]
    fn one_neuron_is_its_gradient_times_the_density() {
        let network = network(&[(&[3.0, 4.0], &[9.0])]);
        let law = Law::relu(&[2, 1, 1], 1.0);
        // a = 3 - 2 = 1, whatever the bias.
        let found = walls(&law, &network, &[1.0, -0.5]);
        assert_eq!(found.all, 5.0 * law.density(-1.0));
        assert_eq!(found.good, found.all);
    }

    /// As drawn the second layer is off, `z_2 = -h - 1`; with the first neuron on its breakpoint it
    /// is `-1`, off as well, and with another weight on.
    #[test]
    fn good_is_decided_on_the_breakpoint() {
        let law = Law::relu(&[2, 1, 1, 1], 1.0);
        let at = [1.0, 0.0];
        let first = law.density(-1.0);
        let off = network(&[(&[1.0, 0.0], &[1.0]), (&[-1.0], &[-1.0])]);
        let second = law.density(2.0);
        let found = walls(&law, &off, &at);
        assert!((found.all - first - second).abs() < 1e-15);
        assert!((found.good - second).abs() < 1e-15);
        // Here z_2 = -2 + 1 < 0 as drawn, but 1 > 0 on the breakpoint.
        let on = network(&[(&[1.0, 0.0], &[1.0]), (&[-1.0], &[1.0])]);
        let found = walls(&law, &on, &at);
        assert!((found.good - first - second).abs() < 1e-15);
    }

    #[test]
    fn two_lines_cross_with_the_area_of_their_normals() {
        let law = Law::relu(&[2, 2, 1], 1.0);
        let network = network(&[(&[3.0, 0.0, 1.0, 2.0], &[0.0, 5.0])]);
        let found = crossings(&law, &network, [1.0, 1.0]);
        assert_eq!(found, 6.0 * law.density(-3.0) * law.density(-3.0));
    }
}
