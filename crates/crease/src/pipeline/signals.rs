use crease_experiment::plan::PlannedRun;
use crease_results::RunProgress;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// State that threads share besides the channels.
pub(super) struct Signals<'a> {
    stop: &'a AtomicBool,
    /// Set for a run whose analysis failed, so that its training ends too.
    abandoned: Vec<AtomicBool>,
    /// Steps trained so far, in all runs.
    steps: AtomicU64,
    /// Steps that this session will not train: done before, or of runs that ended early.
    spared: AtomicU64,
    /// One more than the steps taken in each run under way; 0 for all others.
    at: Vec<AtomicU64>,
}

impl<'a> Signals<'a> {
    pub fn new(stop: &'a AtomicBool, runs: usize) -> Self {
        Self {
            stop,
            abandoned: (0..runs).map(|_| AtomicBool::new(false)).collect(),
            steps: AtomicU64::new(0),
            spared: AtomicU64::new(0),
            at: (0..runs).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Whether the user requested a stop.
    pub fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Steps trained so far, in all runs.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    /// Steps that this session will not train.
    pub fn spared(&self) -> u64 {
        self.spared.load(Ordering::Relaxed)
    }

    pub fn is_abandoned(&self, run: usize) -> bool {
        self.abandoned[run].load(Ordering::Relaxed)
    }

    pub fn abandon(&self, run: usize) {
        self.abandoned[run].store(true, Ordering::Relaxed);
    }

    pub fn spare(&self, steps: u64) {
        self.spared.fetch_add(steps, Ordering::Relaxed);
    }

    /// Records that steps counted as spared must be trained after all.
    pub fn unspare(&self, steps: u64) {
        self.spared.fetch_sub(steps, Ordering::Relaxed);
    }

    pub fn took_step(&self, run: usize, step: u64) {
        self.steps.fetch_add(1, Ordering::Relaxed);
        self.at(run, step);
    }

    pub fn at(&self, run: usize, step: u64) {
        self.at[run].store(step + 1, Ordering::Relaxed);
    }

    /// Records that a run is no longer under way: it is trained and analysed.
    pub fn rest(&self, run: usize) {
        self.at[run].store(0, Ordering::Relaxed);
    }

    pub fn abandon_all(&self) {
        (0..self.abandoned.len()).for_each(|run| self.abandon(run));
    }

    pub fn running(&self, runs: &[&PlannedRun]) -> Vec<RunProgress> {
        let at = self.at.iter().map(|at| at.load(Ordering::Relaxed));
        let under_way = runs.iter().zip(at).filter(|(_, at)| *at > 0);
        let running = under_way.map(|(run, at)| RunProgress {
            run: run.id.clone(),
            step: at - 1,
        });
        running.collect()
    }
}
