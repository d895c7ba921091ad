//! What the paper says, held against what was measured here.

mod sentences;

use crate::panels::groups;
use crate::stats::Summary;
use crease_experiment::settings::{Claim, Measure};
use crease_results::{Table, TableRun};

/// One claim and what speaks to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The paper's words.
    pub paper: String,
    /// The numbers here, in lines.
    pub measured: Vec<String>,
    /// Whether they agree, in words.
    pub verdict: String,
}

/// A value of a swept key and what its runs gave.
struct Group {
    value: String,
    summary: Summary,
    largest: f64,
}

/// Examines every claim.
pub fn examine(claims: &[Claim], table: &Table) -> Vec<Finding> {
    claims.iter().map(|claim| one(claim, table)).collect()
}

fn one(claim: &Claim, table: &Table) -> Finding {
    let (paper, found) = match claim {
        Claim::Initial {
            paper,
            measure,
            predicted,
        } => {
            let initial = sample(
                table,
                *measure,
                &table.runs.iter().collect::<Vec<_>>(),
                first,
            );
            let summary = Summary::of(&initial);
            (
                paper,
                summary.map(|found| sentences::initial(*measure, *predicted, &found)),
            )
        }
        Claim::Growth { paper, measure, by } => {
            let groups = by_value(table, *measure, by, growth);
            (paper, sentences::growth(*measure, by, &groups))
        }
        Claim::Final {
            paper,
            measure,
            by,
            largest_stays_below,
        } => {
            let groups = by_value(table, *measure, by, last);
            (
                paper,
                sentences::last(*measure, by, &groups, *largest_stays_below),
            )
        }
    };
    let (measured, verdict) = found.unwrap_or_else(|| {
        let nothing = "nothing: no finished run measures it".to_owned();
        (vec![nothing], "open".to_owned())
    });
    Finding {
        paper: paper.clone(),
        measured,
        verdict,
    }
}

/// What a claim reads off the values of one run, first to last.
type Reading = fn(&[f64]) -> Option<f64>;

fn first(values: &[f64]) -> Option<f64> {
    values.first().copied()
}

fn last(values: &[f64]) -> Option<f64> {
    values.last().copied()
}

fn growth(values: &[f64]) -> Option<f64> {
    Some(last(values)? / first(values)?)
}

fn sample(table: &Table, measure: Measure, runs: &[&TableRun], read: Reading) -> Vec<f64> {
    let Some(column) = table.column(measure) else {
        return Vec::new();
    };
    runs.iter()
        .filter_map(|run| {
            let values: Vec<f64> = run.rows.iter().map(|row| row.values[column]).collect();
            read(&values)
        })
        .collect()
}

/// The runs by their value of `by`, smallest first; in the order of the sweep if the values are
/// not numbers.
fn by_value(table: &Table, measure: Measure, by: &str, read: Reading) -> Vec<Group> {
    let mut found: Vec<Group> = groups(Some(by), table)
        .into_iter()
        .filter_map(|(value, runs)| {
            let sample = sample(table, measure, &runs, read);
            Some(Group {
                summary: Summary::of(&sample)?,
                largest: sample.iter().copied().fold(f64::NEG_INFINITY, f64::max),
                value,
            })
        })
        .collect();
    let number = |group: &Group| group.value.parse::<f64>().ok();
    if found.iter().all(|group| number(group).is_some()) {
        found.sort_by(|a, b| {
            number(a)
                .unwrap_or(0.0)
                .total_cmp(&number(b).unwrap_or(0.0))
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crease_results::Row;

    /// Two runs for each number of points, from `regions.0` to `regions.1`, plus and minus 10.
    fn table(points: &[(&str, (f64, f64), f64)]) -> Table {
        let row = |step, values: [f64; 2]| Row {
            step,
            epoch: step as f64,
            values: values.to_vec(),
        };
        let runs = points.iter().flat_map(|&(points, (from, to), accuracy)| {
            [-10.0, 10.0].map(|off| TableRun {
                point: vec![points.to_owned()],
                repeat: 0,
                seed: 1,
                rows: vec![row(0, [from + off, 0.5]), row(9, [to + off, accuracy])],
            })
        });
        Table {
            keys: vec!["task.memorise.points".to_owned()],
            measures: vec![Measure::ActivationRegions, Measure::Accuracy],
            runs: runs.collect(),
        }
    }

    const BY: &str = "task.memorise.points";

    #[test]
    fn a_count_near_the_prediction_agrees() {
        let claim = Claim::Initial {
            paper: "about 4608".to_owned(),
            measure: Measure::ActivationRegions,
            predicted: 4608.0,
        };
        let table = table(&[
            ("250", (4608.0, 5000.0), 1.0),
            ("500", (4608.0, 5000.0), 1.0),
        ]);
        let finding = one(&claim, &table);
        assert_eq!(
            finding.measured,
            [
                "mean activation regions at initialisation 4608 ± 5.774 (standard error; standard \
              deviation 11.55 between 4 runs), 1.000 ± 0.0013 times the predicted 4608"
            ]
        );
        assert_eq!(finding.verdict, "agrees: 0.0 % above the prediction");
    }

    #[test]
    fn growth_that_falls_off_is_said_to() {
        let claim = Claim::Growth {
            paper: String::new(),
            measure: Measure::ActivationRegions,
            by: BY.to_owned(),
        };
        let rising = table(&[("1000", (1e3, 2e3), 1.0), ("250", (1e3, 1.5e3), 1.0)]);
        let finding = one(&claim, &rising);
        assert!(
            finding.measured[1].starts_with("points = 250: 1.50"),
            "{finding:?}"
        );
        assert!(finding.verdict.starts_with("agrees: "), "{finding:?}");

        let falling = table(&[
            ("250", (1e3, 1.5e3), 1.0),
            ("500", (1e3, 1.8e3), 1.0),
            ("1000", (1e3, 1.2e3), 1.0),
        ]);
        let finding = one(&claim, &falling);
        assert!(
            finding
                .verdict
                .starts_with("agrees in part: grows everywhere")
                && finding
                    .verdict
                    .ends_with("the factor falls beyond points = 500"),
            "{finding:?}"
        );

        let level = table(&[("250", (1e3, 1e3), 1.0), ("500", (1e3, 1e3), 1.0)]);
        let finding = one(&claim, &level);
        assert!(
            finding.verdict.starts_with("open: no change beyond"),
            "{finding:?}"
        );
    }

    #[test]
    fn a_largest_value_that_does_learn_is_said_plainly() {
        let claim = Claim::Final {
            paper: String::new(),
            measure: Measure::Accuracy,
            by: BY.to_owned(),
            largest_stays_below: Some(0.6),
        };
        let learns = table(&[("250", (1.0, 1.0), 0.99), ("10000", (1.0, 1.0), 0.83)]);
        assert_eq!(
            one(&claim, &learns).verdict,
            "differs: here points = 10,000 does learn: accuracy 0.8300, not below 0.6"
        );
        let fails = table(&[("250", (1.0, 1.0), 0.99), ("10000", (1.0, 1.0), 0.55)]);
        assert!(one(&claim, &fails).verdict.starts_with("agrees: "));
    }

    #[test]
    fn without_runs_a_claim_stays_open() {
        let claim = Claim::Growth {
            paper: String::new(),
            measure: Measure::Loss,
            by: BY.to_owned(),
        };
        assert_eq!(
            one(&claim, &table(&[("250", (1.0, 1.0), 1.0)])).verdict,
            "open"
        );
    }
}
