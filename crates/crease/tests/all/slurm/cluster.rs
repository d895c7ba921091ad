//! A real Slurm of one node on this machine, for the length of a test: munged, slurmctld and slurmd
//! with all their files in a temporary folder, on ports of their own.

use std::fmt::Write;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// One cluster at a time: a machine that tests run on has few cores.
static TURN: Mutex<()> = Mutex::new(());

/// Where Debian installs daemons.
const FOLDERS: [&str; 4] = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin"];

/// A cluster, which is shut down in any case when this is dropped.
pub struct Cluster {
    folder: TempDir,
    daemons: Vec<Child>,
    _turn: MutexGuard<'static, ()>,
}

/// A task of an array, as Slurm sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub state: String,
    pub restarts: u32,
}

impl Cluster {
    pub fn start() -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cluster = Self {
            folder: tempfile::tempdir().unwrap(),
            daemons: Vec::new(),
            _turn: turn,
        };
        cluster.configure();
        cluster.start_daemons();
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self) {
        // Munge requires that users other than root could reach its socket.
        fs::set_permissions(self.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for folder in ["munge", "state", "spool"] {
            fs::create_dir(self.path(folder)).unwrap();
        }
        let mut key = [0; 128];
        std::io::Read::read_exact(&mut fs::File::open("/dev/urandom").unwrap(), &mut key).unwrap();
        fs::write(self.path("munge/key"), key).unwrap();
        fs::set_permissions(self.path("munge/key"), fs::Permissions::from_mode(0o600)).unwrap();

        let (controller, node) = (free_port(), free_port());
        let at = self.folder.path().display();
        let mut config = String::new();
        write!(
            config,
            "ClusterName=crease\n\
             SlurmctldHost=localhost(127.0.0.1)\n\
             SlurmctldPort={controller}\n\
             SlurmdPort={node}\n\
             SlurmUser=root\n\
             SlurmdUser=root\n\
             CommunicationParameters=NoInAddrAny,NoCtldInAddrAny\n\
             AuthType=auth/munge\n\
             # Without this a task that goes back into the queue waits for two minutes.\n\
             AuthInfo=socket={at}/munge/socket,cred_expire=5\n\
             SlurmctldPidFile={at}/slurmctld.pid\n\
             SlurmdPidFile={at}/slurmd.pid\n\
             SlurmctldLogFile={at}/slurmctld.log\n\
             SlurmdLogFile={at}/slurmd.log\n\
             StateSaveLocation={at}/state\n\
             SlurmdSpoolDir={at}/spool\n\
             ProctrackType=proctrack/pgid\n\
             TaskPlugin=task/none\n\
             MpiDefault=none\n\
             JobAcctGatherType=jobacct_gather/none\n\
             AccountingStorageType=accounting_storage/none\n\
             SelectType=select/cons_tres\n\
             SelectTypeParameters=CR_CPU\n\
             SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1\n\
             KillWait=5\n\
             ReturnToService=2\n\
             NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN\n\
             PartitionName=lab Nodes=localhost Default=YES MaxTime=INFINITE State=UP\n"
        )
        .unwrap();
        fs::write(self.path("slurm.conf"), config).unwrap();
    }

    fn start_daemons(&mut self) {
        let file = |name: &str| self.path(name).display().to_string();
        let munge = [
            "--foreground".to_owned(),
            "--num-threads=2".to_owned(),
            format!("--key-file={}", file("munge/key")),
            format!("--socket={}", file("munge/socket")),
            format!("--pid-file={}", file("munge/pid")),
            format!("--log-file={}", file("munge/log")),
            format!("--seed-file={}", file("munge/seed")),
        ];
        self.spawn("munged", &munge);
        let socket = self.path("munge/socket");
        self.wait("munge's socket", 20, || socket.exists().then_some(()));
        self.spawn("slurmctld", &["-D", "-i"].map(str::to_owned));
        self.spawn("slurmd", &["-D", "-N", "localhost"].map(str::to_owned));
        self.wait("an idle node", 60, || {
            let state = self.client("sinfo", &["-h", "-o", "%T"]);
            (state.trim() == "idle").then_some(())
        });
    }

    /// Daemons stay in the foreground: they are children of this process, and Ctrl-C ends them with
    /// it.
    fn spawn(&mut self, name: &str, arguments: &[String]) {
        let log = fs::File::create(self.path(&format!("{name}.out"))).unwrap();
        let child = Command::new(find(name).unwrap_or_else(|| panic!("no {name} here")))
            .args(arguments)
            .env("SLURM_CONF", self.path("slurm.conf"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        self.daemons.push(child.unwrap());
    }

    /// A client command, which hangs instead of failing if a daemon is missing.
    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        Command::new("timeout")
            .args(["10", program])
            .args(arguments)
            .env("SLURM_CONF", self.path("slurm.conf"))
            .output()
            .unwrap()
    }

    /// The output of a client command; empty if it fails.
    fn client(&self, program: &str, arguments: &[&str]) -> String {
        String::from_utf8(self.run(program, arguments).stdout).unwrap()
    }

    /// Submits a script with more options, and returns the id of its array.
    pub fn submit(&self, script: &Path, options: &[&str]) -> String {
        let mut arguments = vec!["--parsable"];
        arguments.extend(options);
        arguments.push(script.to_str().unwrap());
        let output = self.run("sbatch", &arguments);
        assert!(output.status.success(), "sbatch: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Runs a command that must succeed.
    pub fn manage(&self, program: &str, arguments: &[&str]) {
        let output = self.run(program, arguments);
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {output:?}"
        );
    }

    /// The task with this number; `None` while the array has no such task.
    pub fn task(&self, array: &str, number: u32) -> Option<Task> {
        let shown = self.client(
            "scontrol",
            &["-o", "show", "job", &format!("{array}_{number}")],
        );
        let value = |key: &str| {
            let mut words = shown.split_whitespace();
            words.find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
        };
        Some(Task {
            state: value("JobState")?.to_owned(),
            restarts: value("Restarts")?.parse().unwrap(),
        })
    }

    /// Waits until the task is over and will not start again.
    pub fn wait_for_end(&self, array: &str, number: u32) -> Task {
        self.wait(&format!("the end of task {number}"), 120, || {
            let task = self.task(array, number)?;
            let over = [
                "COMPLETED",
                "FAILED",
                "CANCELLED",
                "TIMEOUT",
                "NODE_FAIL",
                "OUT_OF_MEMORY",
            ];
            over.contains(&task.state.as_str()).then_some(task)
        })
    }

    /// Waits until `ready` returns a value; otherwise fails with everything that Slurm wrote.
    pub fn wait<T>(&self, what: &str, seconds: u64, mut ready: impl FnMut() -> Option<T>) -> T {
        let began = Instant::now();
        loop {
            if let Some(value) = ready() {
                return value;
            }
            assert!(
                began.elapsed() < Duration::from_secs(seconds),
                "waited {seconds} s for {what}\n{}",
                self.story()
            );
            sleep(Duration::from_millis(100));
        }
    }

    fn story(&self) -> String {
        let mut story = self.client("scontrol", &["show", "job"]);
        for name in ["munged.out", "munge/log", "slurmctld.log", "slurmd.log"] {
            let text = fs::read_to_string(self.path(name)).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            let last = lines[lines.len().saturating_sub(40)..].join("\n");
            let _ = write!(story, "\n--- {name}\n{last}\n");
        }
        story
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.run("scancel", &["--user=root", "--quiet"]);
        let began = Instant::now();
        while !self.client("squeue", &["-h"]).trim().is_empty()
            && began.elapsed() < Duration::from_secs(15)
        {
            sleep(Duration::from_millis(200));
        }
        // The node first: it signs off at the controller, which needs munge.
        for daemon in self.daemons.iter_mut().rev() {
            signal(daemon.id(), "TERM");
            let began = Instant::now();
            while matches!(daemon.try_wait(), Ok(None)) {
                if began.elapsed() > Duration::from_secs(10) {
                    let _ = daemon.kill();
                }
                sleep(Duration::from_millis(50));
            }
        }
        // Processes of a step that Slurm could not end.
        let at = self.folder.path().to_string_lossy().into_owned();
        for (id, words) in processes() {
            if words.iter().any(|word| word.contains(&at)) {
                signal(id, "KILL");
            }
        }
    }
}

/// Sends a signal; a process that has ended meanwhile is ignored.
pub fn signal(process: u32, name: &str) {
    let _ = Command::new("kill")
        .args(["-s", name, &process.to_string()])
        .stderr(Stdio::null())
        .status();
}

/// Every process of this machine with the words of its command line.
pub fn processes() -> impl Iterator<Item = (u32, Vec<String>)> {
    fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
        let words = line.split(|&byte| byte == 0);
        let words = words.map(|word| String::from_utf8_lossy(word).into_owned());
        Some((id, words.collect()))
    })
}

fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(FOLDERS.map(PathBuf::from));
    folders
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
