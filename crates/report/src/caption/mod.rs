//! The caption of a figure in a paper: what each panel shows and the exact settings, read off the
//! resolved experiment and its sweep.

mod latex;
mod settings;

pub(crate) use settings::slice_words;

use crate::text::{count, counted};
use crate::words::listed;
use crate::{Loaded, Planned};
use crease_experiment::settings::{Design, Measure, Source};
use crease_figure::letter;
use crease_results::Table;
use std::collections::HashMap;
use std::fmt::Write;

/// The caption of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// The name of the results, for LaTeX to refer to.
    name: String,
    /// The experiment's title, without a full stop.
    pub title: String,
    /// What each panel shows, in one paragraph; empty if there is no panel.
    pub panels: String,
    /// How the numbers were computed, in one paragraph.
    pub settings: String,
}

impl Caption {
    /// The caption of an experiment whose finished runs are in `table`; `versions` are those of
    /// Crease that computed them.
    pub fn new(loaded: &Loaded, table: &Table, versions: &[String]) -> Self {
        let experiment = &loaded.experiment;
        let mut settings = vec![settings::sentence(loaded)];
        settings.extend(checkpoints(loaded));
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
            panels: panels(loaded).join(" "),
            settings: settings.join(" "),
        }
    }

    /// The title as a sentence.
    pub fn heading(&self) -> String {
        let ends = self.title.ends_with(['?', '!']);
        format!("{}{}", self.title, if ends { "" } else { "." })
    }

    /// The caption as one paragraph.
    pub fn text(&self) -> String {
        let parts = [&self.heading(), &self.panels, &self.settings];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// The caption as LaTeX, for `\input` inside a `figure`.
    pub fn latex(&self) -> String {
        latex::caption(&self.name, &self.title, &self.text())
    }
}

/// One sentence per panel, with its letter if there are several, then how to read them.
fn panels(loaded: &Loaded) -> Vec<String> {
    let panels = &loaded.sections.panel;
    let planned = Planned::of(loaded);
    let mut sentences = Vec::with_capacity(panels.len() + 1);
    let mut notes: Vec<&str> = Vec::new();
    for (index, panel) in panels.iter().enumerate() {
        let words = panel.caption(&planned);
        sentences.push(match panels.len() {
            1 => format!("{words}."),
            _ => format!("({}) {words}.", letter(index)),
        });
        let note = panel.note(&planned);
        notes.extend(note.filter(|note| !notes.contains(note)));
    }
    sentences.extend(notes.into_iter().map(str::to_owned));
    sentences
}

/// `41 checkpoints per run.`; `None` where nothing is trained.
fn checkpoints(loaded: &Loaded) -> Option<String> {
    if loaded.experiment.task.examples() == 0 {
        return None;
    }
    let runs = loaded.plan.runs.iter();
    let lengths = runs.map(|run| run.settings.schedule().len() as u64);
    let (least, most) = (lengths.clone().min()?, lengths.max()?);
    let number = if least == most {
        counted(most, "checkpoint")
    } else {
        format!("{} to {}", count(least), counted(most, "checkpoint"))
    };
    Some(format!("{number} per run."))
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
        let have = if finished == 1 { "has" } else { "have" };
        let _ = write!(said, "; {} of them {have} finished", count(finished as u64));
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
    if measures.contains(&Measure::BoundaryDistance) {
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
