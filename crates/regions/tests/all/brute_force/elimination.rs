//! Counting by trying every activation pattern; Fourier-Motzkin elimination in integers says
//! whether it has an inside.

use crease_regions::Network;

/// `g_0 x_0 + g_1 x_1 + ... + c > 0`: the constant is the last of `K` numbers.
pub(crate) type Inequality<const K: usize> = [i128; K];

/// Whether strict inequalities have a common solution.
fn solvable<const K: usize>(inequalities: &[Inequality<K>]) -> bool {
    let rest = (0..K - 1).fold(inequalities.to_vec(), |rest, unknown| {
        eliminate(&rest, unknown)
    });
    rest.iter().all(|constant| constant[K - 1] > 0)
}

/// The strict inequalities between the other unknowns that say a value of this one exists.
fn eliminate<const K: usize>(inequalities: &[Inequality<K>], unknown: usize) -> Vec<Inequality<K>> {
    let side = |sign: i128| {
        inequalities
            .iter()
            .filter(move |i| i[unknown].signum() == sign)
    };
    let mut rest: Vec<Inequality<K>> = side(0).copied().collect();
    for below in side(1) {
        for above in side(-1) {
            let combined =
                std::array::from_fn(|k| below[unknown] * above[k] - above[unknown] * below[k]);
            rest.push(reduced(combined));
        }
    }
    // Of parallel ones only the strictest counts, and it comes first.
    rest.sort_unstable();
    rest.dedup_by(|later, kept| later[..K - 1] == kept[..K - 1]);
    rest
}

/// The same inequality in small numbers.
fn reduced<const K: usize>(inequality: Inequality<K>) -> Inequality<K> {
    let divisor = inequality.iter().fold(0, |divisor, &k| gcd(divisor, k));
    inequality.map(|k| if divisor == 0 { k } else { k / divisor })
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// Tries every activation pattern of a network.
pub(crate) struct Brute<'a> {
    network: &'a Network,
    breakpoints: Vec<i128>,
    slopes: Vec<i128>,
    offsets: Vec<i128>,
    /// Whether patterns are counted once for each class that wins somewhere in them.
    by_class: bool,
    /// Only patterns in which this neuron of a layer is on this piece.
    pinned: Option<[usize; 3]>,
}

impl<'a> Brute<'a> {
    pub(crate) fn new(network: &'a Network) -> Self {
        let integers = |numbers: &[f64]| numbers.iter().map(|&n| n as i128).collect::<Vec<_>>();
        let activation = network.activation();
        let breakpoints = integers(activation.breakpoints());
        let slopes = integers(activation.slopes());
        let mut offsets = vec![activation.anchor() as i128 - slopes[0] * breakpoints[0]];
        for t in 0..breakpoints.len() {
            offsets.push(offsets[t] + (slopes[t] - slopes[t + 1]) * breakpoints[t]);
        }
        Self {
            network,
            breakpoints,
            slopes,
            offsets,
            by_class: false,
            pinned: None,
        }
    }

    /// Counts patterns in which a neuron is on a piece: `[layer, unit, piece]`.
    pub(crate) fn pinned(network: &'a Network, neuron: [usize; 3]) -> Self {
        Self {
            pinned: Some(neuron),
            ..Self::new(network)
        }
    }

    /// Counts pairs of a pattern and a class that wins in a part of it.
    pub(crate) fn by_class(network: &'a Network) -> Self {
        Self {
            by_class: true,
            ..Self::new(network)
        }
    }

    /// How many patterns of the neurons from this one on have an inside within `region`.
    pub(crate) fn count<const K: usize>(
        &self,
        layer: usize,
        inputs: &[Inequality<K>],
        posts: &mut Vec<Inequality<K>>,
        region: &mut Vec<Inequality<K>>,
    ) -> u64 {
        if layer == self.network.hidden().len() {
            return if self.by_class {
                self.count_classes(inputs, region)
            } else {
                1
            };
        }
        let map = &self.network.layers()[layer];
        let unit = posts.len();
        if unit == map.outputs {
            let inputs = std::mem::take(posts);
            let count = self.count(layer + 1, &inputs, posts, region);
            *posts = inputs;
            return count;
        }
        let mut z = [0; K];
        z[K - 1] = map.bias[unit] as i128;
        for (&weight, input) in map.row(unit).iter().zip(inputs) {
            for k in 0..K {
                z[k] += weight as i128 * input[k];
            }
        }
        let mut total = 0;
        for piece in 0..self.slopes.len() {
            let [at, of, only] = self.pinned.unwrap_or([usize::MAX; 3]);
            if (at, of) == (layer, unit) && only != piece {
                continue;
            }
            let bounds = self.piece_bounds(z, piece);
            let constant = z[..K - 1].iter().all(|&slope| slope == 0);
            if constant {
                // A constant neuron cuts nothing; on a breakpoint it takes the lower piece.
                let above = piece == 0 || z[K - 1] > self.breakpoints[piece - 1];
                let below = piece == self.breakpoints.len() || z[K - 1] <= self.breakpoints[piece];
                if !(above && below) {
                    continue;
                }
            } else {
                region.extend(&bounds);
            }
            if constant || solvable(region) {
                let slope = self.slopes[piece];
                let mut post = z.map(|coefficient| slope * coefficient);
                post[K - 1] += self.offsets[piece];
                posts.push(post);
                total += self.count(layer, inputs, posts, region);
                posts.pop();
            }
            if !constant {
                region.truncate(region.len() - bounds.len());
            }
        }
        total
    }

    /// How many classes win somewhere in a region. A network with one output has two.
    fn count_classes<const K: usize>(
        &self,
        posts: &[Inequality<K>],
        region: &[Inequality<K>],
    ) -> u64 {
        let map = self.network.output();
        let mut outputs: Vec<Inequality<K>> = (0..map.outputs)
            .map(|unit| {
                let mut f = [0; K];
                f[K - 1] = map.bias[unit] as i128;
                for (&weight, post) in map.row(unit).iter().zip(posts) {
                    for k in 0..K {
                        f[k] += weight as i128 * post[k];
                    }
                }
                f
            })
            .collect();
        if outputs.len() == 1 {
            outputs.insert(0, [0; K]);
        }
        let wins = |&class: &usize| {
            let mut region = region.to_vec();
            for other in (0..outputs.len()).filter(|&other| other != class) {
                let lead: Inequality<K> =
                    std::array::from_fn(|k| outputs[class][k] - outputs[other][k]);
                if lead != [0; K] {
                    region.push(lead);
                } else if other < class {
                    return false;
                }
            }
            solvable(&region)
        };
        (0..outputs.len()).filter(wins).count() as u64
    }

    fn piece_bounds<const K: usize>(&self, z: Inequality<K>, piece: usize) -> Vec<Inequality<K>> {
        let mut bounds = Vec::new();
        if piece > 0 {
            let mut above = z;
            above[K - 1] -= self.breakpoints[piece - 1];
            bounds.push(above);
        }
        if piece < self.breakpoints.len() {
            let mut below = z.map(|coefficient| -coefficient);
            below[K - 1] += self.breakpoints[piece];
            bounds.push(below);
        }
        bounds
    }
}
