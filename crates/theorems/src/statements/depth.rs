//! Depth changes the spread of the count, not its mean (P, sections 2.2 and 3.3).

use super::mean::ABOUT;
use super::one_layer;
use super::statement::Statement;
use crate::count::REGIONS;
use crate::verdict::{Judgement, Verdict, about};
use crate::{Estimate, Law, PAPER_BIAS, Relation, Row, Study, TheoremsError};

pub const MEAN: Statement = Statement {
    key: "depth-mean",
    source: "P, section 3.3",
    title: "the mean does not depend on depth",
    says: "Networks with the same number of neurons have the same mean number of regions (to leading \
           order), deep or shallow: that of one layer.",
    examine: mean,
};

pub const VARIANCE: Statement = Statement {
    key: "depth-variance",
    source: "P, section 2.2",
    title: "the variance: 0 at depth 1, positive beyond",
    says: "With one layer the number of regions is the same for generic parameters, so that its \
           variance is 0; it is strictly positive for deeper networks.",
    examine: variance,
};

/// The same number of neurons in one to four layers.
const NEURONS: usize = 48;

fn laws() -> impl Iterator<Item = Law> {
    (1..=4).map(|depth| {
        let hidden = vec![NEURONS / depth; depth];
        Law::relu(&[&[2], &hidden[..], &[1]].concat(), PAPER_BIAS)
    })
}

fn counts(study: &Study<'_>, law: &Law, sample: &str) -> Result<Vec<f64>, TheoremsError> {
    study.each(sample, law, |subject| {
        Ok(subject.whole_plane(&REGIONS)?.activation_regions as f64)
    })
}

fn mean(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let predicted = one_layer::regions(NEURONS as u64, 2) as f64;
    let rows = laws().skip(1).map(|law| {
        let counts = counts(study, &law, "depth, mean")?;
        let measured = Estimate::of(&counts);
        Ok(Row {
            setting: format!("{law}, whole plane"),
            quantity: "regions".to_owned(),
            relation: Relation::About,
            predicted: predicted.into(),
            measured: measured.into(),
            networks: counts.len(),
            judgement: about(measured, predicted, ABOUT),
        })
    });
    rows.collect()
}

fn variance(study: &Study<'_>) -> Result<Vec<Row>, TheoremsError> {
    let rows = laws().enumerate().map(|(index, law)| {
        let counts = counts(study, &law, "depth, variance")?;
        let shallow = index == 0;
        Ok(Row {
            setting: format!("{law}, whole plane"),
            quantity: "standard deviation of regions".to_owned(),
            relation: if shallow {
                Relation::Equal
            } else {
                Relation::Above
            },
            predicted: 0.0.into(),
            measured: Estimate::of(&counts).deviation().into(),
            networks: counts.len(),
            judgement: if shallow {
                constant(&counts)
            } else {
                varies(&counts)
            },
        })
    });
    rows.collect()
}

fn constant(counts: &[f64]) -> Judgement {
    let same = counts.windows(2).all(|pair| pair[0] == pair[1]);
    Judgement {
        criterion: "the same count for each network".to_owned(),
        verdict: if same {
            Verdict::Holds
        } else {
            Verdict::Contradicted
        },
        reason: range(counts),
    }
}

/// Two networks with different counts prove a positive variance; otherwise nothing is proved.
fn varies(counts: &[f64]) -> Judgement {
    let same = counts.windows(2).all(|pair| pair[0] == pair[1]);
    Judgement {
        criterion: "two networks whose counts differ; otherwise open".to_owned(),
        verdict: if same { Verdict::Open } else { Verdict::Holds },
        reason: range(counts),
    }
}

fn range(counts: &[f64]) -> String {
    let low = counts.iter().copied().fold(f64::INFINITY, f64::min);
    let high = counts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low == high {
        format!("all counts are {low}")
    } else {
        format!("counts from {low} to {high}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shallow_network_out_of_line_contradicts() {
        assert_eq!(constant(&[7.0, 7.0]).verdict, Verdict::Holds);
        assert_eq!(constant(&[7.0, 8.0]).verdict, Verdict::Contradicted);
        assert_eq!(varies(&[7.0, 8.0]).verdict, Verdict::Holds);
        assert_eq!(varies(&[7.0, 7.0]).verdict, Verdict::Open);
        assert_eq!(varies(&[7.0, 8.0]).reason, "counts from 7 to 8");
    }
}
