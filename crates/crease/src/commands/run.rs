use crate::cli::RunArguments;
use crate::ending::Ending;
use crate::pipeline::{self, Context, Stacking, Tally};
use crate::{bad_runs, commands, frozen, interrupt, logging, shell, terminal};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::RunSettings;
use crease_measure::LazyDatasets;
use crease_report::Loaded;
use crease_report::text;
use crease_results::{
    AskedOtherwise, Earlier, Folder, Journal, Program, Session, Shard, Standing, State, Survey,
    Tallied,
};
use crease_train::{Backend, Datasets};

/// `crease run`: trains and analyses what is not finished, then collects, draws and reports.
pub fn run(arguments: &RunArguments) -> anyhow::Result<Ending> {
    if arguments.experiment.list {
        return commands::list_built_in();
    }
    let backend = Backend::from_name(&arguments.experiment.backend)?;
    if let Some(stack) = arguments.stack.filter(|_| !backend.stacks()) {
        let stacking = Backend::ALL.iter().filter(|backend| backend.stacks());
        let names: Vec<&str> = stacking.map(|backend| backend.name()).collect();
        anyhow::bail!(
            "--stack {stack}: the backend {} trains one run a thread, expected --backend {}",
            backend.name(),
            names.join(" or ")
        );
    }
    let adapter = backend.adapter()?;
    let loaded = commands::load(&arguments.experiment)?;
    crease_report::rehearse(&loaded)?;
    let own = own_part(&loaded, arguments.shard)?;
    let lazy = LazyDatasets::default();
    let datasets = lazy.for_task(&loaded.experiment.task)?;
    let results = &arguments.results.results;
    let (mut folder, tables) = Folder::claim(results, &loaded.name, arguments.shard)?;
    commands::warn_of_no_locks(&folder, &tables);
    let loaded = match arguments.shard {
        None => frozen::freeze(&mut folder, loaded, backend.identity())?,
        Some(_) => frozen::join(&mut folder, loaded, backend.identity())?,
    };
    drop(tables);

    let work = Work {
        arguments,
        loaded: &loaded,
        folder: &folder,
        own: &own,
        backend,
        adapter,
    };
    work.work(datasets, &lazy)
        .map_err(|error| work.explain(&error))
}

/// Which runs of the plan are for this process.
fn own_part(loaded: &Loaded, shard: Option<Shard>) -> anyhow::Result<Vec<bool>> {
    let runs: Vec<&PlannedRun> = loaded.plan.runs.iter().collect();
    let Some(shard) = shard else {
        return Ok(vec![true; runs.len()]);
    };
    if shard.count as usize > runs.len() {
        anyhow::bail!(
            "--shard {shard}: there are only {}, expected at most as many shards",
            text::counted(runs.len() as u64, "run")
        );
    }
    // Dealt out from the longest to the shortest, so that all shards take about as long.
    let mut own = vec![false; runs.len()];
    for (position, index) in pipeline::longest_first(&runs).into_iter().enumerate() {
        own[index] = shard.has(position);
    }
    Ok(own)
}

fn pending<'a>(survey: &Survey<'a>, own: &[bool], retry: bool) -> Vec<&'a PlannedRun> {
    let again = |standing: &Standing| match standing.state() {
        None => true,
        Some(State::Finished) => false,
        Some(State::Diverged | State::Failed) => retry,
    };
    let runs = survey.runs.iter().zip(own);
    runs.filter(|(standing, own)| **own && again(standing))
        .map(|(standing, _)| standing.run)
        .collect()
}

/// What a session works on.
struct Work<'a> {
    arguments: &'a RunArguments,
    loaded: &'a Loaded,
    folder: &'a Folder,
    /// Which runs of the plan are for this process.
    own: &'a [bool],
    backend: Backend,
    /// The GPU, if the backend computes on one.
    adapter: Option<String>,
}

impl Work<'_> {
    /// Computes what is not there yet, and draws if that was all.
    fn work(&self, datasets: &Datasets, lazy: &LazyDatasets) -> anyhow::Result<Ending> {
        let (folder, loaded) = (self.folder, self.loaded);
        let survey = Survey::thorough(folder, &loaded.plan, self.own);
        bad_runs::warn_of_damage(&survey, "the run is computed again");
        let pending = pending(&survey, self.own, self.arguments.retry_failed);
        self.announce(&survey, &pending);
        let mut tally = Tally::default();
        if !pending.is_empty() {
            tally = self.compute(&pending, datasets)?;
            if tally.interrupted {
                self.say_stopped();
                return Ok(Ending::Interrupted);
            }
        }

        let tables = folder.lock_tables()?;
        let survey = Survey::quick(folder, &loaded.plan);
        let waiting = survey.tallied().waiting();
        // Another shard will draw: the one that ends last.
        if waiting == 0 || self.arguments.shard.is_none() {
            let table = commands::collect(folder, loaded, &survey)?;
            commands::publish(folder, loaded, &survey, &table, lazy)?;
        } else {
            self.say_others_left(waiting);
        }
        drop(tables);
        Ok(bad_runs::tell(folder, &survey, self.own, &tally.failed))
    }

    /// How many runs are for this process.
    fn own_count(&self) -> usize {
        self.own.iter().filter(|own| **own).count()
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
        let own = self.own_count();
        let runs = survey.runs.iter().zip(self.own);
        let states = runs.filter_map(|(run, own)| run.state().filter(|_| *own));
        let finished = states.filter(|state| *state == State::Finished).count();
        let bad = own - pending.len() - finished;
        if finished + bad > 0 {
            let bad = match bad {
                0 => String::new(),
                bad => format!(", {} had failed or diverged", text::count(bad as u64)),
            };
            terminal::note(&format!(
                "{name}{shard}: {} of {} already finished{bad}",
                text::count(finished as u64),
                if own == 1 {
                    "1 run was".to_owned()
                } else {
                    format!("{} runs were", text::count(own as u64))
                }
            ));
        }
        if pending.is_empty() {
            return;
        }
        let own = survey.runs.iter().zip(self.own).filter(|(_, own)| **own);
        let asked = AskedOtherwise::of(own.map(|(standing, _)| standing));
        for line in commands::asked_otherwise(&asked) {
            terminal::note(&format!("{name}{shard}: {line}"));
        }
        let trained = survey.runs.iter().filter(|standing| {
            let pending = pending.iter().any(|run| run.id == standing.run.id);
            pending && !matches!(standing.earlier, Earlier::Kept(_))
        });
        let steps = trained
            .map(|standing| standing.run.settings.total_steps())
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

    /// The backend, what it does, and the GPU, if it computes on one.
    fn computes_on(&self, how: &str) -> String {
        let name = self.backend.name();
        match &self.adapter {
            Some(adapter) => format!("{name}{how} on {adapter}"),
            None => format!("{name}{how}"),
        }
    }

    /// Computes the runs in a session of its own.
    fn compute(&self, pending: &[&PlannedRun], datasets: &Datasets) -> anyhow::Result<Tally> {
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
        let stop = interrupt::listen()?;
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
            ended_before: self.own_count() - pending.len(),
            session: &session,
        };
        let tally = pipeline::execute(pending, &context, &mut journal)
            .inspect_err(|error| tracing::error!("{error}"))?;
        tracing::info!(
            finished = tally.finished,
            diverged = tally.diverged.len(),
            failed = tally.failed.len(),
            interrupted = tally.interrupted,
            "ends"
        );
        Ok(tally)
    }

    fn session(&self, pending: &[&PlannedRun]) -> Session {
        let engines = commands::engines(pending.iter().copied(), self.backend);
        let names: Vec<&str> = engines.iter().map(|(engine, _)| engine.name()).collect();
        let engines = match names.as_slice() {
            [] => String::new(),
            names => format!(" ({} steps)", names.join(" and ")),
        };
        let program = Program {
            crease: env!("CARGO_PKG_VERSION"),
            rustc: env!("CREASE_RUSTC"),
            backend: &self.computes_on(&engines),
        };
        Session::begin(&program, self.jobs(), self.arguments.shard)
    }

    fn tallied(&self) -> Tallied {
        Survey::quick(self.folder, &self.loaded.plan).tallied()
    }

    /// What ended the session, and what is left.
    fn explain(&self, error: &anyhow::Error) -> anyhow::Error {
        if let Err(gone) = self.folder.check_in_place() {
            return gone.into();
        }
        let tallied = self.tallied();
        anyhow::anyhow!(
            "{error:#}; {} of {} are finished and kept, and the same command goes on from there",
            tallied.finished,
            text::counted(tallied.planned as u64, "run")
        )
    }

    fn say_stopped(&self) {
        let tallied = self.tallied();
        terminal::note(&format!(
            "stopped: {} of {} are finished and kept; the same command goes on from there, and in \
             the middle of those under way",
            tallied.finished,
            text::counted(tallied.planned as u64, "run"),
        ));
    }

    fn say_others_left(&self, waiting: usize) {
        let (planned, name) = (self.loaded.plan.runs.len(), &self.loaded.name);
        let plot = shell::of_results("plot", name, &self.arguments.results.results);
        terminal::note(&format!(
            "{name}: this shard is done; {} of {} are left to other shards, of which the last will \
             draw the figure; `{plot}` draws what is there",
            text::count(waiting as u64),
            text::counted(planned as u64, "run"),
        ));
    }
}
