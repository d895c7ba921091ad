use crate::bar::{Pace, bar};
use crate::terminal;
use crease_experiment::plan::PlannedRun;
use crease_report::text;
use indicatif::{ProgressBar, ProgressState};
use std::fmt::Write;
use std::time::{Duration, Instant};

const BAR: &str = "{wide_bar:.cyan/blue} {percent:>3} %  {msg}  {human_pos} steps  {rate} steps/s  \
                   {elapsed} elapsed, {eta} left";

/// Shows steps and runs done, their rate and the time left, on stderr.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    pace: Pace,
    began: Instant,
    /// Steps of all runs.
    all_steps: u64,
    /// Steps to be trained.
    steps: u64,
    runs_before: usize,
    runs: usize,
}

impl Progress {
    /// Progress over `runs`, after `runs_before` of the same plan.
    pub fn new(runs: &[&PlannedRun], runs_before: usize) -> Self {
        let steps = runs.iter().map(|run| run.settings.total_steps()).sum();
        let bar = bar(Some(steps), BAR);
        if let Some(bar) = &bar {
            let rate = |state: &ProgressState, out: &mut dyn Write| {
                let _ = out.write_str(&text::count(state.per_sec() as u64));
            };
            bar.set_style(bar.style().with_key("rate", rate));
        }
        Self {
            bar,
            pace: Pace::new(),
            began: Instant::now(),
            all_steps: steps,
            steps,
            runs_before,
            runs: runs_before + runs.len(),
        }
    }

    /// Subtracts steps that need no training.
    pub fn spare(&mut self, steps: u64) {
        self.steps = self.all_steps.saturating_sub(steps);
        if let Some(bar) = &self.bar {
            bar.set_length(self.steps);
        }
    }

    /// Shows progress.
    pub fn show(&mut self, steps: u64, runs: usize) {
        let runs = format!("{}/{} runs", self.runs_before + runs, self.runs);
        if let Some(bar) = &self.bar {
            bar.set_message(runs);
            bar.set_position(steps);
        } else if self.pace.is_due() {
            terminal::note(&line(steps, self.steps, self.began.elapsed(), &runs));
        }
    }

    /// Prints a line without breaking the bar.
    pub fn note(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| terminal::note(line)),
            None => terminal::note(line),
        }
    }

    /// Replaces the bar by one line.
    pub fn end(self, steps: u64, runs: usize) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let elapsed = self.began.elapsed();
        terminal::note(&format!(
            "{} and {} in {}, {} steps/s",
            text::counted(runs as u64, "run"),
            text::counted(steps, "step"),
            text::duration(elapsed),
            rate(steps, elapsed),
        ));
    }
}

fn rate(steps: u64, elapsed: Duration) -> String {
    text::count((steps as f64 / elapsed.as_secs_f64().max(1e-9)) as u64)
}

fn line(steps: u64, total: u64, elapsed: Duration, runs: &str) -> String {
    let rate = steps as f64 / elapsed.as_secs_f64().max(1e-9);
    let percent = 100.0 * steps as f64 / total.max(1) as f64;
    let left = if steps == 0 {
        "time left unknown".to_owned()
    } else {
        let left = total.saturating_sub(steps) as f64 / rate;
        format!("about {} left", text::seconds(left))
    };
    format!(
        "{percent:3.0} %  {runs}  {} of {} steps  {} steps/s  {left}",
        text::count(steps),
        text::count(total),
        self::rate(steps, elapsed),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_line_has_all_that_a_bar_has() {
        assert_eq!(
            line(30_000, 120_000, Duration::from_secs(10), "3/240 runs"),
            " 25 %  3/240 runs  30,000 of 120,000 steps  3,000 steps/s  about 30 s left"
        );
        assert!(line(0, 10, Duration::ZERO, "").ends_with("time left unknown"));
    }
}
