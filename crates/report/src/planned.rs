use crease_experiment::Loaded;
use crease_experiment::plan::Plan;
use crease_experiment::settings::Experiment;

/// An experiment and its plan, without what is shown of it.
pub(crate) struct Planned<'a> {
    /// The settings of its runs.
    pub(crate) experiment: &'a Experiment,
    /// Its runs.
    pub(crate) plan: &'a Plan,
}

impl<'a> Planned<'a> {
    /// The experiment and plan of an experiment file.
    pub(crate) fn of<S>(loaded: &'a Loaded<S>) -> Self {
        Self {
            experiment: &loaded.experiment,
            plan: &loaded.plan,
        }
    }
}
