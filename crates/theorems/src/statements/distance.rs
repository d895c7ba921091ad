//! The mean distance to the boundary (C, Corollary 5).
//!
//! # The constant
//! Corollary 5 has a constant `c` that is not given. Its proof gives one. A point of `K = [0, 1]^2`
//! that is nearer than `eps` to the boundary lies in the tube of radius `eps` around the boundary in
//! the square enlarged by `eps` on each side, whose area is, by C's Lemma 9, at most
//! `2 eps L + pi eps^2 V` for length `L` and `V` vertices. Their means are at most `N g` and
//! `(N choose 2) g^2` per area, with `g = C_grad C_bias` (formula (7) and (8), without the 2 of (9)).
//! By Markov's inequality
//!
//! ```text
//! E dist >= eps (1 - (1 + 2 eps)^2 (2 eps N g + pi eps^2 (N choose 2) g^2))   for each eps > 0,
//! ```
//!
//! and the best `eps` gives about `0.107 / (N g)`. The distance we measure is that to the nearest
//! wall of an activation region, which the distance to `B_N` is at least.
//!
//! # As it is printed
//! The corollary has `vol(K)` and `T` in the numerator, and `c` independent of `K`. The proof takes
//! `K = [0, 1]^n`, where the volume is 1, and bounds the boundary by `T N`, which puts `T` into the
//! denominator. The last row shows how the constant changes when `K` grows.

use super::boundary::BIAS;
use super::bounds::gradient_constant;
use super::statement::Statement;
use crate::count::of;
use crate::verdict::{Judgement, Verdict, at_least};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError, points};
use crease_regions::distances;
use std::f64::consts::PI;

pub const STATEMENT: Statement = Statement {
    key: "distance",
    source: "C, Corollary 5",
    title: "mean distance to the boundary: at least c / N",
    says: "For a uniform point of K the mean distance to the boundary is at least \
           c / (C_bias C_grad N). We take K = [0, 1]^2 as the proof does and the c that it gives. \
           Printed are also T and vol(K) in the numerator.",
    examine,
};

/// Points per network.
const POINTS: usize = 100;
/// The side of the large square.
const LARGE: f64 = 64.0;

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let mut hidden: Vec<&[usize]> = vec![&[32], &[16, 16], &[32, 32, 32]];
    if !study.quick {
        hidden.push(&[64, 64, 64]);
    }
    let mut rows = Vec::new();
    for hidden in hidden {
        let law = Law::relu(&[&[2], hidden, &[1]].concat(), BIAS);
        let neurons = law.neurons() as f64;
        let measured = mean(study, &law, 1.0)?.times(neurons);
        let bound = bound(&law) * neurons;
        rows.push(Row {
            setting: format!("{law}, biases {BIAS}, K = [0, 1]^2"),
            quantity: "mean distance times N".to_owned(),
            relation: Relation::AtLeast,
            predicted: bound.into(),
            measured: measured.into(),
            networks: measured.count,
            judgement: at_least(measured, bound),
        });
    }
    rows.push(printed(study)?);
    Ok(rows)
}

/// The mean distance of uniform points of `[0, side]^2`.
fn mean(study: &Study<'_>, law: &Law, side: f64) -> Result<Estimate, TheoremsError> {
    let means = study.each("distance", law, |subject| {
        let points = points::uniform(subject.seed, POINTS, 2, [0.0, side]);
        let distances = of(law, distances(&subject.network, &points))?;
        Ok(distances.iter().sum::<f64>() / POINTS as f64)
    })?;
    Ok(Estimate::of(&means))
}

/// The lower bound of the mean distance in the unit square.
fn bound(law: &Law) -> f64 {
    let n = law.neurons() as f64;
    let g = gradient_constant() * law.largest_density();
    let value = |eps: f64| {
        let tube = 2.0 * eps * n * g + PI * eps.powi(2) * n * (n - 1.0) / 2.0 * g.powi(2);
        eps * (1.0 - (1.0 + 2.0 * eps).powi(2) * tube)
    };
    // Any of these is a bound.
    let candidates = (1..1000).map(|step| value(f64::from(step) * 1e-3 / (n * g)));
    candidates.fold(0.0, f64::max)
}

/// Numbers cannot contradict "there is a constant", but they can show how it changes.
fn printed(study: &Study<'_>) -> Result<Row, TheoremsError> {
    let law = Law::relu(&[2, 16, 16, 1], BIAS);
    let constants = [1.0, LARGE].map(|side| {
        let scale = law.neurons() as f64 * gradient_constant() * law.largest_density();
        Ok::<_, TheoremsError>(mean(study, &law, side)?.times(scale / side.powi(2)))
    });
    let [unit, large] = constants;
    let (unit, large) = (unit?, large?);
    Ok(Row {
        setting: format!("{law}, biases {BIAS}, K = [0, {LARGE}]^2 against [0, 1]^2, as printed"),
        quantity: "c = mean distance C_bias C_grad N / vol(K)".to_owned(),
        relation: Relation::AtLeast,
        predicted: unit.into(),
        measured: large.into(),
        networks: large.count,
        judgement: falls(unit, large),
    })
}

fn falls(unit: Estimate, large: Estimate) -> Judgement {
    let noise = 2.0 * unit.error.hypot(large.error);
    let (verdict, reason) = if large.mean >= unit.mean - noise {
        (
            Verdict::Holds,
            "the constant does not fall when K grows".to_owned(),
        )
    } else {
        let reason = format!(
            "the constant falls {:.1}-fold when K grows: some c > 0 for all K is not excluded by \
             numbers, but with vol(K) in the numerator none is in sight; the proof has vol(K) = 1",
            unit.mean / large.mean
        );
        (Verdict::Open, reason)
    };
    Judgement {
        criterion: "the constant for the large K is not below that for the unit square".to_owned(),
        verdict,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constant_is_the_one_of_the_best_radius() {
        let law = Law::relu(&[2, 500, 500, 1], BIAS);
        let g = gradient_constant() * law.largest_density();
        let constant = bound(&law) * 1000.0 * g;
        assert!((constant - 0.107).abs() < 1e-3, "{constant}");
    }

    #[test]
    fn a_smaller_constant_leaves_it_open() {
        let estimate = |mean| Estimate {
            mean,
            error: 0.01,
            count: 10,
        };
        assert_eq!(falls(estimate(1.0), estimate(0.1)).verdict, Verdict::Open);
        assert_eq!(falls(estimate(1.0), estimate(2.0)).verdict, Verdict::Holds);
    }
}
