//! The state of the runs of a plan.

use crate::{Damage, Earlier, EndedRun, Folder, RunEnd, RunFolder};
use crease_experiment::plan::{Plan, PlannedRun};

/// The runs of a plan and what the results folder has of each.
pub struct Survey<'a> {
    /// In the order of the plan.
    pub runs: Vec<SurveyedRun<'a>>,
    /// Files that are not what was written.
    pub damaged: Vec<Damage>,
}

/// A run of the plan.
pub struct SurveyedRun<'a> {
    /// The run.
    pub run: &'a PlannedRun,
    /// How it ended; `None` if it has not ended, or must be computed again.
    pub ended: Option<EndedRun>,
    /// What earlier measurements left of its weights, if it has not ended.
    pub earlier: Earlier,
}

/// The result of [`RunFolder::ended`].
type FoundRun = Result<Option<EndedRun>, Damage>;

/// Runs that have not ended, but whose weights were trained for other measures.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrainedBefore {
    /// Their checkpoints are kept: nothing is trained.
    pub kept: usize,
    /// Checkpoints are missing: they are trained again.
    pub lost: usize,
    /// The steps of the latter.
    pub lost_steps: u64,
    /// How long it took to train them before.
    pub lost_seconds: f64,
}

impl TrainedBefore {
    /// Counts these runs.
    pub fn of<'a>(runs: impl Iterator<Item = &'a SurveyedRun<'a>>) -> Self {
        let mut all = Self::default();
        for surveyed in runs {
            match &surveyed.earlier {
                Earlier::Nothing => {}
                Earlier::Kept(_) => all.kept += 1,
                Earlier::NotKept { train_seconds } => {
                    all.lost += 1;
                    all.lost_steps += surveyed.run.settings.total_steps();
                    all.lost_seconds += train_seconds;
                }
            }
        }
        all
    }
}

/// How the runs of a plan ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// All runs of the plan.
    pub planned: usize,
    /// Every checkpoint was analysed.
    pub finished: usize,
    /// Loss or weights were no longer finite.
    pub diverged: usize,
    /// Something went wrong.
    pub failed: usize,
}

impl RunCounts {
    /// Runs that have not ended.
    pub fn waiting(self) -> usize {
        self.planned - self.finished - self.diverged - self.failed
    }
}

impl<'a> Survey<'a> {
    /// Reads the status and the measures of every run.
    pub fn quick(folder: &Folder, plan: &'a Plan) -> Self {
        Self::of(folder, plan, |_, _, found| found)
    }

    /// Also reads every file of the runs that are `assigned` to this process, and compares it with its
    /// checksum. Other runs may be written at this moment, and do not count as damaged.
    pub fn thorough(folder: &Folder, plan: &'a Plan, assigned: &[bool]) -> Self {
        Self::of(folder, plan, |index, folder, found| match found {
            found if !assigned[index] => Ok(found.unwrap_or_default()),
            Ok(Some(ended)) => {
                folder.verify(&ended.status.files)?;
                // A process that was killed at the last moment may have left files.
                let _ = folder.tidy(ended.status.state);
                Ok(Some(ended))
            }
            found => found,
        })
    }

    fn of(
        folder: &Folder,
        plan: &'a Plan,
        look: impl Fn(usize, &RunFolder, FoundRun) -> FoundRun,
    ) -> Self {
        let mut survey = Self {
            runs: Vec::with_capacity(plan.runs.len()),
            damaged: Vec::new(),
        };
        for (index, run) in plan.runs.iter().enumerate() {
            let folder = folder.run(run);
            let ended = look(index, &folder, folder.ended()).unwrap_or_else(|damage| {
                survey.damaged.push(damage);
                None
            });
            let earlier = match &ended {
                Some(_) => Earlier::Nothing,
                None => folder.earlier(),
            };
            survey.runs.push(SurveyedRun {
                run,
                ended,
                earlier,
            });
        }
        survey
    }

    /// The runs that ended in this way.
    pub fn ended(&self, state: RunEnd) -> impl Iterator<Item = (&'a PlannedRun, &EndedRun)> {
        self.runs.iter().filter_map(move |surveyed| {
            let ended = surveyed.ended.as_ref()?;
            (ended.status.state == state).then_some((surveyed.run, ended))
        })
    }

    /// How many ended in each way.
    pub fn counts(&self) -> RunCounts {
        RunCounts {
            planned: self.runs.len(),
            finished: self.ended(RunEnd::Finished).count(),
            diverged: self.ended(RunEnd::Diverged).count(),
            failed: self.ended(RunEnd::Failed).count(),
        }
    }
}

impl SurveyedRun<'_> {
    /// How it ended, if it did.
    pub fn state(&self) -> Option<RunEnd> {
        self.ended.as_ref().map(|ended| ended.status.state)
    }
}

impl Folder {
    /// Whether a run has finished, and nothing is wrong with its rows.
    pub fn has_finished(&self, run: &PlannedRun) -> bool {
        let ended = self.run(run).ended();
        matches!(ended, Ok(Some(ended)) if ended.status.state == RunEnd::Finished)
    }
}
