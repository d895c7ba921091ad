//! Scaling biases or weights (P, Lemma 6 and section 4.2).
//!
//! A product that is rounded makes another network. The numbers of these networks are drawn with the
//! 24 bits of `f32` and scaled by factors of a few bits, so that each product fits an `f64`;
//! [`scaled`] checks it. The networks that are compared are then exactly those of the lemma.

use super::statement::Statement;
use crate::count::{EVERYTHING, LINEAR, in_slice};
use crate::study::Subject;
use crate::verdict::each;
use crate::{Estimate, Law, PAPER_BIAS, Relation, Row, Study, TheoremsError};
use crease_network::{Layer, Network};
use crease_regions::{Counts, Plane};
use crease_system::mul_add;

pub const BIASES: Statement = Statement {
    key: "scale-biases",
    source: "P, Lemma 6",
    title: "scaling all biases changes no count",
    says: "Multiplying all biases by c > 0 turns N(x) into c N(x / c): regions, linear regions, \
           edges and vertices stay as many, network by network.",
    examine: biases,
};

pub const WEIGHTS: Statement = Statement {
    key: "scale-weights",
    source: "P, section 4.2",
    title: "scaling weights is scaling biases layer by layer",
    says: "Multiplying all weights by c gives the regions, the very same sets, that dividing layer \
           k's biases by c^k gives: equal counts in the plane and in any window.",
    examine: weights,
};

const WHOLE: &str = "the whole plane";

const HIDDEN: [usize; 3] = [12, 12, 12];

fn law() -> Law {
    Law::relu(&[&[2], &HIDDEN[..], &[1]].concat(), PAPER_BIAS)
}

fn biases(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let law = law();
    let factors = [
        (2.0, "2"),
        (3.0, "3"),
        (100.0, "100"),
        (1.0 / 1024.0, "1/1024"),
    ];
    let rows = factors.into_iter().map(|(c, name)| {
        let same = study.each("scaling biases", &law, |subject| {
            let before = subject.network.layers().to_vec();
            let after = before.iter().map(|layer| with_bias(layer, c)).collect();
            let counts = |layers| whole_plane(&law, &law.network(layers)?);
            Ok(counts(before)? == counts(after)?)
        })?;
        Ok(row(&law, &format!("biases times {name}"), WHOLE, &same))
    });
    rows.collect()
}

fn weights(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let law = law();
    let mut rows = Vec::new();
    for (c, name) in [(2.0, "2"), (3.0, "3"), (0.25, "1/4")] {
        let change = format!("weights times {name}");
        let same = study.each("scaling weights", &law, |subject| {
            let [scaled, divided] = pair(subject, c)?;
            Ok(whole_plane(&law, &scaled)? == whole_plane(&law, &divided)?)
        })?;
        rows.push(row(&law, &change, WHOLE, &same));
        let same = study.each("scaling weights", &law, |subject| {
            let [scaled, divided] = pair(subject, c)?;
            Ok(window(&law, &scaled)? == window(&law, &divided)?)
        })?;
        rows.push(row(&law, &change, "|x_i| < 1/256", &same));
    }
    Ok(rows)
}

/// A network with its weights times `c`, and the same network with layer `k`'s biases divided by
/// `c^k` instead. The biases are made multiples of `c^k`, so that the quotient is exact.
fn pair(subject: &Subject<'_>, c: f64) -> Result<[Network; 2], TheoremsError> {
    let divided = subject.network.layers().to_vec();
    let mut power = 1.0;
    let scaled_layer = |layer: &Layer| {
        power *= c;
        Layer {
            weight: scaled(&layer.weight, c),
            ..with_bias(layer, power)
        }
    };
    let scaled = divided.iter().map(scaled_layer).collect();
    let law = subject.law;
    Ok([law.network(scaled)?, law.network(divided)?])
}

type Counted = (u64, Option<u64>, Option<u64>, Option<u64>);

/// Regions, linear regions, edges and vertices.
fn all(counts: &Counts) -> Counted {
    (
        counts.activation_regions,
        counts.linear_regions,
        counts.edges,
        counts.vertices,
    )
}

fn whole_plane(law: &Law, network: &Network) -> Result<Counted, TheoremsError> {
    Ok(all(&in_slice(law, network, Plane::of_inputs(), &LINEAR)?))
}

fn window(law: &Law, network: &Network) -> Result<Counted, TheoremsError> {
    let square = Plane::square(1.0 / 256.0)?;
    Ok(all(&in_slice(law, network, square, &EVERYTHING)?))
}

fn row(law: &Law, change: &str, place: &str, same: &[bool]) -> Row {
    let kept = same.iter().filter(|&&same| same).count();
    let share: Vec<f64> = same.iter().map(|&same| f64::from(u8::from(same))).collect();
    Row {
        setting: format!("{law}, {change}"),
        quantity: format!("share of networks with equal counts in {place}"),
        relation: Relation::Equal,
        predicted: 1.0.into(),
        measured: Estimate::of(&share).into(),
        networks: same.len(),
        judgement: each(kept, same.len()),
    }
}

fn with_bias(layer: &Layer, c: f64) -> Layer {
    Layer {
        bias: scaled(&layer.bias, c),
        ..layer.clone()
    }
}

/// The products, each of them exact. One that is not, which never happens, becomes infinite, and no
/// network accepts it.
fn scaled(numbers: &[f64], c: f64) -> Vec<f64> {
    let product = |&number: &f64| {
        let product = number * c;
        let exact = mul_add(number, c, -product) == 0.0;
        if exact { product } else { f64::INFINITY }
    };
    numbers.iter().map(product).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn numbers_of_f32_scale_exactly_and_others_are_refused() {
        let number = f64::from(0.123_456_79_f32);
        for c in [3.0, 9.0, 27.0, 100.0, 0.25, 1.0 / 1024.0] {
            assert!(scaled(&[number, -number], c)[0].is_finite(), "{c}");
        }
        assert_eq!(scaled(&[0.1], 3.0), [f64::INFINITY]);
    }

    #[test]
    fn another_scaling_is_detected() {
        // Only the last layer's biases: this does change counts.
        let study = crate::study::Study {
            seed: 1,
            networks: 40,
            quick: true,
            threads: 2,
            watch: &(),
        };
        let law = law();
        let same = study.each("wrong", &law, |subject| {
            let mut layers = subject.network.layers().to_vec();
            let before = whole_plane(&law, &subject.network)?;
            layers[2] = with_bias(&layers[2], 1024.0);
            Ok(before == whole_plane(&law, &law.network(layers)?)?)
        });
        let row = row(&law, "wrong", WHOLE, &same.unwrap());
        assert_eq!(row.verdict(), Verdict::Contradicted);
    }
}
