//! What stands below the figure in a paper: every panel, and the exact settings behind it, read off
//! the resolved experiment, its sweep included.

mod latex;
mod panels;
mod places;
mod schedule;
mod setup;
mod swept;

use super::words::listed;
use crate::text::{count, counted};
use crease_experiment::Loaded;
use crease_experiment::settings::{Design, Source};
use crease_results::Table;
use std::collections::HashMap;
use std::fmt::Write;
use swept::Swept;

/// The caption of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// The name of the results, for LaTeX to refer to.
    name: String,
    /// The experiment's title, without a full stop.
    pub title: String,
    /// What each panel shows, in one paragraph; empty if there is no panel.
    pub panels: String,
    /// How the numbers came to be, in one paragraph.
    pub settings: String,
}

impl Caption {
    /// The caption of an experiment whose finished runs are in `table`; `versions` are those of
    /// Crease that computed them.
    pub fn new(loaded: &Loaded, table: &Table, versions: &[String]) -> Self {
        let experiment = &loaded.experiment;
        let mut swept = Swept::new(&loaded.plan.axes);
        let mut settings = setup::sentences(loaded, &mut swept);
        settings.extend(places::sentences(experiment, &mut swept));
        settings.extend(schedule::sentence(loaded));
        settings.extend(swept.unsaid());
        settings.push(repeats(loaded, table));
        settings.extend(counts(loaded, table));
        let after = experiment.source.as_ref();
        settings.extend(after.map(|source| format!("After {}.", source.trim_end_matches('.'))));
        settings.push(format!(
            "Seed {}; Crease {}.",
            experiment.seed,
            listed(versions)
        ));
        Self {
            name: loaded.name.clone(),
            title: experiment.title.trim_end_matches('.').to_owned(),
            panels: panels::sentences(loaded, &mut swept).join(" "),
            settings: settings.join(" "),
        }
    }

    /// The title as a sentence.
    pub fn heading(&self) -> String {
        let ends = self.title.ends_with(['?', '!']);
        format!("{}{}", self.title, if ends { "" } else { "." })
    }

    /// As one paragraph.
    pub fn text(&self) -> String {
        let parts = [&self.heading(), &self.panels, &self.settings];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// As LaTeX, to be read by `\input` inside a `figure`.
    pub fn latex(&self) -> String {
        latex::caption(&self.name, &self.title, &self.text())
    }
}

/// `40 independent runs of each of 6 settings, 240 in all.`
fn repeats(loaded: &Loaded, table: &Table) -> String {
    let planned = loaded.plan.runs.len();
    let repeats = loaded.experiment.repeats;
    let points = planned / repeats.max(1);
    let runs = |number: usize| counted(number as u64, "independent run");
    let mut said = match (points, repeats) {
        (_, 1) if planned == 1 => "One run".to_owned(),
        (1, _) => runs(repeats),
        (_, 1) => format!("One run of each of {points} settings"),
        _ => format!(
            "{} of each of {points} settings, {} in all",
            runs(repeats),
            count(planned as u64)
        ),
    };
    if loaded.experiment.design == Design::Star && loaded.plan.axes.len() > 1 {
        said += "; one setting is varied at a time";
    }
    let finished = table.runs.len();
    if finished < planned {
        let are = if finished == 1 { "is" } else { "are" };
        let _ = write!(said, "; {} of them {are} finished", count(finished as u64));
    }
    said + "."
}

/// `11,520 exact counts.`
fn counts(loaded: &Loaded, table: &Table) -> Option<String> {
    let measures = &loaded.experiment.measures;
    let measured = |source| measures.iter().any(|measure| measure.source() == source);
    let mut said = Vec::new();
    if measured(Source::Slice) {
        let counts = exact_counts(loaded, table);
        if counts > 1 {
            said.push(counted(counts, "exact count"));
        }
    }
    if measured(Source::Distances) {
        let each = loaded.experiment.distances.count as u64;
        said.push(counted(table.len() as u64 * each, "distance"));
    }
    (!said.is_empty()).then(|| format!("{}.", listed(&said)))
}

/// Checkpoints times slices, over the finished runs.
pub fn exact_counts(loaded: &Loaded, table: &Table) -> u64 {
    let planned = loaded.plan.runs.iter().map(|run| &run.settings);
    let slices: HashMap<u64, usize> = planned.map(|run| (run.seed, run.slice.count())).collect();
    let runs = table.runs.iter();
    runs.map(|run| (run.rows.len() * slices.get(&run.seed).unwrap_or(&1)) as u64)
        .sum()
}
