//! On which linear piece each neuron is, at a point.

use crease_network::Network;

/// The piece of each hidden neuron at a point, layer by layer; at a breakpoint the lower one.
/// Computed in `f64`: a pre-activation within rounding of a breakpoint may fall on either side.
pub(crate) fn pieces(network: &Network, point: &[f64]) -> Vec<usize> {
    let activation = network.activation();
    let mut pieces = Vec::with_capacity(network.neurons());
    let mut signal = point.to_vec();
    for layer in network.hidden() {
        let unit = |unit: usize| {
            let products = layer.row(unit).iter().zip(&signal);
            layer.bias[unit] + products.map(|(weight, h)| weight * h).sum::<f64>()
        };
        let values: Vec<f64> = (0..layer.outputs).map(unit).collect();
        let breakpoints = activation.breakpoints();
        let piece = |value: &f64| breakpoints.partition_point(|breakpoint| breakpoint < value);
        pieces.extend(values.iter().map(piece));
        signal = values
            .iter()
            .map(|&value| activation.apply(value))
            .collect();
    }
    pieces
}

/// The first and second point, the third and fourth, and so on.
pub(crate) fn pairs<'a>(
    network: &Network,
    points: &'a [f64],
) -> impl Iterator<Item = [&'a [f64]; 2]> {
    let inputs = network.inputs();
    let pairs = points.chunks_exact(2 * inputs);
    pairs.map(move |pair| [&pair[..inputs], &pair[inputs..]])
}

#[cfg(test)]
pub(crate) mod tests {
    use crease_network::{Activation, Layer, Network};

    /// One input, breakpoints at -5, -1 and 4.5.
    pub(crate) fn folded() -> Network {
        let hidden = Layer {
            weight: vec![1.0, -1.0, 2.0],
            bias: vec![5.0, -1.0, -9.0],
            inputs: 1,
            outputs: 3,
        };
        let output = Layer {
            weight: vec![2.0, 3.0, 6.0],
            bias: vec![0.0],
            inputs: 3,
            outputs: 1,
        };
        Network::new(vec![hidden, output], Activation::relu()).unwrap()
    }

    /// A network of numbers that look random.
    pub(crate) fn random(widths: &[usize], seed: u32) -> Network {
        let mut state = f64::from(seed) + 0.5;
        let mut number = || {
            state += 1.0;
            (state * 12.9898).sin() * 43_758.545_3 % 1.0
        };
        let layers = widths.windows(2).map(|pair| Layer {
            weight: (0..pair[0] * pair[1]).map(|_| number()).collect(),
            bias: (0..pair[1]).map(|_| 0.3 * number()).collect(),
            inputs: pair[0],
            outputs: pair[1],
        });
        Network::new(layers.collect(), Activation::relu()).unwrap()
    }
}
