//! The mean volume of the boundary (C, Theorem 3).

use super::statement::Statement;
use crate::count::{EVERYTHING, LINEAR, REGIONS, required};
use crate::study::Subject;
use crate::verdict::{Judgement, agree};
use crate::{Estimate, Law, Relation, Row, Study, TheoremsError, formula, points};
use crease_regions::Line;

pub const STATEMENT: Statement = Statement {
    key: "boundary-volume",
    source: "C, Theorem 3, (6)",
    title: "boundary per volume: the sum over neurons",
    says: "The mean volume of the boundary in K is the integral over K of a sum over neurons: \
           gradient norm times the density of the bias that puts the neuron on its breakpoint, \
           where the neuron is good. Both sides are estimated from independent networks.",
    examine,
};

/// Half the side of `K`.
const HALF_SIDE: f64 = 1.0;
/// Points per network at which the sum is evaluated.
const POINTS: usize = 16;
pub(super) const BIAS: f64 = 0.5;

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let mut rows = vec![segment(study, &Law::relu(&[1, 16, 16, 1], BIAS))?];
    let mut planes: Vec<&[usize]> = vec![&[2, 3, 3, 3, 1], &[2, 16, 16, 1]];
    if !study.quick {
        planes.push(&[2, 32, 32, 32, 1]);
    }
    for widths in planes {
        rows.push(lengths(study, &Law::relu(widths, BIAS))?);
    }
    rows.push(row(
        study,
        &Law::relu(&[3, 8, 8, 1], BIAS),
        "area per volume in |x_i| < 1",
        1,
        |subject| {
            let counts = subject.cube(HALF_SIDE, &EVERYTHING)?;
            let area = required(counts.gradient_boundary_measure, "the area of the boundary")?;
            Ok(area / (2.0 * HALF_SIDE).powi(3))
        },
    )?);
    rows.push(vertices(study, &Law::relu(&[2, 12, 12, 1], BIAS))?);
    Ok(rows)
}

/// The jumps of the slope on the segment `[-1, 1]`.
pub(super) fn segment(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    let line = Line::of_inputs().within([-HALF_SIDE, HALF_SIDE])?;
    row(study, law, "jumps per length in |x| < 1", 1, |subject| {
        let counts = subject.along(&line, &LINEAR)?;
        let regions = required(counts.linear_regions, "the number of linear regions")?;
        Ok((regions - 1) as f64 / (2.0 * HALF_SIDE))
    })
}

/// The length of the boundary in the square.
fn lengths(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    row(
        study,
        law,
        "length per area in |x_i| < 1",
        1,
        length_per_area,
    )
}

/// The length per area of the boundary across which the gradient jumps, in the square.
pub(super) fn length_per_area(subject: &Subject<'_>) -> Result<f64, TheoremsError> {
    let counts = subject.square(HALF_SIDE, &EVERYTHING)?;
    let length = required(
        counts.gradient_boundary_measure,
        "the length of the boundary",
    )?;
    Ok(length / (2.0 * HALF_SIDE).powi(2))
}

/// The vertices in the square, for pairs of neurons.
fn vertices(study: &Study<'_>, law: &Law) -> Result<Row, TheoremsError> {
    row(study, law, "vertices per area in |x_i| < 1", 2, |subject| {
        let vertices = required(
            subject.square(HALF_SIDE, &REGIONS)?.vertices,
            "the vertices",
        )?;
        Ok(vertices as f64 / (2.0 * HALF_SIDE).powi(2))
    })
}

fn row(
    study: &Study<'_>,
    law: &Law,
    quantity: &str,
    codimension: usize,
    measure: impl Fn(&Subject<'_>) -> Result<f64, TheoremsError> + Sync,
) -> Result<Row, TheoremsError> {
    let measured = study.each("boundary, measured", law, measure)?;
    let sums = study.each("boundary, formula", law, |subject| {
        Ok(integral(subject, codimension))
    })?;
    let column = |read: fn(&(f64, f64)) -> f64| -> Vec<f64> { sums.iter().map(read).collect() };
    let predicted = Estimate::of(&column(|(good, _)| *good));
    let without = Estimate::of(&column(|(_, all)| *all));
    let measured = Estimate::of(&measured);
    let judged = agree(measured, predicted);
    let reason = if without.mean > predicted.mean * 1.001 {
        format!(
            "{}; without \"good\" the sum would be {:.3}",
            judged.reason, without.mean
        )
    } else {
        judged.reason
    };
    Ok(Row {
        setting: format!("{law}, biases {}, k = {codimension}", law.bias_std),
        quantity: quantity.to_owned(),
        relation: Relation::Equal,
        predicted: predicted.into(),
        measured: measured.into(),
        networks: measured.count + predicted.count,
        judgement: Judgement { reason, ..judged },
    })
}

/// The mean of the right side of (6) over points of the cube: with "good" and without.
fn integral(subject: &Subject<'_>, codimension: usize) -> (f64, f64) {
    let inputs = subject.network.inputs();
    let points = points::uniform(subject.seed, POINTS, inputs, [-HALF_SIDE, HALF_SIDE]);
    let mut sum = (0.0, 0.0);
    for point in points.chunks_exact(inputs) {
        if codimension == 1 {
            let density = formula::walls(subject.law, &subject.network, point);
            sum = (sum.0 + density.good, sum.1 + density.all);
        } else {
            let density = formula::crossings(subject.law, &subject.network, [point[0], point[1]]);
            sum = (sum.0 + density, sum.1 + density);
        }
    }
    (sum.0 / POINTS as f64, sum.1 / POINTS as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;

    fn sides(law: &Law, sample: &str) -> [Estimate; 3] {
        let study = Study {
            seed: 5,
            networks: 300,
            quick: true,
            threads: 2,
            watch: &(),
        };
        let measured = study.each("measured", law, length_per_area).unwrap();
        let sums = study.each(sample, law, |subject| Ok(integral(subject, 1)));
        let (good, all): (Vec<_>, Vec<_>) = sums.unwrap().into_iter().unzip();
        [&measured, &good, &all].map(|sample| Estimate::of(sample))
    }

    #[test]
    fn the_formula_without_good_is_contradicted_for_narrow_layers() {
        let [measured, good, all] = sides(&Law::relu(&[2, 2, 2, 2, 1], BIAS), "formula");
        assert_ne!(agree(measured, good).verdict, Verdict::Contradicted);
        assert_eq!(agree(measured, all).verdict, Verdict::Contradicted);
    }

    #[test]
    fn the_formula_for_other_biases_is_contradicted() {
        let [measured, ..] = sides(&Law::relu(&[2, 8, 8, 1], BIAS), "formula");
        let [_, other, _] = sides(&Law::relu(&[2, 8, 8, 1], 0.75 * BIAS), "formula");
        assert_eq!(agree(measured, other).verdict, Verdict::Contradicted);
    }
}
