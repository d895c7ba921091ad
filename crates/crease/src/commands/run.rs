use crate::cli::RunArguments;
use crate::datasets::LazyDatasets;
use crate::ending::Ending;
use crate::pipeline::{self, Context, Tally};
use crate::{commands, interrupt, publish, terminal, text};
use crease_experiment::Loaded;
use crease_experiment::plan::PlannedRun;
use crease_results::{FinishedRun, Folder, Machine, Session, utc_now};
use crease_train::Backend;

/// `crease run`: trains and analyses what is not finished, then collects, draws and reports.
pub fn run(arguments: &RunArguments) -> anyhow::Result<Ending> {
    let backend = Backend::from_name(&arguments.experiment.backend)?;
    let loaded = commands::load(&arguments.experiment)?;
    publish::rehearse(&loaded)?;
    let lazy = LazyDatasets::default();
    let task = &loaded.experiment.task;
    let datasets = lazy.for_task(task)?;
    let folder = Folder::create(&arguments.results.results, &loaded.name)?;
    let jobs = arguments.jobs.map_or_else(commands::cores, usize::from);

    let pending: Vec<&PlannedRun> = loaded
        .plan
        .runs
        .iter()
        .filter(|run| finished(&folder, run).is_none())
        .collect();
    let finished_before = loaded.plan.runs.len() - pending.len();
    announce(&loaded, &pending, jobs, &arguments.experiment.backend);

    let mut tally = Tally::default();
    if !pending.is_empty() {
        let began = utc_now();
        let stop = interrupt::listen()?;
        let context = Context {
            folder: &folder,
            datasets,
            train: &|settings, observer| crease_train::train(settings, datasets, backend, observer),
            backend: &arguments.experiment.backend,
            jobs,
            stop,
            finished_before,
        };
        tally = pipeline::execute(&pending, &context)?;
        let session = session(began, &arguments.experiment.backend, jobs, &tally);
        record(&folder, &loaded, session)?;
    }
    if tally.interrupted {
        terminal::note(&format!(
            "stopped: {} of {} runs are finished and kept; the same command goes on from there",
            finished_before + tally.finished,
            loaded.plan.runs.len(),
        ));
        return Ok(Ending::Interrupted);
    }

    let table = publish::collect(&folder, &loaded)?;
    terminal::say(&publish::publish(&folder, &loaded, &table, &lazy)?);
    for (id, error) in &tally.failed {
        terminal::note(&format!("run {id} failed: {error}"));
    }
    if tally.failed.is_empty() {
        return Ok(Ending::Done);
    }
    terminal::note(&format!(
        "error: {} of {} failed; the same command tries them again",
        tally.failed.len(),
        text::counted(loaded.plan.runs.len() as u64, "run"),
    ));
    Ok(Ending::RunsFailed)
}

/// The run as it lies in the folder, if nothing of it need be computed again.
pub fn finished(folder: &Folder, run: &PlannedRun) -> Option<FinishedRun> {
    let settings = &run.settings;
    let schedule = settings.schedule();
    folder
        .run(&run.id)
        .finished(&run.hash, &settings.measures, &schedule)
}

fn announce(loaded: &Loaded, pending: &[&PlannedRun], jobs: usize, backend: &str) {
    let all = loaded.plan.runs.len();
    let before = all - pending.len();
    if before > 0 {
        terminal::note(&format!(
            "{}: {before} of {} already finished",
            loaded.name,
            if all == 1 {
                "1 run was".to_owned()
            } else {
                format!("{} runs were", text::count(all as u64))
            }
        ));
    }
    if !pending.is_empty() {
        let steps = pending.iter().map(|run| run.settings.total_steps()).sum();
        let checkpoints: usize = pending
            .iter()
            .map(|run| run.settings.schedule().len())
            .sum();
        terminal::note(&format!(
            "{}: {}, {}, {}; {} at a time, {backend}",
            loaded.name,
            text::counted(pending.len() as u64, "run"),
            text::counted(steps, "step"),
            text::counted(checkpoints as u64, "checkpoint"),
            text::counted(jobs as u64, "run"),
        ));
    }
}

fn session(began: String, backend: &str, jobs: usize, tally: &Tally) -> Session {
    Session {
        began,
        crease: env!("CARGO_PKG_VERSION").to_owned(),
        rustc: env!("CREASE_RUSTC").to_owned(),
        backend: backend.to_owned(),
        jobs,
        runs_finished: tally.finished,
        runs_failed: tally.failed.len(),
        interrupted: tally.interrupted,
        wall_seconds: tally.wall.as_secs_f64(),
        machine: Machine::this(),
    }
}

/// Adds the session to those of the same experiment.
fn record(folder: &Folder, loaded: &Loaded, session: Session) -> anyhow::Result<()> {
    let mut provenance = folder.provenance().unwrap_or_default();
    if provenance.experiment != loaded.resolved_toml {
        provenance.experiment.clone_from(&loaded.resolved_toml);
        provenance.sessions.clear();
    }
    provenance.sessions.push(session);
    folder.write_provenance(&provenance)?;
    Ok(())
}
