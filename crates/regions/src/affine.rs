//! Pre-activations as linear forms in `f64`, with a static bound on the error of each.

use crate::dyadic::Dyadic;
use crate::pattern::Pieces;
use crease_network::{Layer, Network};

/// A linear form `f(x, y, w) = f[0] x + f[1] y + f[2] w` on rays, with a bound on the error of each
/// coefficient. Rays have `K` coordinates, one more than the slice has dimensions: three for a
/// plane.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<const K: usize = 3> {
    pub value: [f64; K],
    pub error: [f64; K],
}

/// Forms of all units of a layer, coefficient by coefficient: all `x`, then all `y`, then all `w`.
pub(crate) type Forms = Vec<f64>;

/// All layers, hidden and output, as maps on forms with `K` coefficients.
pub(crate) struct Affine<const K: usize = 3> {
    /// The first layer composed with the slice.
    first: Forms,
    /// Weights of layers 1.. as `inputs x outputs`, so that a column of outputs is contiguous.
    transposed: Vec<Vec<f64>>,
    biases: Vec<Vec<f64>>,
    /// Error bounds of the pre-activations of each layer, laid out as [`Forms`].
    errors: Vec<Forms>,
}

/// Half the distance from 1 to the next float: the relative error of one rounding.
pub(crate) const UNIT: f64 = f64::EPSILON / 2.0;

/// Every bound is computed in floats itself; this covers its own rounding, for sums of up to 2^40
/// terms, many times over.
pub(crate) const SLACK: f64 = 1.001;

/// Sums of magnitudes below this do not overflow, in whatever order.
pub(crate) const LARGEST: f64 = 1e300;

/// `g(n) = n u / (1 - n u)`: the relative error of a sum of products with `n` roundings on each
/// path, and a little more.
pub(crate) fn gamma(n: usize) -> f64 {
    let nu = n as f64 * UNIT;
    nu / (1.0 - nu) * SLACK
}

/// An upper bound for a product of bounds that is 0 only if a factor is.
pub(crate) fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        0.0
    } else {
        (a * b).max(f64::MIN_POSITIVE)
    }
}

/// Bounds on the magnitude and the error of one coefficient.
#[derive(Clone, Copy, Default)]
pub(crate) struct Bound {
    pub magnitude: f64,
    pub error: f64,
}

impl<const K: usize> Affine<K> {
    /// The layers on the slice `x = sum_i s_i vectors[i] + vectors[K - 1]`.
    pub(crate) fn on(network: &Network, vectors: [&[f64]; K], pieces: &Pieces) -> Self {
        let layers = network.layers();
        let (first, mut bounds) = compose(&layers[0], vectors);
        let mut affine = Self {
            first,
            transposed: vec![Vec::new()],
            biases: vec![Vec::new()],
            errors: vec![bounds.iter().map(|bound| bound.error).collect()],
        };
        for layer in &layers[1..] {
            bounds = after_layer::<K>(layer, &after_activation::<K>(&bounds, pieces));
            affine.transposed.push(transpose(layer));
            affine.biases.push(layer.bias.clone());
            affine
                .errors
                .push(bounds.iter().map(|bound| bound.error).collect());
        }
        affine
    }

    /// The pre-activations of the first layer.
    pub(crate) fn first(&self) -> &Forms {
        &self.first
    }

    /// The pre-activations of layer `layer >= 1` from the post-activations before it.
    pub(crate) fn forward(&self, layer: usize, posts: &[f64], pre: &mut Forms) {
        let bias = &self.biases[layer];
        let (inputs, outputs) = (posts.len() / K, bias.len());
        pre.clear();
        pre.resize((K - 1) * outputs, 0.0);
        pre.extend_from_slice(bias);
        for (i, column) in self.transposed[layer].chunks_exact(outputs).enumerate() {
            for coefficient in 0..K {
                let post = posts[coefficient * inputs + i];
                if post == 0.0 {
                    continue;
                }
                let sums = &mut pre[coefficient * outputs..(coefficient + 1) * outputs];
                for (sum, weight) in sums.iter_mut().zip(column) {
                    *sum += weight * post;
                }
            }
        }
    }

    /// The form of one unit from the pre-activations of its layer, shifted by `-breakpoint`.
    pub(crate) fn form(&self, layer: usize, pre: &[f64], unit: usize, breakpoint: f64) -> Form<K> {
        let units = pre.len() / K;
        let errors = &self.errors[layer];
        let mut form = Form {
            value: std::array::from_fn(|coefficient| pre[coefficient * units + unit]),
            error: std::array::from_fn(|coefficient| errors[coefficient * units + unit]),
        };
        if breakpoint != 0.0 {
            form.value[K - 1] -= breakpoint;
            form.error[K - 1] += form.value[K - 1].abs() * UNIT * SLACK;
        }
        form
    }

    /// The error bounds of a layer's pre-activations, laid out as [`Forms`].
    pub(crate) fn errors(&self, layer: usize) -> &Forms {
        &self.errors[layer]
    }

    /// The bound on the error of one coefficient of one unit.
    pub(crate) fn error(&self, layer: usize, unit: usize, coefficient: usize) -> f64 {
        let errors = &self.errors[layer];
        errors[coefficient * (errors.len() / K) + unit]
    }
}

fn transpose(layer: &Layer) -> Vec<f64> {
    (0..layer.inputs)
        .flat_map(|i| (0..layer.outputs).map(move |j| (i, j)))
        .map(|(i, j)| layer.weight[j * layer.inputs + i])
        .collect()
}

/// `W E` and `W o + b`, each a sum of `n_in` (and one) products.
pub(crate) fn compose<const K: usize>(layer: &Layer, vectors: [&[f64]; K]) -> (Forms, Vec<Bound>) {
    let mut forms = Vec::with_capacity(K * layer.outputs);
    let mut bounds = Vec::with_capacity(K * layer.outputs);
    for (coefficient, vector) in vectors.into_iter().enumerate() {
        for j in 0..layer.outputs {
            let bias = if coefficient == K - 1 {
                layer.bias[j]
            } else {
                0.0
            };
            let (mut sum, mut magnitude, mut terms) = (bias, bias.abs(), 0);
            for (&weight, &v) in layer.row(j).iter().zip(vector) {
                if weight != 0.0 && v != 0.0 {
                    // A weight itself, added to nothing, is not rounded.
                    terms += usize::from(sum != 0.0 || v.abs() != 1.0);
                    sum += weight * v;
                    magnitude += times(weight.abs(), v.abs());
                }
            }
            magnitude *= SLACK;
            forms.push(sum);
            bounds.push(within_range(Bound {
                magnitude,
                error: rounding(terms, magnitude),
            }));
        }
    }
    (forms, bounds)
}

/// The error of a sum of `terms` rounded products whose magnitudes add up to `magnitude`.
pub(crate) fn rounding(terms: usize, magnitude: f64) -> f64 {
    // The sum is one exact number, or 0.
    if terms == 0 {
        return 0.0;
    }
    times(gamma(terms + 2), magnitude) + (terms + 2) as f64 * f64::MIN_POSITIVE
}

/// A sum that may overflow is not known: its error is infinite.
pub(crate) fn within_range(bound: Bound) -> Bound {
    if bound.magnitude + bound.error < LARGEST {
        bound
    } else {
        Bound {
            error: f64::INFINITY,
            ..bound
        }
    }
}

fn after_activation<const K: usize>(bounds: &[Bound], pieces: &Pieces) -> Vec<Bound> {
    let units = bounds.len() / K;
    let slope = pieces.largest_slope();
    let offset = pieces.largest_offset();
    let spread = |(at, bound): (usize, &Bound)| {
        let constant = at >= (K - 1) * units;
        let scaled = Bound {
            magnitude: times(slope, bound.magnitude) * SLACK,
            error: times(slope, bound.error) * SLACK,
        };
        if pieces.is_mask() {
            return scaled;
        }
        let mut bound = scaled;
        if constant {
            bound.magnitude += offset.magnitude * SLACK;
            bound.error += offset.error * SLACK;
        }
        bound.error += rounding(1, bound.magnitude);
        bound
    };
    bounds.iter().enumerate().map(spread).collect()
}

fn after_layer<const K: usize>(layer: &Layer, posts: &[Bound]) -> Vec<Bound> {
    let mut bounds = Vec::with_capacity(K * layer.outputs);
    for coefficient in 0..K {
        let posts = &posts[coefficient * layer.inputs..(coefficient + 1) * layer.inputs];
        for j in 0..layer.outputs {
            let mut bound = Bound::default();
            let mut terms = 0;
            for (&weight, post) in layer.row(j).iter().zip(posts) {
                let weight = weight.abs();
                if weight != 0.0 && post.magnitude != 0.0 {
                    bound.magnitude += times(weight, post.magnitude);
                    bound.error += times(weight, post.error);
                    terms += 1;
                }
            }
            if coefficient == K - 1 {
                bound.magnitude += layer.bias[j].abs();
            }
            bound.magnitude *= SLACK;
            bound.error = bound.error * SLACK + rounding(terms, bound.magnitude);
            bounds.push(within_range(bound));
        }
    }
    bounds
}

/// The exact first layer on the slice: `W E` and `W o + b` of one unit.
pub(crate) fn compose_exactly<const K: usize>(
    layer: &Layer,
    vectors: [&[f64]; K],
    unit: usize,
) -> [Dyadic; K] {
    let mut form = vectors.map(|vector| {
        let mut sum = Dyadic::ZERO;
        for (&weight, &v) in layer.row(unit).iter().zip(vector) {
            if weight != 0.0 && v != 0.0 {
                sum = &sum + &(&Dyadic::from(weight) * &Dyadic::from(v));
            }
        }
        sum
    });
    form[K - 1] = &form[K - 1] + &Dyadic::from(layer.bias[unit]);
    form
}
