//! The plan: sweep axes times repeats are runs.

use crate::axis::{SweepAxis, SweepValue};
use crate::columns::{self, Column};
use crate::run_id::Namer;
use crate::settings::{Experiment, RunSettings};
use crate::streams;
use crate::sweep::Point;

/// All runs of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The swept keys, in the order of the file.
    pub axes: Vec<SweepAxis>,
    /// The runs: the first axis slowest, repeats fastest.
    pub runs: Vec<PlannedRun>,
}

/// One training run and everything it depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRun {
    /// Name of the run's folder: readable, unique in the plan, safe in every file system. Runs that
    /// train the same weights have the same id, whatever is measured.
    pub id: String,
    /// The swept keys and their values, axis by axis.
    pub point: Vec<(String, SweepValue)>,
    /// Which repeat of the point, from 0.
    pub repeat: usize,
    /// The run's own settings, including its seed.
    pub settings: RunSettings,
    /// [`RunSettings::training_hash`] for the backend that the plan was made for.
    pub training_hash: String,
    /// [`RunSettings::question_hash`].
    pub question_hash: String,
}

impl PlannedRun {
    /// The values of the swept keys, axis by axis.
    pub fn values(&self) -> impl Iterator<Item = &SweepValue> {
        self.point.iter().map(|(_, value)| value)
    }
}

impl Plan {
    /// The columns of the table of all its runs.
    pub fn columns(&self) -> Vec<Column> {
        columns::of(self.runs.iter().map(|run| &run.settings))
    }

    /// Makes `experiment.repeats` runs for each point.
    pub(crate) fn new(
        experiment: &Experiment,
        axes: Vec<SweepAxis>,
        points: &[Point],
        backend: &str,
    ) -> Self {
        let namer = Namer::new(&axes, experiment.repeats);
        let mut runs = Vec::with_capacity(points.len() * experiment.repeats);
        for point in points {
            let text = point_text(&point.values);
            for repeat in 0..experiment.repeats {
                let mut settings = point.settings.clone();
                settings.seed = streams::run_seed(experiment.seed, &text, repeat);
                let training_hash = settings.training_hash(backend);
                runs.push(PlannedRun {
                    id: namer.id(&point.values, repeat, &training_hash),
                    point: point.values.clone(),
                    repeat,
                    question_hash: settings.question_hash(),
                    settings,
                    training_hash,
                });
            }
        }
        Self { axes, runs }
    }
}

/// The point as text, the same whatever order the axes are written in.
fn point_text(values: &[(String, SweepValue)]) -> String {
    let mut pairs: Vec<String> = values
        .iter()
        .map(|(key, value)| format!("{key}={}", serde_json::json!(value)))
        .collect();
    pairs.sort_unstable();
    pairs.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_the_same_text_in_any_order() {
        let one = ("b.x".to_owned(), SweepValue::from(3));
        let two = ("a.y".to_owned(), SweepValue::from(1.0));
        assert_eq!(point_text(&[one.clone(), two.clone()]), "a.y=1.0\nb.x=3");
        assert_eq!(point_text(&[two.clone(), one.clone()]), "a.y=1.0\nb.x=3");
    }
}
