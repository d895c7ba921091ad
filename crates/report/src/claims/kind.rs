//! What every kind of claim has in common.

use crate::verdict::Verdict;
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_results::Table;

/// What every kind of claim has.
pub(super) trait Kind {
    /// What it is about.
    fn about(&self) -> About<'_>;

    /// Checks the settings that are written at `key`, other than those of [`About`].
    fn check(&self, _key: &str, _scene: &Scene) -> Check {
        Ok(())
    }

    /// Compares it with the runs in the table: the numbers, in lines, and whether they agree.
    /// `None` if no run measured it.
    fn examine(&self, table: &Table) -> Option<(Vec<String>, Verdict)>;
}

/// What a claim is about.
pub(super) struct About<'a> {
    /// The paper's words.
    pub(super) paper: &'a str,
    /// The measure.
    pub(super) measure: &'a str,
    /// The swept key that distinguishes its runs.
    pub(super) by: Option<&'a str>,
    /// Only runs in which swept keys have these values.
    pub(super) only: &'a toml::Table,
}
