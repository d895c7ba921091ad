mod limits;
mod quote;
mod script;

pub use limits::{label, memory, time};

use crate::cli::SlurmArguments;
use crate::commands::experiments;
use crate::ending::Ending;
use crate::terminal;
use anyhow::{Context, bail};
use crease_experiment::settings::Task;
use crease_experiment::settings::task::Data;
use crease_input::words::hexadecimal;
use crease_places::LazyDatasets;
use crease_report::Loaded;
use crease_report::text;
use crease_results::write_whole;
use crease_train::Backend;
use script::Script;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The most cores of a task by default: the nodes of many clusters have no more, and smaller tasks
/// start sooner.
const MOST_CPUS_UNASKED: usize = 16;

/// The most tasks of an array from 1 with Slurm's default `MaxArraySize` of 1001, which no index
/// may reach.
const MOST_TASKS_USUALLY: u32 = 1000;

/// `crease slurm`: writes the batch script that runs an experiment as a job array.
pub fn slurm(arguments: &SlurmArguments) -> anyhow::Result<Ending> {
    if arguments.experiment.list {
        return experiments::list_built_in();
    }
    let backend = Backend::from_name(&arguments.experiment.backend)?;
    let loaded = experiments::load(&arguments.experiment)?;
    crease_report::rehearse(&loaded)?;
    LazyDatasets::default().for_task(&loaded.experiment.task)?;
    let runs = loaded.plan.runs.len();
    let nodes = arguments.nodes as usize;
    if nodes > runs {
        bail!(
            "--nodes {nodes}: the experiment has {}, so {} would have nothing to do; expected at most \
             --nodes {runs}",
            text::counted(runs as u64, "run"),
            text::counted((nodes - runs) as u64, "node"),
        );
    }

    if arguments.nodes > MOST_TASKS_USUALLY {
        terminal::note(&format!(
            "warning: --nodes {nodes}: by default Slurm refuses arrays of more than \
             {MOST_TASKS_USUALLY} tasks; `scontrol show config` shows the cluster's MaxArraySize. \
             --nodes {MOST_TASKS_USUALLY} computes the same with more runs per task"
        ));
    }

    // Nodes may have another working directory than this shell.
    let results = std::path::absolute(&arguments.results.results)
        .context("the results folder has no absolute path")?;
    let root = results.join(&loaded.name);
    let script = Script {
        loaded: &loaded,
        nodes: arguments.nodes,
        cpus: arguments
            .cpus
            .map_or_else(|| runs.div_ceil(nodes).min(MOST_CPUS_UNASKED), usize::from),
        time: &arguments.time,
        memory: arguments.mem.as_deref(),
        partition: arguments.partition.as_deref(),
        account: arguments.account.as_deref(),
        crease: crease()?,
        logs: root.join("logs"),
        experiment: frozen(&root, &loaded),
        results,
        backend,
        stack: arguments.stack,
        data: data(&loaded.experiment.task)?,
    };
    let written = script.text()?;
    let path = script_file(arguments, &loaded);
    if let Some(path) = &path {
        refuse_to_replace(path, &written, arguments.force)?;
    }

    // Slurm does not create the folder of its log; without it a task fails without a reason.
    create(&script.logs)?;
    if let Some(folder) = script.experiment.parent() {
        create(folder)?;
    }
    write_whole(&script.experiment, loaded.resolved_toml.as_bytes())?;
    match &path {
        Some(path) => {
            write_whole(path, written.as_bytes())?;
            terminal::print(&script.explanation(path))?;
        }
        None => terminal::print(&written)?,
    }
    Ok(Ending::Done)
}

/// Where the script goes; `None` for stdout.
fn script_file(arguments: &SlurmArguments, loaded: &Loaded) -> Option<PathBuf> {
    match &arguments.output {
        Some(path) if path.as_os_str() == "-" => None,
        Some(path) => Some(path.clone()),
        None => Some(format!("{}.sbatch", loaded.name).into()),
    }
}

/// Refuses to replace a script that the user may have edited for the cluster.
fn refuse_to_replace(path: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    if !force && path.exists() && fs::read(path).ok().as_deref() != Some(text.as_bytes()) {
        bail!(
            "{} already exists with other content; --force replaces it, and --output writes elsewhere",
            path.display()
        );
    }
    Ok(())
}

fn create(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// Where a copy of the experiment is kept: tasks that start days later must not run a file that was
/// edited since, nor the copy of another `crease slurm`.
fn frozen(root: &Path, loaded: &Loaded) -> PathBuf {
    let digest = Sha256::digest(loaded.resolved_toml.as_bytes());
    // Results are named after the file.
    root.join("submitted")
        .join(hexadecimal(&digest[..6]))
        .join(format!("{}.toml", loaded.name))
}

/// This program.
fn crease() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe().context("cannot find the path of this program")?;
    if !path.is_file() {
        bail!(
            "{}: this program was moved or replaced while it was running; try again",
            path.display()
        );
    }
    Ok(path)
}

/// The folder of the task's data for the nodes.
fn data(task: &Task) -> anyhow::Result<Option<PathBuf>> {
    let Data::Published(set) = task.data() else {
        return Ok(None);
    };
    let folder = std::path::absolute(crease_data::folder())
        .with_context(|| format!("the folder of {} has no absolute path", set.title))?;
    Ok(Some(folder))
}
