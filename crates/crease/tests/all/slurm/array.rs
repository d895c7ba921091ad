//! From `crease slurm` over `sbatch` to the finished figure, on a real Slurm.

use crate::slurm::cluster::{Cluster, Task, processes, signal};
use crate::slurm::support::{crease, fig5, slurm};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// The name of the results.
const NAME: &str = "fig5-quick";

/// 6 runs of some seconds each: long enough for a task to be caught while working.
const EXPERIMENT: [&str; 8] = [
    "--set",
    "repeats=6",
    "--set",
    "sweep.task.memorise.points=[2500]",
    "--set",
    "training.epochs=6000",
    "--set",
    "checkpoints=[{from = 0, to = 6000, count = 4}]",
];

/// Steps of each of these runs: 6000 epochs of 20 batches.
const STEPS: u64 = 120_000;

/// A folder, as a user may have it, with the script of an array in it.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new(nodes: &str) -> Self {
        let folder = Builder::new()
            .prefix("it's #1, 100% \"new\" ")
            .tempdir()
            .unwrap();
        slurm(
            folder.path(),
            &["--nodes", nodes, "--cpus", "1", "--time", "10"],
        )
        .args(EXPERIMENT)
        .assert()
        .success();
        Self { folder }
    }

    fn results(&self) -> PathBuf {
        self.folder.path().join("results")
    }

    fn script(&self) -> PathBuf {
        self.folder.path().join("fig5-quick.sbatch")
    }

    /// The process of crease that has this shard, with at least one finished run.
    fn at_work(&self, cluster: &Cluster, shard: &str) -> u32 {
        let results = self.results();
        let results = results.to_str().unwrap();
        let payload = || {
            processes().find(|(_, words)| {
                let mut pairs = words.windows(2);
                words.iter().any(|word| word == results)
                    && pairs.any(|pair| pair == ["--shard", shard])
            })
        };
        cluster.wait(&format!("crease on shard {shard}"), 60, || {
            let (id, _) = payload()?;
            working(id).then_some(id)
        })
    }

    /// What a task wrote.
    fn log(&self, array: &str, number: u32) -> String {
        let name = format!("slurm-{array}_{number}.log");
        fs::read_to_string(self.results().join(NAME).join("logs").join(name)).unwrap()
    }

    fn assert_as_without_a_cluster(&self) {
        let alone = tempfile::tempdir().unwrap();
        crease()
            .arg("run")
            .arg(fig5())
            .args(["--preset", "quick", "--results"])
            .arg(alone.path())
            .args(EXPERIMENT)
            .assert()
            .success();
        let (expected, found) = (contents(alone.path()), contents(&self.results()));
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected));
        for (path, bytes) in &expected {
            assert!(found[path] == *bytes, "{} differs", path.display());
        }
        for name in [
            "table.csv",
            "fig5-quick.svg",
            "fig5-quick.pdf",
            "fig5-quick.png",
        ] {
            assert!(
                expected.contains_key(Path::new(name)),
                "{name} was not compared"
            );
        }
        let checkpoints = expected
            .keys()
            .filter(|path| path.extension().unwrap() == "safetensors");
        assert_eq!(checkpoints.count(), 6);
    }
}

/// Whether a process has trained for a while: it used half a second of a processor.
fn working(process: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else {
        return false;
    };
    // The name, in brackets, may hold anything; user time is the 12th field after it, in hundredths
    // of a second.
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after.split_whitespace().nth(11);
    ticks
        .and_then(|ticks| ticks.parse::<u64>().ok())
        .is_some_and(|ticks| ticks >= 50)
}

#[test]
#[ignore = "needs Slurm, and root to start it"]
fn an_array_with_a_killed_task_draws_the_same_figure() {
    let cluster = Cluster::start();
    let project = Project::new("3");
    let array = cluster.submit(&project.script(), &[]);
    let payload = project.at_work(&cluster, "2/3");
    signal(payload, "KILL");
    for number in 1..=3 {
        let expected = Task {
            state: "COMPLETED".to_owned(),
            restarts: u32::from(number == 2),
        };
        let log = project.log(&array, number);
        assert_eq!(
            cluster.wait_for_end(&array, number),
            expected,
            "task {number}: {log}"
        );
    }
    let log = project.log(&array, 2);
    assert!(
        log.contains("crease was killed by signal 9: queued again"),
        "{log}"
    );
    assert!(log.contains("restarts so far: 1"), "{log}");
    drop(cluster);
    project.assert_as_without_a_cluster();
}

/// Slurm warns two minutes before the limit. A task whose crease is frozen until then costs the
/// machine that runs the tests nothing.
#[test]
#[ignore = "needs Slurm, and root to start it"]
fn a_task_resumes_after_its_time_limit_but_not_after_scancel() {
    let cluster = Cluster::start();
    let project = Project::new("2");
    let array = cluster.submit(&project.script(), &[]);
    let (long, cancelled) = (format!("{array}_1"), format!("{array}_2"));

    let payload = project.at_work(&cluster, "1/2");
    signal(payload, "STOP");
    cluster.manage(
        "scontrol",
        &["update", &format!("JobId={long}"), "TimeLimit=2"],
    );

    project.at_work(&cluster, "2/2");
    cluster.manage("scancel", &[&cancelled]);
    let expected = Task {
        state: "CANCELLED".to_owned(),
        restarts: 0,
    };
    assert_eq!(cluster.wait_for_end(&array, 2), expected);
    let log = project.log(&array, 2);
    assert!(log.contains("shard 2 of 2: stopped"), "{log}");

    cluster.wait("SIGTERM to crease", 60, || {
        is_told_to_end(payload).then_some(())
    });
    signal(payload, "CONT");
    cluster.wait("the queue", 30, || {
        (cluster.task(&array, 1)?.restarts == 1).then_some(())
    });
    cluster.manage(
        "scontrol",
        &["update", &format!("JobId={long}"), "TimeLimit=10"],
    );
    let expected = Task {
        state: "COMPLETED".to_owned(),
        restarts: 1,
    };
    let task = cluster.wait_for_end(&array, 1);
    let log = project.log(&array, 1);
    assert_eq!(task, expected, "{log}");
    assert!(
        log.contains("the time limit is near: queued again"),
        "{log}"
    );
    assert_eq!(steps(&log), 3 * STEPS, "no step was lost: {log}");

    let again = cluster.submit(&project.script(), &["--array=2"]);
    assert_eq!(cluster.wait_for_end(&again, 2).state, "COMPLETED");
    drop(cluster);
    project.assert_as_without_a_cluster();
}

/// The steps that a log's sessions trained, as each says at its end.
fn steps(log: &str) -> u64 {
    let sessions = log.lines().filter_map(|line| {
        let (_, steps) = line.split_once(" and ")?;
        let (steps, _) = steps.split_once(" steps in ")?;
        Some(steps.replace(',', "").parse::<u64>().unwrap())
    });
    sessions.sum()
}

/// Whether SIGTERM is pending for a frozen process.
fn is_told_to_end(process: u32) -> bool {
    const SIGTERM: u32 = 15;
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let pending = status.lines().find_map(|line| line.strip_prefix("ShdPnd:"));
    let pending = u64::from_str_radix(pending.unwrap().trim(), 16).unwrap();
    pending & (1 << (SIGTERM - 1)) != 0
}

/// Every file of these results that depends on the experiment alone: table, figure, captions, and
/// the measures and checkpoints of all runs.
fn contents(results: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let root = results.join(NAME);
    gather(&root, &root, &mut files);
    files.retain(|path, _| {
        let extension = path.extension().unwrap_or_default();
        ["csv", "svg", "pdf", "png", "safetensors", "txt", "tex"]
            .iter()
            .any(|kept| extension == *kept)
            && !path.starts_with("logs")
    });
    files
}

fn gather(root: &Path, folder: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let bytes = fs::read(&path).unwrap();
            files.insert(path.strip_prefix(root).unwrap().to_path_buf(), bytes);
        }
    }
}
