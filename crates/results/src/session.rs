use crate::{Shard, utc_now};
use serde::{Deserialize, Serialize};

/// `provenance.json`: where, when and with what the results were computed. Kept apart from the
/// tables, so that those are equal wherever they are computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Every `crease run` that worked on a run in the table, first to last.
    pub sessions: Vec<Session>,
}

/// One `crease run`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Its name, unique in the folder: when it began, on which host, in which process.
    pub id: String,
    /// Numbers the sessions of the folder, whatever the clocks say.
    #[serde(default)]
    pub number: u64,
    /// The host's name.
    pub host: String,
    /// The process on that host.
    pub pid: u32,
    /// Which part of the runs it computes; all if `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// When it began, UTC.
    pub began: String,
    /// Version of crease.
    pub crease: String,
    /// Version of the compiler that built it.
    pub rustc: String,
    /// What computed the training steps.
    pub backend: String,
    /// Runs trained at a time.
    pub jobs: usize,
    /// Runs that this session finished.
    pub runs_finished: usize,
    /// Runs that diverged in this session.
    pub runs_diverged: usize,
    /// Runs that failed in this session.
    pub runs_failed: usize,
    /// Whether it stopped before its work was done, or is still running.
    pub interrupted: bool,
    /// Wall seconds of training and analysis together.
    pub wall_seconds: f64,
    /// Where it ran.
    pub machine: Machine,
}

/// The program that runs a session.
#[derive(Clone, Copy, Debug)]
pub struct Program<'a> {
    /// Version of crease.
    pub crease: &'a str,
    /// Version of the compiler that built it.
    pub rustc: &'a str,
    /// What computes the training steps.
    pub backend: &'a str,
}

impl Session {
    /// A session of this process that begins now; it has no id yet.
    pub fn begin(program: &Program, jobs: usize, shard: Option<Shard>) -> Self {
        Self {
            id: String::new(),
            number: 0,
            host: gethostname::gethostname().to_string_lossy().into_owned(),
            pid: std::process::id(),
            shard: shard.map(|shard| shard.to_string()),
            began: utc_now(),
            crease: program.crease.to_owned(),
            rustc: program.rustc.to_owned(),
            backend: program.backend.to_owned(),
            jobs,
            runs_finished: 0,
            runs_diverged: 0,
            runs_failed: 0,
            interrupted: true,
            wall_seconds: 0.0,
            machine: Machine::this(),
        }
    }
}

/// A computer, as far as timings depend on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Operating system and architecture.
    pub system: String,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            cpu: cpu_model().unwrap_or_else(|| "unknown".to_owned()),
            cores,
            system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        }
    }
}

fn cpu_model() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}
