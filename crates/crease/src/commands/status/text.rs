//! The status as text.

use super::{ExperimentStatus, ShownSession};
use crease_report::text;
use crease_results::RunEnd;
use std::fmt::Write;

/// Beyond this many, runs are only counted.
const MOST_NAMED: usize = 10;

impl ExperimentStatus {
    /// The status as lines.
    pub(super) fn text(&self) -> String {
        let mut out = format!("{}: {}\n", self.name, self.title);
        let mut line = |what: &str, text: &str| {
            let _ = writeln!(out, "  {what:<14}{text}");
        };
        line("runs", &self.counts());
        line(
            "steps",
            &format!(
                "{} of {}{}",
                text::count(self.steps_done),
                text::count(self.steps),
                self.steps_per_second.map_or_else(String::new, |rate| {
                    format!(", {} per second", text::count(rate as u64))
                })
            ),
        );
        line("time left", &self.time_left());
        line("disk", &self.disk());
        for session in &self.sessions {
            line(
                if session.alive {
                    "session"
                } else {
                    "last session"
                },
                &session.text(),
            );
        }
        for running in self.running.iter().take(MOST_NAMED) {
            let (step, steps) = (running.step, running.steps);
            let percent = 100 * step / steps.max(1);
            line(
                "running",
                &format!(
                    "{}  {} of {}, {percent} %",
                    running.run,
                    text::count(step),
                    text::counted(steps, "step")
                ),
            );
        }
        for bad in self.bad.iter().take(MOST_NAMED) {
            let what = match bad.state {
                RunEnd::Diverged => "diverged",
                _ => "failed",
            };
            line(what, &format!("{}  {}", bad.run, bad.error));
        }
        for reason in self.damaged.iter().take(MOST_NAMED) {
            line("damaged", &format!("{reason}; will be computed again"));
        }
        line("logs", &self.logs.display().to_string());
        out
    }

    fn counts(&self) -> String {
        let counts = [
            (self.finished, "finished"),
            (self.diverged, "diverged"),
            (self.failed, "failed"),
            (self.running.len(), "running"),
            (self.to_measure, "to measure"),
            (self.interrupted, "interrupted"),
            (self.waiting, "waiting"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<String> = counts
            .map(|(count, what)| format!("{} {what}", text::count(*count as u64)))
            .collect();
        format!("{} of {}", counts.join(", "), text::count(self.runs as u64))
    }

    fn time_left(&self) -> String {
        if self.running.is_empty() && self.to_measure + self.interrupted + self.waiting == 0 {
            return "none: all runs have ended".to_owned();
        }
        let left = self.seconds_left.map(text::seconds);
        match (left, self.sessions.iter().any(|session| session.alive)) {
            (Some(left), true) => format!("about {left}"),
            (None, true) => "not known yet".to_owned(),
            (Some(left), false) => format!(
                "about {left} at the last rate; nothing is running: run the same `crease run` to resume"
            ),
            (None, false) => "nothing is running: run the same `crease run` to resume".to_owned(),
        }
    }

    fn disk(&self) -> String {
        let mut disk = text::bytes(self.disk_bytes);
        if self.other_runs > 0 {
            let others = text::counted(self.other_runs as u64, "run");
            let _ = write!(disk, ", including {others} of other settings");
        }
        disk
    }
}

impl ShownSession {
    fn text(&self) -> String {
        let shard = self.shard.as_ref();
        let shard = shard.map_or_else(String::new, |shard| format!(", shard {shard}"));
        let end = match (self.alive, self.interrupted) {
            (true, _) => "",
            (false, true) => ", was interrupted or killed",
            (false, false) => ", ended",
        };
        format!(
            "since {} on {}, process {}{shard}: {} in {}{end}",
            self.began,
            self.host,
            self.pid,
            text::counted(self.steps, "step"),
            text::seconds(self.wall_seconds),
        )
    }
}
