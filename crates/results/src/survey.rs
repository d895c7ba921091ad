//! Where the runs of a plan stand.

use crate::{Earlier, EndedRun, Folder, Found, State};
use crease_experiment::plan::{Plan, PlannedRun};

/// The runs of a plan and what lies in the results folder of each.
pub struct Survey<'a> {
    /// In the order of the plan.
    pub runs: Vec<Standing<'a>>,
    /// What was found that is not what was written, in words.
    pub damaged: Vec<String>,
}

/// A run of the plan.
pub struct Standing<'a> {
    /// The run.
    pub run: &'a PlannedRun,
    /// How it ended; `None` if it did not yet, or has to be computed again.
    pub ended: Option<EndedRun>,
    /// What answers to other questions left of its weights, if it did not end yet.
    pub earlier: Earlier,
}

/// Runs that did not end, and whose weights were trained for another question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AskedOtherwise {
    /// Their checkpoints are kept: nothing is trained.
    pub kept: usize,
    /// Checkpoints are missing: they are trained again.
    pub lost: usize,
    /// The steps of the latter.
    pub lost_steps: u64,
    /// What training these took before.
    pub lost_seconds: f64,
}

impl AskedOtherwise {
    /// Of these runs.
    pub fn of<'a>(runs: impl Iterator<Item = &'a Standing<'a>>) -> Self {
        let mut all = Self::default();
        for standing in runs {
            match &standing.earlier {
                Earlier::Nothing => {}
                Earlier::Kept(_) => all.kept += 1,
                Earlier::NotKept { train_seconds } => {
                    all.lost += 1;
                    all.lost_steps += standing.run.settings.total_steps();
                    all.lost_seconds += train_seconds;
                }
            }
        }
        all
    }
}

/// How the runs of a plan ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tallied {
    /// All of the plan.
    pub planned: usize,
    /// Every checkpoint was analysed.
    pub finished: usize,
    /// Loss or weights were no longer finite.
    pub diverged: usize,
    /// Something went wrong.
    pub failed: usize,
}

impl Tallied {
    /// Runs that did not end yet.
    pub fn waiting(self) -> usize {
        self.planned - self.finished - self.diverged - self.failed
    }
}

impl<'a> Survey<'a> {
    /// Reads the status and the measures of every run.
    pub fn quick(folder: &Folder, plan: &'a Plan) -> Self {
        Self::of(folder, plan, |_, found| found)
    }

    /// Also reads every file that the runs left of which this process takes care, and holds it
    /// against its checksum. Other runs may be written at this moment, and are not called damaged.
    pub fn thorough(folder: &Folder, plan: &'a Plan, own: &[bool]) -> Self {
        Self::of(folder, plan, |index, found| match found {
            Found::Damaged(_) if !own[index] => Found::Nothing,
            Found::Ended(ended) if own[index] => {
                let folder = folder.run(&plan.runs[index]);
                match folder.verify(&ended.status.files) {
                    Ok(()) => {
                        // A process that was killed in the last moment may have left something.
                        let _ = folder.tidy(ended.status.state);
                        Found::Ended(ended)
                    }
                    Err(reason) => Found::Damaged(reason),
                }
            }
            found => found,
        })
    }

    fn of(folder: &Folder, plan: &'a Plan, look: impl Fn(usize, Found) -> Found) -> Self {
        let mut survey = Self {
            runs: Vec::with_capacity(plan.runs.len()),
            damaged: Vec::new(),
        };
        for (index, run) in plan.runs.iter().enumerate() {
            let found = match look(index, folder.find(run)) {
                Found::Nothing => Ok(None),
                Found::Ended(ended) => Ok(Some(*ended)),
                Found::Damaged(reason) => Err(reason),
            };
            let ended = found.unwrap_or_else(|reason| {
                survey.damaged.push(reason);
                None
            });
            let earlier = match &ended {
                Some(_) => Earlier::Nothing,
                None => folder.run(run).earlier(),
            };
            survey.runs.push(Standing {
                run,
                ended,
                earlier,
            });
        }
        survey
    }

    /// The runs that ended, in this way.
    pub fn ended(&self, state: State) -> impl Iterator<Item = (&'a PlannedRun, &EndedRun)> {
        self.runs.iter().filter_map(move |standing| {
            let ended = standing.ended.as_ref()?;
            (ended.status.state == state).then_some((standing.run, ended))
        })
    }

    /// How many ended in which way.
    pub fn tallied(&self) -> Tallied {
        Tallied {
            planned: self.runs.len(),
            finished: self.ended(State::Finished).count(),
            diverged: self.ended(State::Diverged).count(),
            failed: self.ended(State::Failed).count(),
        }
    }
}

impl Standing<'_> {
    /// How it ended, if it did.
    pub fn state(&self) -> Option<State> {
        self.ended.as_ref().map(|ended| ended.status.state)
    }
}

impl Folder {
    /// What lies in the folder of a run.
    pub fn find(&self, run: &PlannedRun) -> Found {
        self.run(run).find()
    }

    /// Whether a run is finished, and nothing is wrong with its rows.
    pub fn has_finished(&self, run: &PlannedRun) -> bool {
        matches!(self.find(run), Found::Ended(ended) if ended.status.state == State::Finished)
    }
}
