//! What the commands on experiments have in common.

use crate::built_in::{self, Experiment};
use crate::cli::ExperimentArguments;
use crate::ending::Ending;
use crate::terminal;
use anyhow::{anyhow, bail};
use crease_experiment::Overrides;
use crease_experiment::plan::PlannedRun;
use crease_places::LazyDatasets;
use crease_report::{Loaded, THEOREMS, text};
use crease_results::{Folder, Lock, Survey, Table, TrainedBefore};
use crease_train::Backend;
use std::fmt::Write;
use std::path::Path;

/// Reads the experiment that a command line names.
pub(super) fn load(arguments: &ExperimentArguments) -> anyhow::Result<Loaded> {
    let overrides = Overrides {
        preset: arguments.preset.clone(),
        set: arguments.set.clone(),
    };
    let backend = Backend::from_name(&arguments.backend)?.identity();
    let Some(argument) = &arguments.file else {
        bail!("expected an experiment: a TOML file, or the name of a built-in one");
    };
    let loaded = match Experiment::find(argument, Path::new("")) {
        Experiment::File(file) => {
            if let Some(name) = file
                .to_str()
                .filter(|_| built_in::is_name(&file) && !file.exists())
            {
                let names: Vec<&str> = built_in::ALL.iter().map(|built_in| built_in.name).collect();
                bail!(
                    "{name}: no such file and no such built-in experiment{}; `crease run --list` lists \
                     them",
                    crease_input::did_you_mean(name, &names)
                );
            }
            crease_report::load(&file, &overrides, backend)
        }
        Experiment::Found(file) => {
            terminal::note(&format!(
                "{}: read from {}",
                argument.display(),
                file.display()
            ));
            crease_report::load(&file, &overrides, backend)
        }
        Experiment::BuiltIn(built_in) => {
            crease_report::parse(built_in.toml, &built_in.file(), &overrides, backend)
        }
    };
    // The option that the error is about.
    let loaded = loaded.map_err(|error| {
        if error.is_of_assignment() {
            anyhow!("--set {error}")
        } else {
            error.into()
        }
    })?;
    if loaded.name == THEOREMS {
        bail!(
            "{}: this name is reserved for the results of `crease verify`; rename the file",
            argument.display()
        );
    }
    Ok(loaded)
}

/// `--list`: the built-in experiments, one per line.
pub(super) fn list_built_in() -> anyhow::Result<Ending> {
    let mut out = String::new();
    let backend = Backend::default().identity();
    let width = built_in::ALL
        .iter()
        .map(|built_in| built_in.name.len())
        .max()
        .unwrap_or(0);
    for built_in in built_in::ALL {
        let loaded = crease_report::parse(
            built_in.toml,
            &built_in.file(),
            &Overrides::default(),
            backend,
        )?;
        let runs = text::counted(loaded.plan.runs.len() as u64, "run");
        let (name, title) = (built_in.name, &loaded.experiment.title);
        let _ = writeln!(out, "{name:width$}  {runs:>10}  {title}");
    }
    terminal::print(&out)?;
    Ok(Ending::Done)
}

/// Whether any of these runs takes a step.
pub(super) fn any_trains<'a>(mut runs: impl Iterator<Item = &'a PlannedRun>) -> bool {
    runs.any(|run| run.settings.total_steps() > 0)
}

/// Writes the table of all finished runs; warns if the old one was not as expected.
pub(super) fn collect(folder: &Folder, loaded: &Loaded, survey: &Survey) -> anyhow::Result<Table> {
    let (table, warning) = crease_report::collect(folder, loaded, survey)?;
    warn(warning);
    Ok(table)
}

/// Draws and reports, and prints what was found.
pub(super) fn publish(
    folder: &Folder,
    loaded: &Loaded,
    survey: &Survey,
    table: &Table,
    datasets: &LazyDatasets,
) -> anyhow::Result<()> {
    let published = crease_report::publish(folder, loaded, survey, table, datasets)?;
    warn(published.warning);
    terminal::print(&published.summary)
}

pub(super) fn warn(warning: Option<String>) {
    if let Some(warning) = warning {
        terminal::note(&format!("warning: {warning}"));
    }
}

/// Warns if there are no locks to keep two processes apart.
pub(super) fn warn_of_no_locks(folder: &Folder, tables: &Lock) {
    if !tables.keeps_out() {
        terminal::note(&format!(
            "warning: the file system of {} has no locks: do not let two processes compute the same \
             runs or draw there at the same time",
            folder.path().display()
        ));
    }
}

/// What happens to runs whose weights were trained with other measures, one line each.
pub(super) fn trained_before(earlier: &TrainedBefore) -> Vec<String> {
    let were = |runs: usize| {
        let verb = if runs == 1 { "was" } else { "were" };
        format!("{} {verb}", text::counted(runs as u64, "run"))
    };
    let mut lines = Vec::new();
    if earlier.kept > 0 {
        lines.push(format!(
            "{} trained before: will be measured from kept checkpoints, without training",
            were(earlier.kept),
        ));
    }
    if earlier.lost > 0 {
        lines.push(format!(
            "{} trained before, but some checkpoints that are now measured were not kept (keep = \
             \"all\" keeps them): will be trained again, {}, which took {} before",
            were(earlier.lost),
            text::counted(earlier.lost_steps, "step"),
            text::seconds(earlier.lost_seconds),
        ));
    }
    lines
}
