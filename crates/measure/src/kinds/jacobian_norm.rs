//! How much the outputs change with the input: the Frobenius norm of the outputs' derivatives by
//! the inputs, the mean over the points of `[distances]` (Novak et al., *Sensitivity and
//! Generalization in Neural Networks*, ICLR 2018).

use super::kind::{How, Kind, mean};
use crate::MeasureError;
use crate::pieces::pieces;
use crease_network::Network;

pub(super) const KIND: Kind = Kind::of("jacobian_norm", How::Points(norm));

#[allow(clippy::unnecessary_wraps)] // the signature of all measures at points
fn norm(network: &Network, points: &[f64]) -> Result<Option<f64>, MeasureError> {
    let points = points.chunks(network.inputs());
    let norms: Vec<f64> = points.map(|point| at(network, point)).collect();
    Ok(mean(&norms))
}

/// At one point; at a breakpoint the slope is that of the piece below.
fn at(network: &Network, point: &[f64]) -> f64 {
    let slopes = network.activation().slopes();
    let mut pieces = pieces(network, point);
    let output = network.output();
    // The derivatives by the inputs of a layer, one row for each output; from the last layer to the
    // first.
    let mut rows: Vec<Vec<f64>> = (0..output.outputs)
        .map(|unit| output.row(unit).to_vec())
        .collect();
    for layer in network.hidden().iter().rev() {
        let own = pieces.split_off(pieces.len() - layer.outputs);
        for row in &mut rows {
            let mut before = vec![0.0; layer.inputs];
            for (unit, (derivative, &piece)) in row.iter().zip(&own).enumerate() {
                let share = derivative * slopes[piece];
                if share != 0.0 {
                    for (sum, weight) in before.iter_mut().zip(layer.row(unit)) {
                        *sum += share * weight;
                    }
                }
            }
            *row = before;
        }
    }
    let squares = rows
        .iter()
        .flatten()
        .map(|derivative| derivative * derivative);
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::{at, norm};
    use crate::pieces::tests::{folded, random};
    use crease_network::Network;

    /// Slopes of 2 above -5, of 2 - 3 below -1, of 2 + 12 above 4.5.
    #[test]
    fn of_one_input_it_is_the_slope() {
        let network = folded();
        assert_eq!(at(&network, &[-6.0]), 3.0);
        assert_eq!(at(&network, &[-2.0]), 1.0);
        assert_eq!(at(&network, &[0.0]), 2.0);
        assert_eq!(at(&network, &[5.0]), 14.0);
        assert_eq!(norm(&network, &[-2.0, 5.0]).unwrap(), Some(7.5));
        assert_eq!(norm(&network, &[]).unwrap(), None);
    }

    fn outputs(network: &Network, point: &[f64]) -> Vec<f64> {
        let mut signal = point.to_vec();
        for (index, layer) in network.layers().iter().enumerate() {
            let unit = |unit: usize| {
                let products = layer.row(unit).iter().zip(&signal);
                layer.bias[unit] + products.map(|(weight, h)| weight * h).sum::<f64>()
            };
            let sums: Vec<f64> = (0..layer.outputs).map(unit).collect();
            let hidden = index + 1 < network.layers().len();
            let signal_of = |z: &f64| if hidden { z.max(0.0) } else { *z };
            signal = sums.iter().map(signal_of).collect();
        }
        signal
    }

    /// Against differences over a distance on which these networks are linear.
    #[test]
    fn it_agrees_with_differences() {
        for seed in 0..5 {
            let network = random(&[3, 7, 6, 4], seed);
            let point = [0.31, -0.22, 0.47];
            let step = 1e-6;
            let mut squares = 0.0;
            for input in 0..3 {
                let moved = |by: f64| {
                    let mut moved = point;
                    moved[input] += by;
                    outputs(&network, &moved)
                };
                let pairs = moved(step).into_iter().zip(moved(-step));
                squares += pairs
                    .map(|(up, down)| ((up - down) / (2.0 * step)).powi(2))
                    .sum::<f64>();
            }
            let found = at(&network, &point);
            assert!(
                (found - squares.sqrt()).abs() < 1e-7 * found,
                "{found} {squares}"
            );
        }
    }
}
