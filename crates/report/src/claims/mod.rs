//! What the paper says, compared with what was measured here: one file per kind of claim, with its
//! settings, their checks and the words of its finding.

mod growth;
mod kind;
mod measured;
mod turn;
mod within;

use crate::panels::is_among;
use crate::verdict::{Agreement, Verdict};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_results::Table;
use kind::{About, Kind};
use serde::{Deserialize, Serialize};

/// One `[[claim]]`: a statement of the paper, and how to compare it with the numbers here. This is the
/// list of all kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Claim {
    /// `[claim.within]`: a measure stays within bounds, or near a number.
    Within(within::Within),
    /// `[claim.growth]`: a measure at the end over its value at initialisation, by a swept key.
    Growth(growth::Growth),
    /// `[claim.turn]`: a measure first moves one way and then back.
    Turn(turn::Turn),
}

impl Claim {
    /// Its name in an experiment file, and what it does.
    fn kind(&self) -> (&'static str, &dyn Kind) {
        match self {
            Self::Within(claim) => ("within", claim),
            Self::Growth(claim) => ("growth", claim),
            Self::Turn(claim) => ("turn", claim),
        }
    }

    /// Returns an error unless the claim, written at `key`, is about what is measured and swept.
    pub(crate) fn check(&self, key: &str, scene: &Scene) -> Check {
        let (name, kind) = self.kind();
        let key = format!("{key}.{name}");
        let About {
            measure, by, only, ..
        } = kind.about();
        scene.measure(measure, &format!("{key}.measure"))?;
        if let Some(by) = by {
            scene.swept_key(by, &format!("{key}.by"))?;
        }
        scene.only(only, &format!("{key}.only"))?;
        kind.check(&key, scene)
    }

    fn examine(&self, table: &Table) -> Finding {
        let kind = self.kind().1;
        let About { paper, only, .. } = kind.about();
        let runs = table.runs.iter().filter(|run| is_among(run, only, table));
        let some = Table {
            runs: runs.cloned().collect(),
            ..table.clone()
        };
        let (measured, verdict) = kind.examine(&some).unwrap_or_else(|| {
            let nothing = "nothing: no finished run measured it".to_owned();
            (vec![nothing], Verdict::new(Agreement::Open, ""))
        });
        Finding {
            paper: paper.to_owned(),
            measured,
            verdict,
        }
    }
}

/// One claim and the evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The paper's words.
    pub paper: String,
    /// The numbers here, in lines.
    pub measured: Vec<String>,
    /// Whether they agree, and why.
    pub verdict: Verdict,
}

/// Examines every claim.
pub fn examine(claims: &[Claim], table: &Table) -> Vec<Finding> {
    claims.iter().map(|claim| claim.examine(table)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crease_experiment::settings::Measure;
    use crease_experiment::{Column, SweepAxis};
    use crease_results::{Row, TableRun};

    /// Two runs for each number of points, from `regions.0` to `regions.1`, plus and minus 10.
    pub(super) fn table(points: &[(i64, (f64, f64), f64)]) -> Table {
        let row = |step, values: [f64; 2]| Row {
            step,
            epoch: step as f64,
            values: values.to_vec(),
        };
        let runs = points.iter().flat_map(|&(points, (from, to), accuracy)| {
            [-10.0, 10.0].map(|off| TableRun {
                point: vec![points.into()],
                repeat: 0,
                seed: 1,
                neurons: 96,
                rows: vec![row(0, [from + off, 0.5]), row(9, [to + off, accuracy])],
            })
        });
        Table {
            axes: vec![SweepAxis {
                key: "task.memorise.points".to_owned(),
                values: points.iter().map(|(points, ..)| (*points).into()).collect(),
            }],
            columns: [Measure::ActivationRegions, Measure::Accuracy]
                .map(Column::of)
                .to_vec(),
            runs: runs.collect(),
        }
    }

    /// The claim that an experiment file would have.
    pub(super) fn claim(text: &str) -> Claim {
        toml::from_str(text).unwrap()
    }

    /// The finding of a claim.
    pub(super) fn finding(text: &str, table: &Table) -> Finding {
        examine(&[claim(text)], table).remove(0)
    }

    #[test]
    fn without_runs_a_claim_stays_open() {
        let text = "[growth]\npaper = ''\nmeasure = 'loss'\nby = 'task.memorise.points'";
        let finding = finding(text, &table(&[(250, (1.0, 1.0), 1.0)]));
        assert_eq!(finding.verdict.to_string(), "open");
    }
}
