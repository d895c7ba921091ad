use crate::cli::RunArguments;
use crate::commands::{self, experiments};
use crate::ending::Ending;
use crate::pipeline::{self, Context, SessionResult, Stacking};
use crate::{bad_runs, frozen, interrupt, logging, shell, terminal};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::RunSettings;
use crease_places::LazyDatasets;
use crease_report::Loaded;
use crease_report::text;
use crease_results::{
    Earlier, Folder, Journal, Program, RunCounts, RunEnd, Session, Shard, Survey, SurveyedRun,
    TrainedBefore,
};
use crease_train::{Backend, Datasets, EngineName};

/// `crease run`: trains and analyses unfinished runs, then collects, draws and reports.
pub fn run(arguments: &RunArguments) -> anyhow::Result<Ending> {
    if arguments.experiment.list {
        return experiments::list_built_in();
    }
    let backend = Backend::from_name(&arguments.experiment.backend)?;
    if let Some(stack) = arguments.stack.filter(|_| !backend.stacks()) {
        let stacking = Backend::ALL.iter().filter(|backend| backend.stacks());
        let names: Vec<&str> = stacking.map(|backend| backend.name()).collect();
        anyhow::bail!(
            "--stack {stack}: the backend {} trains one run per thread, expected --backend {}",
            backend.name(),
            names.join(" or ")
        );
    }
    let adapter = backend.adapter()?;
    let loaded = experiments::load(&arguments.experiment)?;
    crease_report::rehearse(&loaded)?;
    let assigned = assigned_runs(&loaded, arguments.shard)?;
    let lazy = LazyDatasets::default();
    let datasets = lazy.for_task(&loaded.experiment.task)?;
    let results = &arguments.results.results;
    let (mut folder, tables) = Folder::claim(results, &loaded.name, arguments.shard)?;
    experiments::warn_of_no_locks(&folder, &tables);
    let loaded = match arguments.shard {
        None => frozen::freeze(&mut folder, loaded, backend.identity())?,
        Some(_) => frozen::join(&mut folder, loaded, backend.identity())?,
    };
    drop(tables);

    let session = RunSession {
        arguments,
        loaded: &loaded,
        folder: &folder,
        assigned: &assigned,
        backend,
        adapter,
    };
    session
        .execute(datasets, &lazy)
        .map_err(|error| session.explain(&error))
}

/// Which runs of the plan are for this process.
fn assigned_runs(loaded: &Loaded, shard: Option<Shard>) -> anyhow::Result<Vec<bool>> {
    let runs: Vec<&PlannedRun> = loaded.plan.runs.iter().collect();
    let Some(shard) = shard else {
        return Ok(vec![true; runs.len()]);
    };
    if shard.count as usize > runs.len() {
        anyhow::bail!(
            "--shard {shard}: the experiment has only {}, expected at most as many shards",
            text::counted(runs.len() as u64, "run")
        );
    }
    // Assigned from the longest to the shortest, so that all shards take about the same time.
    let mut assigned = vec![false; runs.len()];
    for (position, index) in pipeline::longest_first(&runs).into_iter().enumerate() {
        assigned[index] = shard.has(position);
    }
    Ok(assigned)
}

fn pending<'a>(survey: &Survey<'a>, assigned: &[bool], retry: bool) -> Vec<&'a PlannedRun> {
    let again = |surveyed: &SurveyedRun| match surveyed.state() {
        None => true,
        Some(RunEnd::Finished) => false,
        Some(RunEnd::Diverged | RunEnd::Failed) => retry,
    };
    let runs = survey.runs.iter().zip(assigned);
    runs.filter(|(surveyed, assigned)| **assigned && again(surveyed))
        .map(|(surveyed, _)| surveyed.run)
        .collect()
}

/// One session of computing runs.
struct RunSession<'a> {
    arguments: &'a RunArguments,
    loaded: &'a Loaded,
    folder: &'a Folder,
    /// Which runs of the plan are for this process.
    assigned: &'a [bool],
    backend: Backend,
    /// The GPU, if the backend computes on one.
    adapter: Option<String>,
}

impl RunSession<'_> {
    /// Computes the missing runs, and draws if none is left.
    fn execute(&self, datasets: &Datasets, lazy: &LazyDatasets) -> anyhow::Result<Ending> {
        let (folder, loaded) = (self.folder, self.loaded);
        let survey = Survey::thorough(folder, &loaded.plan, self.assigned);
        bad_runs::warn_of_damage(&survey, "the run will be computed again");
        let pending = pending(&survey, self.assigned, self.arguments.retry_failed);
        self.announce(&survey, &pending);
        let mut result = SessionResult::default();
        if !pending.is_empty() {
            result = self.compute(&pending, datasets)?;
            if result.interrupted {
                self.note_stopped();
                return Ok(Ending::Interrupted);
            }
        }

        let tables = folder.lock_tables()?;
        let survey = Survey::quick(folder, &loaded.plan);
        let waiting = survey.counts().waiting();
        // Otherwise the last shard to finish draws.
        if waiting == 0 || self.arguments.shard.is_none() {
            let table = experiments::collect(folder, loaded, &survey)?;
            experiments::publish(folder, loaded, &survey, &table, lazy)?;
        } else {
            self.note_others_left(waiting);
        }
        drop(tables);
        Ok(bad_runs::report(
            folder,
            &survey,
            self.assigned,
            &result.failed,
        ))
    }

    /// How many runs are for this process.
    fn assigned_count(&self) -> usize {
        self.assigned.iter().filter(|assigned| **assigned).count()
    }

    fn jobs(&self) -> usize {
        self.arguments
            .jobs
            .map_or_else(commands::cores, usize::from)
    }

    /// How many runs like this one are trained side by side at most.
    fn most_stacked(&self, settings: &RunSettings) -> usize {
        let wanted = self.arguments.stack.map(usize::from);
        wanted.unwrap_or_else(|| crease_train::most_stacked(settings))
    }

    fn announce(&self, survey: &Survey, pending: &[&PlannedRun]) {
        let name = &self.loaded.name;
        let shard = self
            .arguments
            .shard
            .map_or_else(String::new, |shard| format!(", shard {shard}"));
        let assigned = self.assigned_count();
        let runs = survey.runs.iter().zip(self.assigned);
        let states = runs.filter_map(|(run, assigned)| run.state().filter(|_| *assigned));
        let finished = states.filter(|state| *state == RunEnd::Finished).count();
        let bad = assigned - pending.len() - finished;
        if finished + bad > 0 {
            let bad = match bad {
                0 => String::new(),
                bad => format!(", {} failed or diverged", text::count(bad as u64)),
            };
            terminal::note(&format!(
                "{name}{shard}: {} of {} already finished{bad}",
                text::count(finished as u64),
                text::counted(assigned as u64, "run"),
            ));
        }
        if pending.is_empty() {
            return;
        }
        let assigned = survey
            .runs
            .iter()
            .zip(self.assigned)
            .filter(|(_, assigned)| **assigned);
        let earlier = TrainedBefore::of(assigned.map(|(surveyed, _)| surveyed));
        for line in experiments::trained_before(&earlier) {
            terminal::note(&format!("{name}{shard}: {line}"));
        }
        let trained = survey.runs.iter().filter(|surveyed| {
            let pending = pending.iter().any(|run| run.id == surveyed.run.id);
            pending && !matches!(surveyed.earlier, Earlier::Kept(_))
        });
        let steps = trained
            .map(|surveyed| surveyed.run.settings.total_steps())
            .sum();
        let checkpoints: usize = pending
            .iter()
            .map(|run| run.settings.schedule().len())
            .sum();
        let at_a_time = if self.backend.stacks() {
            let most = |run: &&PlannedRun| self.most_stacked(&run.settings);
            let most = pending.iter().map(most).max().unwrap_or(1);
            let most = most.min(pending.len());
            format!("up to {} side by side", text::counted(most as u64, "run"))
        } else {
            format!("{} at a time", text::counted(self.jobs() as u64, "run"))
        };
        terminal::note(&format!(
            "{name}{shard}: {}, {}, {}; {at_a_time}, {}",
            text::counted(pending.len() as u64, "run"),
            text::counted(steps, "step"),
            text::counted(checkpoints as u64, "checkpoint"),
            self.computes_on(""),
        ));
    }

    /// The backend, how it trains, and the GPU, if it computes on one.
    fn computes_on(&self, how: &str) -> String {
        let name = self.backend.name();
        match &self.adapter {
            Some(adapter) => format!("{name}{how} on {adapter}"),
            None => format!("{name}{how}"),
        }
    }

    /// Computes the runs in a new session.
    fn compute(
        &self,
        pending: &[&PlannedRun],
        datasets: &Datasets,
    ) -> anyhow::Result<SessionResult> {
        let backend = self.backend;
        let mut journal = Journal::begin(self.folder, self.session(pending))?;
        logging::begin(journal.log()?);
        let session = journal.session().id.clone();
        tracing::info!(
            runs = pending.len(),
            jobs = self.jobs(),
            "crease {} on {}, process {}",
            env!("CARGO_PKG_VERSION"),
            journal.session().host,
            journal.session().pid,
        );
        let stop = interrupt::listen("\nstopped; run the same command to resume")?;
        let stacking = Stacking {
            train: &|runs| crease_train::train_stack(runs, datasets, backend),
            most: &|settings: &RunSettings| self.most_stacked(settings),
        };
        let context = Context {
            folder: self.folder,
            datasets,
            train: &|settings, state, observer| {
                crease_train::train_from(settings, datasets, backend, state, observer)
            },
            stacking: backend.stacks().then_some(stacking),
            revisit: &|settings, step, network| {
                crease_train::revisit(settings, datasets, backend, step, network)
            },
            backend: &self.arguments.experiment.backend,
            jobs: self.jobs(),
            keep_every: self.arguments.keep_every,
            stop: &stop,
            ended_before: self.assigned_count() - pending.len(),
            session: &session,
        };
        let result = pipeline::execute(pending, &context, &mut journal)
            .inspect_err(|error| tracing::error!("{error}"))?;
        tracing::info!(
            finished = result.finished,
            diverged = result.diverged.len(),
            failed = result.failed.len(),
            interrupted = result.interrupted,
            "session ends"
        );
        Ok(result)
    }

    fn session(&self, pending: &[&PlannedRun]) -> Session {
        let engine = if experiments::any_trains(pending.iter().copied()) {
            format!(" ({} steps)", EngineName::of(self.backend).name())
        } else {
            String::new()
        };
        let program = Program {
            crease: env!("CARGO_PKG_VERSION"),
            rustc: env!("CREASE_RUSTC"),
            backend: &self.computes_on(&engine),
        };
        Session::begin(&program, self.jobs(), self.arguments.shard)
    }

    fn counts(&self) -> RunCounts {
        Survey::quick(self.folder, &self.loaded.plan).counts()
    }

    /// The error that ended the session, and what is left to do.
    fn explain(&self, error: &anyhow::Error) -> anyhow::Error {
        if let Err(missing) = self.folder.check_in_place() {
            return missing.into();
        }
        let counts = self.counts();
        anyhow::anyhow!(
            "{error:#}; {} of {} finished and kept; run the same command to resume",
            counts.finished,
            text::counted(counts.planned as u64, "run")
        )
    }

    fn note_stopped(&self) {
        let counts = self.counts();
        terminal::note(&format!(
            "stopped: {} of {} finished and kept; run the same command to resume",
            counts.finished,
            text::counted(counts.planned as u64, "run"),
        ));
    }

    fn note_others_left(&self, waiting: usize) {
        let (planned, name) = (self.loaded.plan.runs.len(), &self.loaded.name);
        let plot = shell::of_results("plot", name, &self.arguments.results.results);
        terminal::note(&format!(
            "{name}: this shard is done; {} of {} are left to other shards, the last of which draws \
             the figure; `{plot}` draws what is there",
            text::count(waiting as u64),
            text::counted(planned as u64, "run"),
        ));
    }
}
