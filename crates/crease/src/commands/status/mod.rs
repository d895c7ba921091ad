mod text;

use crate::cli::StatusArguments;
use crate::ending::Ending;
use crate::{frozen, terminal};
use crease_report::Loaded;
use crease_results::{Earlier, Folder, KnownSession, RunCounts, RunEnd, Survey};
use serde::Serialize;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// `crease status`: the progress of an experiment, from what its sessions recorded. Only reads.
pub fn status(arguments: &StatusArguments) -> anyhow::Result<Ending> {
    let folder = Folder::open(&arguments.results.results, &arguments.name)?;
    let loaded = crease_report::read(&folder)?;
    let status = ExperimentStatus::of(&folder, &loaded);
    if arguments.json {
        let json = serde_json::to_string_pretty(&status)?;
        terminal::print(&format!("{json}\n"))?;
    } else {
        terminal::print(&status.text())?;
    }
    Ok(Ending::Done)
}

/// The progress of an experiment. The JSON has the same names.
#[derive(Serialize)]
struct ExperimentStatus {
    name: String,
    title: String,
    runs: usize,
    finished: usize,
    diverged: usize,
    failed: usize,
    /// Under way at this moment.
    running: Vec<RunUnderWay>,
    /// Not under way, with a state to resume from.
    interrupted: usize,
    /// Trained with other measures, to be measured from kept checkpoints.
    to_measure: usize,
    /// Not begun, and not counted above.
    waiting: usize,
    /// Damaged: will be computed again.
    damaged: Vec<String>,
    /// Runs in the folder that have other settings.
    other_runs: usize,
    steps_done: u64,
    steps: u64,
    /// Steps per second, of all running sessions, or of the last one if none is running.
    steps_per_second: Option<f64>,
    /// At this rate.
    seconds_left: Option<f64>,
    disk_bytes: u64,
    sessions: Vec<ShownSession>,
    /// Runs that failed or diverged, and why.
    bad: Vec<BadRun>,
    logs: PathBuf,
}

#[derive(Serialize)]
struct RunUnderWay {
    run: String,
    step: u64,
    steps: u64,
}

/// A running session, or the last one if none is running.
#[derive(Serialize)]
struct ShownSession {
    id: String,
    alive: bool,
    host: String,
    pid: u32,
    shard: Option<String>,
    began: String,
    steps: u64,
    wall_seconds: f64,
    interrupted: bool,
}

#[derive(Serialize)]
struct BadRun {
    run: String,
    state: RunEnd,
    error: String,
}

impl ExperimentStatus {
    fn of(folder: &Folder, loaded: &Loaded) -> Self {
        let survey = Survey::quick(folder, &loaded.plan);
        let RunCounts {
            planned,
            finished,
            diverged,
            failed,
        } = survey.counts();
        let (alive, ended): (Vec<KnownSession>, Vec<KnownSession>) =
            folder.sessions().into_iter().partition(|seen| seen.alive);
        let under_way = alive.iter().flat_map(|seen| &seen.record.running);
        let under_way: HashMap<&str, u64> = under_way
            .map(|running| (running.run.as_str(), running.step))
            .collect();

        let mut running = Vec::new();
        let (mut to_measure, mut interrupted, mut waiting) = (0, 0, 0);
        let (mut steps_done, mut steps, mut steps_left) = (0, 0, 0);
        let mut bad = Vec::new();
        for surveyed in &survey.runs {
            let run = surveyed.run;
            let total = run.settings.total_steps();
            steps += total;
            let done = if let Some(ended) = &surveyed.ended {
                let status = &ended.status;
                if status.state != RunEnd::Finished {
                    bad.push(BadRun {
                        run: run.id.clone(),
                        state: status.state,
                        error: status.error.clone().unwrap_or_default(),
                    });
                }
                status.steps
            } else if let Some(&step) = under_way.get(run.id.as_str()) {
                running.push(RunUnderWay {
                    run: run.id.clone(),
                    step,
                    steps: total,
                });
                steps_left += total.saturating_sub(step);
                step
            } else {
                let kept = match surveyed.earlier {
                    Earlier::Kept(_) => Some(total),
                    _ => folder.run(run).resume_step(),
                };
                match (&surveyed.earlier, kept) {
                    (Earlier::Kept(_), _) => to_measure += 1,
                    (_, Some(_)) => interrupted += 1,
                    (_, None) => waiting += 1,
                }
                steps_left += total.saturating_sub(kept.unwrap_or(0));
                kept.unwrap_or(0)
            };
            steps_done += done;
        }
        let shown = if alive.is_empty() {
            ended.last().into_iter().collect()
        } else {
            alive.iter().collect::<Vec<&KnownSession>>()
        };
        let rates = shown.iter().map(|seen| {
            let (steps, seconds) = (seen.record.steps as f64, seen.record.session.wall_seconds);
            if seconds > 0.0 { steps / seconds } else { 0.0 }
        });
        let rate = rates.sum::<f64>();
        let seconds_left = if steps_left > 0 {
            steps_left as f64 / rate
        } else {
            // If nothing is left to train, the runs are counted instead.
            let left = running.len() + to_measure + interrupted + waiting;
            let rates = shown.iter().map(|seen| {
                let session = &seen.record.session;
                session.runs_finished as f64 / session.wall_seconds.max(1e-9)
            });
            left as f64 / rates.sum::<f64>()
        };
        Self {
            name: folder.name().to_owned(),
            title: loaded.experiment.title.clone(),
            runs: planned,
            finished,
            diverged,
            failed,
            running,
            to_measure,
            interrupted,
            waiting,
            other_runs: frozen::other_runs(folder, loaded),
            steps_done,
            steps,
            steps_per_second: (rate > 0.0).then_some(rate),
            seconds_left: seconds_left.is_finite().then_some(seconds_left),
            disk_bytes: size(folder.path()),
            sessions: shown.into_iter().map(ShownSession::of).collect(),
            bad,
            damaged: survey.damaged.iter().map(ToString::to_string).collect(),
            logs: folder.logs(),
        }
    }
}

impl ShownSession {
    fn of(seen: &KnownSession) -> Self {
        let session = &seen.record.session;
        Self {
            id: session.id.clone(),
            alive: seen.alive,
            host: session.host.clone(),
            pid: session.pid,
            shard: session.shard.clone(),
            began: session.began.clone(),
            steps: seen.record.steps,
            wall_seconds: session.wall_seconds,
            interrupted: session.interrupted,
        }
    }
}

/// Bytes in the files of a folder and its subfolders. Files that vanish meanwhile are not counted.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}
