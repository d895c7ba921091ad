//! A measure first moves one way and then back: where it turns, how far it went, and where it ends,
//! from the mean over runs.

use super::kind::{About, Kind};
use super::measured::{Course, Measured, Trend};
use crate::panels::Scaled;
use crate::stats::Summary;
use crate::text::number;
use crate::verdict::{Agreement, Verdict};
use crease_experiment::Scene;
use crease_experiment::check::{Check, require};
use crease_results::Table;
use serde::{Deserialize, Serialize};

/// `[claim.turn]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The paper's words.
    pub paper: String,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// The measure.
    pub measure: String,
    /// The epochs between which it is examined; all of training if left out.
    pub between: Option<[f64; 2]>,
    /// The direction in which it moves first.
    pub first: Direction,
    /// A swept key whose values are compared separately.
    pub by: Option<String>,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// It falls.
    Down,
    /// It rises.
    Up,
}

impl Kind for Turn {
    fn about(&self) -> About<'_> {
        About {
            paper: &self.paper,
            measure: &self.measure,
            by: self.by.as_deref(),
            only: &self.only,
        }
    }

    fn check(&self, path: &str, _: &Scene) -> Check {
        if let Some([from, to]) = self.between {
            let in_order = 0.0 <= from && from < to && to.is_finite();
            require(
                in_order,
                &format!("{path}.between"),
                format!("[{from}, {to}]"),
                "must be two epochs, the earlier first",
            )?;
        }
        Ok(())
    }

    fn examine(&self, table: &Table) -> Option<(Vec<String>, Verdict)> {
        let measured = Measured {
            measure: &self.measure,
            scaled: Scaled::default(),
        };
        let courses = Course::all(table, measured, self.by.as_deref());
        let courses = courses.into_iter().filter_map(|course| match self.between {
            Some(epochs) => course.between(epochs),
            None => Some(course),
        });
        self.found(&courses.collect::<Vec<_>>())
    }
}

impl Turn {
    fn found(&self, courses: &[Course]) -> Option<(Vec<String>, Verdict)> {
        let (extreme_name, forth, back, there_and_back) = match self.first {
            Direction::Down => ("lowest", Trend::Down, Trend::Up, "falls, then rises"),
            Direction::Up => ("highest", Trend::Up, Trend::Down, "rises, then falls"),
        };
        let name = self.measure.replace('_', " ");
        let mut lines = vec![format!(
            "where the mean {name} is {extreme_name}{}, and how it compares with the start and the end:",
            self.between.map_or_else(String::new, |[from, to]| {
                format!(" between epochs {} and {}", number(from), number(to))
            })
        )];
        let (mut turning, mut others) = (0, Vec::new());
        for course in courses {
            let means = course.means();
            let last = means.len() - 1;
            let mut order = (0..means.len()).collect::<Vec<_>>();
            order.sort_by(|&a, &b| means[a].total_cmp(&means[b]));
            let extreme = match self.first {
                Direction::Down => *order.first()?,
                Direction::Up => *order.last()?,
            };
            let (there, end) = (course.ratio(extreme, 0)?, course.ratio(last, extreme)?);
            lines.push(course.line(&format!(
                "at epoch {}, {} of the start; the end is {} of that, {} of the start",
                number(course.epochs[extreme]),
                with_error(&there),
                with_error(&end),
                number(means[last] / means[0]),
            )));
            if Trend::of_ratio(&there) == forth && Trend::of_ratio(&end) == back {
                turning += 1;
            } else {
                others.push(course.name.as_str());
            }
        }
        let clearly = if courses.iter().all(|course| course.runs.len() == 1) {
            "in the only run"
        } else {
            "beyond two standard errors"
        };
        let verdict = match (turning, others.as_slice()) {
            (0, []) => return None,
            (_, []) => Verdict::new(Agreement::Agrees, format!("{there_and_back}, {clearly}")),
            (0, _) => Verdict::new(
                Agreement::Differs,
                format!("never {there_and_back}, {clearly}"),
            ),
            (_, others) => Verdict::new(
                Agreement::InPart,
                format!(
                    "{there_and_back}, {clearly}, but not at {}",
                    others.join(", ")
                ),
            ),
        };
        Some((lines, verdict))
    }
}

fn with_error(ratio: &Summary) -> String {
    let error = ratio.error();
    number(ratio.mean) + &error.map_or_else(String::new, |error| format!(" ± {}", number(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(runs: &[[f64; 4]]) -> Course {
        Course {
            name: "hidden = [8, 8]".to_owned(),
            epochs: vec![0.0, 0.5, 1.0, 2.0],
            runs: runs.iter().map(|run| run.to_vec()).collect(),
        }
    }

    #[test]
    fn a_dip_is_found_with_its_depth() {
        let turn = Turn {
            paper: String::new(),
            only: toml::Table::new(),
            measure: "activation_regions".to_owned(),
            between: None,
            first: Direction::Down,
            by: Some("network.hidden".to_owned()),
        };
        let dips = course(&[[10.0, 8.0, 5.0, 9.0], [10.0, 8.0, 5.2, 9.1]]);
        let (lines, verdict) = turn.found(&[dips]).unwrap();
        assert!(
            lines[1].starts_with("hidden = [8, 8]: at epoch 1.000, 0.5100 ± 0.0100 of the start"),
            "{lines:?}"
        );
        assert_eq!(verdict.agreement, Agreement::Agrees);
        let falls = course(&[[10.0, 8.0, 5.0, 4.0], [10.0, 8.0, 5.2, 4.1]]);
        let (_, verdict) = turn.found(&[falls]).unwrap();
        assert_eq!(verdict.agreement, Agreement::Differs);
        assert!(turn.found(&[]).is_none());
    }

    #[test]
    fn only_the_chosen_epochs_are_examined() {
        let whole = course(&[[10.0, 4.0, 7.0, 3.0], [10.1, 4.1, 7.2, 3.0]]);
        let part = whole.between([0.0, 1.0]).unwrap();
        assert_eq!(part.epochs, [0.0, 0.5, 1.0]);
        assert_eq!(part.runs, [[10.0, 4.0, 7.0], [10.1, 4.1, 7.2]]);
        let later = part.between([0.5, 9.0]).unwrap();
        assert_eq!(later.runs, [[4.0, 7.0], [4.1, 7.2]]);
        assert!(later.between([0.6, 0.9]).is_none());
    }
}
