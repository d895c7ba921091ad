//! What the runs were and what they took, from their status files.

use super::caption::exact_counts;
use crate::survey::Survey;
use crease_experiment::Loaded;
use crease_experiment::settings::Source;
use crease_results::{State, Status, Table, point_texts};

/// The runs of an experiment.
pub(super) struct Runs {
    pub(super) planned: usize,
    pub(super) finished: usize,
    /// Rows of the table.
    pub(super) checkpoints: u64,
    /// Region counts, where regions are counted.
    pub(super) counts: Option<u64>,
    /// The seed of the experiment, from which those of the runs follow.
    pub(super) seed: u64,
    /// The swept keys.
    pub(super) keys: Vec<String>,
    /// The runs that ended, in the order of the plan.
    pub(super) ended: Vec<Run>,
}

/// A run that ended.
pub(super) struct Run {
    pub(super) id: String,
    /// The values of the swept keys.
    pub(super) point: Vec<String>,
    pub(super) status: Status,
}

impl Runs {
    pub(super) fn new(loaded: &Loaded, survey: &Survey, table: &Table) -> Self {
        let ended = survey.runs.iter().filter_map(|standing| {
            Some(Run {
                id: standing.run.id.clone(),
                point: point_texts(&standing.run.point),
                status: standing.ended.as_ref()?.status.clone(),
            })
        });
        let mut measures = loaded.experiment.measures.iter();
        let counted = measures.any(|measure| measure.source() == Source::Slice);
        Self {
            planned: survey.runs.len(),
            finished: table.runs.len(),
            checkpoints: table.len() as u64,
            counts: counted.then(|| exact_counts(loaded, table)),
            seed: loaded.experiment.seed,
            keys: loaded.plan.keys(),
            ended: ended.collect(),
        }
    }

    pub(super) fn steps(&self) -> u64 {
        self.ended.iter().map(|run| run.status.steps).sum()
    }

    pub(super) fn exact_fallbacks(&self) -> u64 {
        let fallbacks = self.ended.iter().map(|run| run.status.exact_fallbacks);
        fallbacks.sum()
    }

    pub(super) fn train_seconds(&self) -> f64 {
        self.ended.iter().map(|run| run.status.train_seconds).sum()
    }

    pub(super) fn analysis_seconds(&self) -> f64 {
        let seconds = self.ended.iter().map(|run| run.status.analysis_seconds);
        seconds.sum()
    }

    /// Names of the runs that ended so, with what was recorded of it.
    pub(super) fn bad(&self, state: State) -> impl Iterator<Item = (&str, &str)> {
        let bad = self.ended.iter();
        let bad = bad.filter(move |run| run.status.state == state);
        bad.map(|run| {
            let error = run.status.error.as_deref();
            (run.id.as_str(), error.unwrap_or("no reason recorded"))
        })
    }
}
