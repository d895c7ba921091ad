use crate::cli::CheckArguments;
use crate::commands::{self, experiments};
use crate::ending::Ending;
use crate::estimate::{Trials, disk, estimate};
use crate::terminal;
use crease_experiment::plan::PlannedRun;
use crease_input::one_line;
use crease_places::LazyDatasets;
use crease_report::Loaded;
use crease_report::text;
use crease_results::{Folder, Survey, TrainedBefore};
use crease_train::{Backend, EngineName};
use std::fmt::Write;

/// `crease check`: validates an experiment and prints its plan.
pub fn check(arguments: &CheckArguments) -> anyhow::Result<Ending> {
    if arguments.experiment.list {
        return experiments::list_built_in();
    }
    let backend = Backend::from_name(&arguments.experiment.backend)?;
    let loaded = experiments::load(&arguments.experiment)?;
    crease_report::rehearse(&loaded)?;
    let threads = commands::cores().min(loaded.plan.runs.len());
    let datasets = LazyDatasets::default();
    let trials = estimate(&loaded.plan, backend, &datasets, threads)?;
    for warning in &trials.warnings {
        terminal::note(&format!("warning: {}", one_line(warning)));
    }
    let mut out = plan(&loaded, &trials, backend);
    if let Ok(folder) = Folder::open(&arguments.results.results, &loaded.name) {
        out.push_str(&there(&folder, &loaded, &trials));
    }
    terminal::print(&out)?;
    Ok(Ending::Done)
}

fn plan(loaded: &Loaded, trials: &Trials, backend: Backend) -> String {
    let (experiment, plan) = (&loaded.experiment, &loaded.plan);
    let mut out = format!("{}: {}\n", loaded.name, experiment.title);
    let mut line = |what: &str, text: String| {
        let _ = writeln!(out, "  {what:<12}{text}");
    };
    let points: usize = plan.axes.iter().map(|axis| axis.values.len()).product();
    line(
        "runs",
        format!(
            "{} = {} of the sweep x {}",
            text::count(plan.runs.len() as u64),
            text::counted(points as u64, "point"),
            text::counted(experiment.repeats as u64, "repeat"),
        ),
    );
    for axis in &plan.axes {
        let values: Vec<String> = axis.values.iter().map(ToString::to_string).collect();
        line("sweep", format!("{} = {}", axis.key, values.join(", ")));
    }
    line(
        "steps",
        each_and_total(&plan.runs, "step", |run| run.settings.total_steps()),
    );
    if experiments::any_trains(plan.runs.iter()) {
        let engine = EngineName::of(backend).name();
        line("training", format!("{engine} steps on {}", backend.name()));
    }
    line(
        "checkpoints",
        each_and_total(&plan.runs, "checkpoint", |run| {
            run.settings.schedule().len() as u64
        }),
    );
    let measures: Vec<&str> = experiment
        .measures
        .iter()
        .map(|measure| measure.name())
        .collect();
    line("measures", measures.join(", "));
    line(
        "time",
        match &trials.estimate {
            Some(estimate) => format!(
                "about {} with {} at a time (estimated from a trial here: {} per step, {} per checkpoint)",
                text::duration(estimate.wall),
                text::counted(estimate.at_a_time as u64, "run"),
                microseconds(estimate.step),
                microseconds(estimate.checkpoint),
            ),
            None => "not estimated: the trial failed, see the warning".to_owned(),
        },
    );
    line("disk", format!("about {}", text::bytes(disk(plan))));
    out
}

/// The lines about runs that the results folder already has.
fn there(folder: &Folder, loaded: &Loaded, trials: &Trials) -> String {
    let survey = Survey::quick(folder, &loaded.plan);
    let earlier = TrainedBefore::of(survey.runs.iter());
    let mut lines = experiments::trained_before(&earlier);
    let counts = survey.counts();
    if counts.finished > 0 {
        let finished = text::count(counts.finished as u64);
        let planned = text::counted(counts.planned as u64, "run");
        lines.insert(0, format!("{finished} of {planned} have finished"));
    }
    if let Some(estimate) = trials.estimate.as_ref().filter(|_| earlier.lost > 0) {
        let steps = earlier.lost_steps as f64 / estimate.at_a_time as f64;
        let seconds = estimate.step.as_secs_f64() * steps;
        lines.push(format!(
            "training them again takes about {} here",
            text::seconds(seconds)
        ));
    }
    let lines = lines.iter().enumerate().map(|(index, line)| {
        let what = if index == 0 { "results" } else { "" };
        format!("  {what:<12}{line}\n")
    });
    lines.collect()
}

/// `200 to 80,000 steps per run, 12,064,000 in all`.
fn each_and_total(runs: &[PlannedRun], noun: &str, of: fn(&PlannedRun) -> u64) -> String {
    let least = runs.iter().map(of).min().unwrap_or(0);
    let most = runs.iter().map(of).max().unwrap_or(0);
    let total = runs.iter().map(of).sum();
    let range = if least == most {
        text::counted(most, noun)
    } else {
        format!("{} to {}", text::count(least), text::counted(most, noun))
    };
    format!("{range} per run, {} in all", text::count(total))
}

fn microseconds(duration: std::time::Duration) -> String {
    let micros = duration.as_micros() as u64;
    if micros < 10_000 {
        format!("{} µs", text::count(micros))
    } else {
        format!("{} ms", text::count(micros / 1000))
    }
}
