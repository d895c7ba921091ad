//! Bounds of the mean volume of the boundary (C, Corollary 4).

use super::boundary::{BIAS, length_per_area};
use super::statement::Statement;
use crate::binomial::binomial;
use crate::count::{REGIONS, required};
use crate::verdict::{Judgement, agree, at_least, at_most};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError, formula, points};

pub const STATEMENT: Statement = Statement {
    key: "boundary-bounds",
    source: "C, Corollary 4",
    title: "boundary per volume: linear in N, from both sides",
    says: "The mean boundary volume per volume is at most (N choose k)(2 T C_grad C_bias)^k and for \
           ReLU at least (N choose k) c_bias^k. C_bias is the largest density of a bias; C_grad is \
           the square root of 2, by (28): E |grad z|^2 = 2 in every layer. c_bias is the density at \
           eta; its constant C' >= 0 is not given, and 0 makes the bound largest.",
    examine,
};

fn laws(quick: bool) -> Vec<Law> {
    let mut all = vec![
        Law::relu(&[2, 16, 1], BIAS),
        Law::relu(&[2, 16, 16, 1], BIAS),
    ];
    if !quick {
        all.push(Law::relu(&[2, 16, 16, 16, 16, 1], BIAS));
    }
    all
}

/// C's `C_grad` for `n_in` inputs and `k <= 2`: `E |grad z_1| |grad z_2|` is at most
/// `E |grad z|^2 = 2` by Cauchy and Schwarz.
pub(super) fn gradient_constant() -> f64 {
    2.0_f64.sqrt()
}

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let mut rows = vec![gradients(study, &Law::relu(&[2, 16, 16, 16, 1], BIAS))?];
    for law in laws(study.quick) {
        let lengths = study.each("bounds, lengths", &law, length_per_area)?;
        let lengths = Estimate::of(&lengths);
        rows.push(upper(&law, 1, "length per area in |x_i| < 1", lengths));
        rows.push(lower(&law, lengths));
    }
    let law = Law::relu(&[2, 16, 16, 1], BIAS);
    let vertices = study.each("bounds, vertices", &law, |subject| {
        let vertices = required(subject.square(1.0, &REGIONS)?.vertices, "the vertices")?;
        Ok(vertices as f64 / 4.0)
    })?;
    let vertices = Estimate::of(&vertices);
    rows.push(upper(&law, 2, "vertices per area in |x_i| < 1", vertices));
    Ok(rows)
}

fn gradients(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    let squares = study.each("bounds, gradients", law, |subject| {
        let points = points::uniform(subject.seed, 16, 2, [-1.0, 1.0]);
        let squares = points
            .chunks_exact(2)
            .map(|x| formula::last_gradient_square(&subject.network, x));
        Ok(squares.sum::<f64>() / 16.0)
    })?;
    let measured = Estimate::of(&squares);
    let exact = Estimate {
        mean: 2.0,
        error: 0.0,
        count: 0,
    };
    Ok(Row {
        setting: format!("{law}, biases {}, (28)", law.bias_std),
        quantity: "|grad z|^2 in the last layer".to_owned(),
        relation: Relation::Equal,
        predicted: 2.0.into(),
        measured: measured.into(),
        networks: measured.count,
        judgement: agree(measured, exact),
    })
}

fn upper(law: &Law, k: u64, quantity: &str, measured: Estimate) -> Row {
    let breakpoints = law.activation.breakpoints().len() as f64;
    let constant = 2.0 * breakpoints * gradient_constant() * law.largest_density();
    let bound = binomial(law.neurons() as u64, k) as f64 * constant.powf(k as f64);
    Row {
        setting: format!("{law}, biases {}, (9), k = {k}", law.bias_std),
        quantity: quantity.to_owned(),
        relation: Relation::AtMost,
        predicted: bound.into(),
        measured: measured.into(),
        networks: measured.count,
        judgement: at_most(measured, bound),
    }
}

/// On the square `|x_i| < 1`: `sup |x|^2 / n_in` is 1.
fn lower(law: &Law, measured: Estimate) -> Row {
    let depth = law.widths.len() - 2;
    let eta = 1.0 + depth as f64 * law.bias_std.powi(2);
    let bound = law.neurons() as f64 * law.density(eta);
    let judged = at_least(measured, bound);
    Row {
        setting: format!("{law}, biases {}, (10), k = 1", law.bias_std),
        quantity: "length per area in |x_i| < 1".to_owned(),
        relation: Relation::AtLeast,
        predicted: bound.into(),
        measured: measured.into(),
        networks: measured.count,
        judgement: Judgement {
            reason: format!(
                "{}; measured {:.3} a neuron",
                judged.reason,
                measured.mean / law.neurons() as f64
            ),
            ..judged
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    #[test]
    fn a_boundary_beyond_a_bound_contradicts() {
        let law = Law::relu(&[2, 16, 16, 1], BIAS);
        let measured = |mean| Estimate {
            mean,
            error: 0.1,
            count: 100,
        };
        // 32 * 2 * sqrt(2) / (sqrt(2 pi) / 2) = 72.2.
        assert_eq!(upper(&law, 1, "", measured(72.1)).verdict(), Verdict::Open);
        assert_eq!(
            upper(&law, 1, "", measured(73.0)).verdict(),
            Verdict::Contradicted
        );
        assert_eq!(lower(&law, measured(30.0)).verdict(), Verdict::Holds);
        assert_eq!(lower(&law, measured(0.0)).verdict(), Verdict::Contradicted);
    }
}
