//! What the paper says, held against what was measured here.

mod course;
mod sentences;

use crate::panels::{Scaled, groups, is_among, scaled};
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
    let finding = |claim: &Claim| {
        let only = claim.only();
        if only.is_empty() {
            return one(claim, table);
        }
        let runs = table.runs.iter().filter(|run| is_among(run, only, table));
        let some = Table {
            runs: runs.cloned().collect(),
            ..table.clone()
        };
        one(claim, &some)
    };
    claims.iter().map(finding).collect()
}

fn one(claim: &Claim, table: &Table) -> Finding {
    let (paper, found) = match claim {
        Claim::Initial {
            paper,
            measure,
            over,
            times,
            by,
            predicted,
            ..
        } => {
            let measured = Measured::new(*measure, scaled(*over, *times));
            let runs: Vec<&TableRun> = table.runs.iter().collect();
            let summary = Summary::of(&measured.sample(table, &runs, first));
            let by = by.as_ref().map(|by| {
                let groups = by_value(table, measured, by, first);
                (by.as_str(), groups)
            });
            let words = |found| sentences::initial(measured, *predicted, &found, by);
            (paper, summary.map(words))
        }
        Claim::Growth {
            paper, measure, by, ..
        } => {
            let groups = by_value(table, Measured::plain(*measure), by, growth);
            (paper, sentences::growth(*measure, by, &groups))
        }
        Claim::Final {
            paper,
            measure,
            by,
            largest_stays_below,
            ..
        } => {
            let groups = by_value(table, Measured::plain(*measure), by, last);
            (
                paper,
                sentences::last(*measure, by, &groups, *largest_stays_below),
            )
        }
        Claim::Turn {
            paper,
            measure,
            first,
            by,
            ..
        } => {
            let courses = course::courses(table, Measured::plain(*measure), by.as_deref());
            (
                paper,
                course::turn(*measure, *first, by.as_deref(), &courses),
            )
        }
        Claim::Within {
            paper,
            measure,
            over,
            times,
            by,
            at,
            low,
            high,
            ..
        } => {
            let measured = Measured::new(*measure, scaled(*over, *times));
            let courses = course::courses(table, measured, by.as_deref());
            let bounds = course::Bounds {
                at: *at,
                low: *low,
                high: *high,
            };
            (
                paper,
                course::within(measured, &bounds, by.as_deref(), &courses),
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

/// A measure, in units of the network's size.
#[derive(Clone, Copy, Debug)]
struct Measured {
    measure: Measure,
    scaled: Scaled,
}

impl Measured {
    fn new(measure: Measure, scaled: Scaled) -> Self {
        Self { measure, scaled }
    }

    fn plain(measure: Measure) -> Self {
        Self::new(measure, Scaled::default())
    }

    /// Its name in a sentence.
    fn spoken(self) -> String {
        self.measure.name().replace('_', " ") + &self.scaled.words()
    }

    /// Its values in one run, checkpoint by checkpoint.
    fn values(self, table: &Table, run: &TableRun) -> Vec<f64> {
        let column = table.column(self.measure);
        let values = run.rows.iter().filter_map(|row| row.values.get(column?));
        values
            .map(|&value| self.scaled.apply(value, run.neurons))
            .collect()
    }

    fn sample(self, table: &Table, runs: &[&TableRun], read: Reading) -> Vec<f64> {
        let values = runs.iter().map(|run| self.values(table, run));
        values.filter_map(|values| read(&values)).collect()
    }
}

/// The runs by their value of `by`, smallest first; in the order of the sweep if the values are
/// not numbers.
fn by_value(table: &Table, measured: Measured, by: &str, read: Reading) -> Vec<Group> {
    let mut found: Vec<Group> = groups(Some(by), table)
        .into_iter()
        .filter_map(|(value, runs)| {
            let sample = measured.sample(table, &runs, read);
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
    use crease_experiment::settings::Size;
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
                neurons: 96,
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
            only: toml::Table::new(),
            measure: Measure::ActivationRegions,
            over: None,
            times: None,
            by: None,
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
            only: toml::Table::new(),
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
            only: toml::Table::new(),
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
    fn sizes_are_divided_by() {
        let claim = Claim::Initial {
            paper: String::new(),
            only: toml::Table::new(),
            measure: Measure::ActivationRegions,
            over: Some(Size::NeuronsSquared),
            times: None,
            by: Some(BY.to_owned()),
            predicted: 0.5,
        };
        let table = table(&[("250", (4608.0, 1.0), 1.0), ("500", (2304.0, 1.0), 1.0)]);
        let finding = one(&claim, &table);
        assert!(finding.measured[0].contains("0.7500"), "{finding:?}");
        assert!(
            finding.measured[2].starts_with("points = 250: 0.5"),
            "{finding:?}"
        );
        assert_eq!(finding.verdict, "differs: 25.0 % below the prediction");
    }

    #[test]
    fn without_runs_a_claim_stays_open() {
        let claim = Claim::Growth {
            paper: String::new(),
            only: toml::Table::new(),
            measure: Measure::Loss,
            by: BY.to_owned(),
        };
        assert_eq!(
            one(&claim, &table(&[("250", (1.0, 1.0), 1.0)])).verdict,
            "open"
        );
    }
}
