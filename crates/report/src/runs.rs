//! What the runs were and how long they took, from their status files.

use crate::Loaded;
use crate::caption::exact_counts;
use crease_experiment::settings::Source;
use crease_experiment::{SweepAxis, SweepValue};
use crease_results::{RunEnd, RunStatus, Survey, Table};
use std::iter::Sum;

/// The runs of an experiment.
pub(crate) struct Runs {
    pub(crate) planned: usize,
    pub(crate) finished: usize,
    /// Rows of the table.
    pub(crate) checkpoints: u64,
    /// Region counts, where regions are counted.
    pub(crate) counts: Option<u64>,
    /// The seed of the experiment, from which those of the runs follow.
    pub(crate) seed: u64,
    /// The swept keys.
    pub(crate) axes: Vec<SweepAxis>,
    /// The runs that ended, in the order of the plan.
    pub(crate) ended: Vec<Run>,
}

/// A run that ended.
pub(crate) struct Run {
    pub(crate) id: String,
    /// The values of the swept keys.
    pub(crate) point: Vec<SweepValue>,
    pub(crate) status: RunStatus,
}

impl Runs {
    pub(crate) fn new(loaded: &Loaded, survey: &Survey, table: &Table) -> Self {
        let ended = survey.runs.iter().filter_map(|surveyed| {
            Some(Run {
                id: surveyed.run.id.clone(),
                point: surveyed.run.values().cloned().collect(),
                status: surveyed.ended.as_ref()?.status.clone(),
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
            axes: loaded.plan.axes.clone(),
            ended: ended.collect(),
        }
    }

    /// The sum of a number over the runs that ended.
    pub(crate) fn sum<N: Sum>(&self, of: fn(&RunStatus) -> N) -> N {
        self.ended.iter().map(|run| of(&run.status)).sum()
    }

    /// The names of runs that ended in this way, with the recorded reason.
    pub(crate) fn bad(&self, state: RunEnd) -> impl Iterator<Item = (&str, &str)> {
        let bad = self.ended.iter();
        let bad = bad.filter(move |run| run.status.state == state);
        bad.map(|run| {
            let error = run.status.error.as_deref();
            (run.id.as_str(), error.unwrap_or("no reason recorded"))
        })
    }
}
