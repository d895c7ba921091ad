//! The batch script.

use super::limits::WARNING;
use super::quote;
use crate::shell;
use crease_report::Loaded;
use crease_report::text;
use crease_train::Backend;
use std::fmt::Write;
use std::path::{Path, PathBuf};

const TEMPLATE: &str = include_str!("template.sh");

/// The content of a batch script. All paths are absolute.
pub struct Script<'a> {
    pub loaded: &'a Loaded,
    /// Tasks of the array, one shard each.
    pub nodes: u32,
    /// Cores of a task, and runs at a time.
    pub cpus: usize,
    pub time: &'a str,
    pub memory: Option<&'a str>,
    pub partition: Option<&'a str>,
    pub account: Option<&'a str>,
    /// The program.
    pub crease: PathBuf,
    /// The folder of Slurm's logs.
    pub logs: PathBuf,
    /// The experiment file that the tasks read.
    pub experiment: PathBuf,
    pub results: PathBuf,
    pub backend: Backend,
    /// The most runs side by side, where the backend stacks them.
    pub stack: Option<u16>,
    /// The folder of MNIST, if the task needs it.
    pub data: Option<PathBuf>,
}

impl Script<'_> {
    /// The whole script.
    ///
    /// # Errors
    /// If a path cannot be written in one.
    pub fn text(&self) -> anyhow::Result<String> {
        let path = |path: &Path| quote::plain(path).map(shell::word);
        let log = quote::pattern(&self.logs)? + "/slurm-%A_%a.log";
        let values = [
            ("title", self.title()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("command", command()),
            ("job_name", quote::sbatch(&self.loaded.name)),
            ("shards", self.nodes.to_string()),
            ("cpus", self.cpus.to_string()),
            ("time", self.time.to_string()),
            ("more_options", self.more_options()),
            ("log", quote::sbatch(&log)),
            ("warning", WARNING.to_string()),
            ("crease", path(&self.crease)?),
            ("experiment", path(&self.experiment)?),
            ("results", path(&self.results)?),
            ("backend", self.backend.name().to_owned()),
            (
                "stack",
                self.stack
                    .map_or_else(String::new, |most| format!(" --stack {most}")),
            ),
            (
                "data",
                match &self.data {
                    Some(folder) => format!("\nexport CREASE_DATA={}", path(folder)?),
                    None => String::new(),
                },
            ),
        ];
        Ok(fill(&values))
    }

    /// `fig5: 240 runs in 8 tasks, 30 each`.
    fn title(&self) -> String {
        let runs = self.loaded.plan.runs.len();
        let nodes = self.nodes as usize;
        let (least, most) = (runs / nodes, runs.div_ceil(nodes));
        let each = if least == most {
            text::count(most as u64)
        } else {
            format!(
                "{} or {}",
                text::count(least as u64),
                text::count(most as u64)
            )
        };
        let title = format!(
            "{}: {} in {}, {each} each",
            self.loaded.name,
            text::counted(runs as u64, "run"),
            text::counted(nodes as u64, "task"),
        );
        crease_input::one_line(&title)
    }

    fn more_options(&self) -> String {
        let mut out = String::new();
        let mut option = |name: &str, value: &str| {
            let _ = write!(out, "\n#SBATCH --{name}={value}");
        };
        if self.backend.is_gpu() {
            option("gpus-per-task", "1");
        }
        for (name, value) in [
            ("mem", self.memory),
            ("partition", self.partition),
            ("account", self.account),
        ] {
            if let Some(value) = value {
                option(name, value);
            }
        }
        out
    }

    /// What to do with the script at `path`.
    pub fn explanation(&self, path: &Path) -> String {
        let plot = shell::of_results("plot", &self.loaded.name, &self.results);
        let script = shell::file(path);
        format!(
            "{script}: {}; {} and at most {} per task\n\
             \n  \
             sbatch {script}\n\
             \n\
             submits it, from a machine that sees the same folders as the nodes. A task that is\n\
             killed, loses its node or reaches its time limit resumes by itself; after scancel,\n\
             submit the script again to resume. The last task draws the figure. Until then\n\
             \n  \
             {plot}\n\
             \n\
             draws what is there. Logs: {}\n",
            self.title(),
            text::counted(self.cpus as u64, "core"),
            self.time,
            self.logs.display(),
        )
    }
}

/// The command line of this program. `--force` does not change what it writes.
fn command() -> String {
    let words = std::env::args_os().skip(1).filter(|word| word != "--force");
    words.fold("crease".to_owned(), |line, word| {
        line + " " + &shell::word(word)
    })
}

/// The template with each `{{name}}` replaced in one pass: a value may look like a name.
fn fill(values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(2 * TEMPLATE.len());
    let mut rest = TEMPLATE;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, left) = after.split_once("}}").unwrap_or((after, ""));
        out.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = left;
    }
    out + rest
}
