//! P, equation (4): one layer is an arrangement of hyperplanes.

use super::statement::Statement;
use crate::count::REGIONS;
use crate::verdict::each;
use crate::{Estimate, Law, PAPER_BIAS, Relation, Row, Study, TheoremsError};
use crate::{binomial::binomial, study::Subject};
use crease_regions::Line;

pub const STATEMENT: Statement = Statement {
    key: "one-layer",
    source: "P, eq. (4)",
    title: "one hidden layer: sum of binomials",
    says: "N hyperplanes in general position cut n dimensions into sum over i <= n of (N choose i) \
           regions: 1 + N on a line, 1 + N + N(N-1)/2 in a plane.",
    examine,
};

/// Every crossing of three planes must lie inside; the chance that one of these does not is 1e-9.
const CUBE: f64 = (1_u64 << 40) as f64;

fn examine(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let line = Line::of_inputs();
    let plane_widths: &[usize] = if study.quick { &[24] } else { &[24, 96] };
    let mut rows = vec![row(study, &[1, 48, 1], "whole line", |subject| {
        Ok(subject.along(&line, &REGIONS)?.activation_regions)
    })?];
    for &width in plane_widths {
        rows.push(row(study, &[2, width, 1], "whole plane", |subject| {
            Ok(subject.whole_plane(&REGIONS)?.activation_regions)
        })?);
    }
    rows.push(row(study, &[3, 12, 1], "cube |x_i| < 2^40", |subject| {
        Ok(subject.cube(CUBE, &REGIONS)?.activation_regions)
    })?);
    Ok(rows)
}

fn row(
    study: &Study<'_>,
    widths: &[usize],
    place: &str,
    count: impl Fn(&Subject<'_>) -> Result<u64, TheoremsError> + Sync,
) -> Result<Row, TheoremsError> {
    let law = Law::relu(widths, PAPER_BIAS);
    let predicted = regions(law.neurons() as u64, widths[0] as u64);
    let counts = study.each("one layer", &law, count)?;
    let kept = counts.iter().filter(|&&count| count == predicted).count();
    let counts: Vec<f64> = counts.iter().map(|&count| count as f64).collect();
    Ok(Row {
        setting: format!("{law}, {place}"),
        quantity: "regions".to_owned(),
        relation: Relation::Equal,
        predicted: (predicted as f64).into(),
        measured: Estimate::of(&counts).into(),
        networks: counts.len(),
        judgement: each(kept, counts.len()),
    })
}

/// The regions of `m` hyperplanes in general position in `n` dimensions.
pub(super) fn regions(m: u64, n: u64) -> u64 {
    (0..=n).map(|i| binomial(m, i)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_in_general_position() {
        assert_eq!(regions(3, 2), 7);
        assert_eq!(regions(96, 2), 4657);
        assert_eq!(regions(2, 3), 4);
        assert_eq!(regions(12, 3), 299);
    }
}
