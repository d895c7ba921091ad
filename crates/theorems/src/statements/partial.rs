//! Regions, edges and vertices in a cube (P, Theorem 10; Theorem 5 is its case `r = 0`).
//!
//! # The constants
//! Theorem 10 has a constant `T` that is not given. Its proof gives it: equation (10) holds with
//! `T = C_grad C_bias` by C's formulas (7) and (8), so that the mean number of `r`-partial regions
//! that meet a cube of side `delta` in `n` dimensions is at most
//!
//! ```text
//! sum over k = r..n of (n choose k) (N choose k) (k choose r) 2^(k-r) 2^(n-k) (delta T)^k,
//! ```
//!
//! and the theorem's own form follows with `16 T`. Condition 3 asks for moments of the gradient of
//! every order with one constant, which normal weights do not have; the proof uses orders up to `n`
//! only, and for `n = 2` the square root of 2 is enough.
//!
//! The step before it, Lemma 12, is an inequality for each network, with the numbers `#V_k` of points
//! where `k` walls meet the `k`-dimensional faces of the cube. In a square its bound for `r = 0` is four
//! times the number of regions, by Euler's relation: each region is counted once per corner.

use super::boundary::BIAS;
use super::bounds::gradient_constant;
use super::statement::Statement;
use crate::binomial::binomial;
use crate::count::{REGIONS, required};
use crate::study::Subject;
use crate::verdict::{Judgement, at_most, each};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError};
use crease_regions::Line;

pub const STATEMENT: Statement = Statement {
    key: "partial-regions",
    source: "P, Theorem 10, Lemma 12",
    title: "regions, edges and vertices in a square",
    says: "The mean number of r-partial regions (faces of codimension r) in a cube is at most \
           (T N)^n / (2^r n!) per volume; network by network it is at most the sum over k >= r of \
           (k choose r) 2^(k-r) #V_k (Lemma 12). We take the sum in the proof, with the T that it \
           gives.",
    examine,
};

const HALF_SIDE: f64 = 1.0;
const NAMES: [&str; 3] = ["regions", "edges", "vertices"];

/// What a square holds.
struct SquareCounts {
    /// Faces of codimension 0, 1 and 2.
    faces: [u64; 3],
    /// `#V_0`, `#V_1`, `#V_2`: the square's corners, crossings of walls with its sides, vertices.
    crossings: [u64; 3],
}

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let mut hidden: Vec<&[usize]> = vec![&[16, 16]];
    if !study.quick {
        hidden.push(&[32, 32, 32]);
    }
    let mut rows = Vec::new();
    for hidden in hidden {
        let law = Law::relu(&[&[2], hidden, &[1]].concat(), BIAS);
        let found = study.each("partial regions", &law, find)?;
        rows.extend((0..3).map(|r| lemma(&law, r, &found)));
        rows.extend((0..3).map(|r| theorem(&law, r, &found)));
    }
    Ok(rows)
}

fn find(subject: &Subject<'_>) -> Result<SquareCounts, TheoremsError> {
    let counts = subject.square(HALF_SIDE, &REGIONS)?;
    let edges = required(counts.edges, "the number of edges")?;
    let vertices = required(counts.vertices, "the number of vertices")?;
    let mut on_sides = 0;
    for (origin, direction) in [
        ([-1.0, -1.0], [1.0, 0.0]),
        ([-1.0, 1.0], [1.0, 0.0]),
        ([-1.0, -1.0], [0.0, 1.0]),
        ([1.0, -1.0], [0.0, 1.0]),
    ] {
        let origin = origin.map(|x: f64| x * HALF_SIDE);
        let side =
            Line::new(origin.to_vec(), direction.to_vec())?.within([0.0, 2.0 * HALF_SIDE])?;
        on_sides += subject.along(&side, &REGIONS)?.activation_regions - 1;
    }
    Ok(SquareCounts {
        faces: [counts.activation_regions, edges, vertices],
        crossings: [4, on_sides, vertices],
    })
}

/// Lemma 12's bound for one network.
fn lemma_bound(r: usize, crossings: [u64; 3]) -> u64 {
    (r..=2)
        .map(|k| (binomial(k as u64, r as u64) << (k - r)) * crossings[k])
        .sum()
}

fn lemma(law: &Law, r: usize, found: &[SquareCounts]) -> Row {
    let ratio = |found: &SquareCounts| {
        let bound = lemma_bound(r, found.crossings);
        // Both are 0 where the square has no vertex.
        if bound == 0 {
            1.0
        } else {
            found.faces[r] as f64 / bound as f64
        }
    };
    let kept = found
        .iter()
        .filter(|found| found.faces[r] <= lemma_bound(r, found.crossings));
    let ratios: Vec<f64> = found.iter().map(ratio).collect();
    Row {
        setting: format!("{law}, biases {BIAS}, Lemma 12, r = {r}"),
        quantity: format!("{} in |x_i| < {HALF_SIDE} / bound", NAMES[r]),
        relation: Relation::AtMost,
        predicted: 1.0.into(),
        measured: Estimate::of(&ratios).into(),
        networks: found.len(),
        judgement: each(kept.count(), found.len()),
    }
}

fn theorem(law: &Law, r: usize, found: &[SquareCounts]) -> Row {
    let counts: Vec<f64> = found.iter().map(|found| found.faces[r] as f64).collect();
    let measured = Estimate::of(&counts);
    let bound = theorem_bound(law, r);
    let judged = at_most(measured, bound);
    // (T N)^2 / (2^r 2!) per volume equals the measured number for this T.
    let per_volume = measured.mean / (2.0 * HALF_SIDE).powi(2);
    let needed = (per_volume * (2_u64 << r) as f64).sqrt() / law.neurons() as f64;
    Row {
        setting: format!("{law}, biases {BIAS}, r = {r}"),
        quantity: format!("{} in |x_i| < {HALF_SIDE}", NAMES[r]),
        relation: Relation::AtMost,
        predicted: bound.into(),
        measured: measured.into(),
        networks: measured.count,
        judgement: Judgement {
            reason: format!(
                "{}; (9) needs T >= {needed:.3}, its proof gives {:.1}",
                judged.reason,
                16.0 * constant(law)
            ),
            ..judged
        },
    }
}

/// The `T` of P's equation (10).
fn constant(law: &Law) -> f64 {
    gradient_constant() * law.largest_density()
}

fn theorem_bound(law: &Law, r: usize) -> f64 {
    let (n, neurons) = (2, law.neurons() as u64);
    let delta_t = 2.0 * HALF_SIDE * constant(law);
    let term = |k: u64| {
        let choices = binomial(n, k) * binomial(neurons, k) * binomial(k, r as u64);
        choices as f64 * (1_u64 << (n - r as u64)) as f64 * delta_t.powf(k as f64)
    };
    (r as u64..=n).map(term).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    /// One line through the square: two regions, one edge, two crossings with its sides.
    #[test]
    fn the_lemma_can_be_broken() {
        let law = Law::relu(&[2, 1, 1], BIAS);
        let line = |regions| SquareCounts {
            faces: [regions, 1, 0],
            crossings: [4, 2, 0],
        };
        assert_eq!(lemma_bound(0, line(2).crossings), 8);
        assert_eq!(lemma_bound(1, line(2).crossings), 2);
        let found = [line(2), line(9)];
        assert_eq!(lemma(&law, 0, &found[..1]).verdict(), Verdict::Holds);
        assert_eq!(lemma(&law, 0, &found).verdict(), Verdict::Contradicted);
    }

    #[test]
    fn the_bound_is_that_of_the_proof() {
        let law = Law::relu(&[2, 16, 1], BIAS);
        let t = 2.0 * constant(&law);
        let expected = 4.0 * (1.0 + 2.0 * 16.0 * t + 120.0 * t * t);
        assert!((theorem_bound(&law, 0) - expected).abs() < 1e-9 * expected);
        let expected = 120.0 * t * t;
        assert!((theorem_bound(&law, 2) - expected).abs() < 1e-9 * expected);
    }
}
