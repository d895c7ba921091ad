use super::event::{Analysed, Trained, TrainerState};
use crease_results::{Checksums, ResumePoint, Row};

/// What the collector has of a run under way.
#[derive(Default)]
pub(super) struct OpenRun {
    /// Rows, and how often each needed exact arithmetic, in the order in which analysts finish.
    rows: Vec<(Row, u64)>,
    files: Vec<(u64, (String, String))>,
    /// Checkpoints of this session that were analysed, successfully or not.
    analysed: usize,
    pub analysis_seconds: f64,
    /// The first checkpoint whose analysis failed, and why.
    pub failure: Option<(u64, String)>,
    pub trained: Option<Trained>,
    /// Sessions before this one that worked on the run.
    sessions: Vec<String>,
    /// States whose rows have not all arrived: the oldest, and the newest.
    state: Vec<TrainerState>,
}

impl OpenRun {
    /// Takes over the state that an earlier session saved.
    pub fn resume(&mut self, kept: ResumePoint) {
        self.analysis_seconds = kept.analysis_seconds;
        self.sessions = kept.sessions;
        // Kept files lie before the state, as kept rows do.
        self.files = kept.files.into_iter().map(|file| (0, file)).collect();
        // The number is saved for all rows together, not for each.
        let mut all = Some(kept.exact_fallbacks);
        let fallbacks = |row| (row, all.take().unwrap_or(0));
        self.rows = kept.rows.into_iter().map(fallbacks).collect();
    }

    pub fn add_analysed(&mut self, step: u64, analysed: Result<Analysed, String>) {
        self.analysed += 1;
        match analysed {
            Ok(analysed) => {
                self.analysis_seconds += analysed.seconds;
                self.files.extend(analysed.file.map(|file| (step, file)));
                self.rows.push((analysed.row, analysed.exact_fallbacks));
            }
            Err(error) => {
                // Analysts finish in any order, but a run must always fail with the same message.
                if self.failure.as_ref().is_none_or(|(first, _)| step < *first) {
                    self.failure = Some((step, error));
                }
            }
        }
    }

    pub fn add_state(&mut self, state: TrainerState) {
        // If each newer state replaced the oldest, no state would ever have all its rows in a run
        // whose analysis always lags.
        self.state.truncate(1);
        self.state.push(state);
    }

    /// Whether it is trained, and every checkpoint that was sent has been analysed.
    pub fn is_complete(&self) -> bool {
        let sent = self.trained.as_ref().map(|trained| trained.checkpoints);
        sent == Some(self.analysed)
    }

    /// The newest state that has all rows before it, in a run that is measured at the steps of
    /// `schedule`.
    pub fn keepable(&mut self, schedule: &[u64], session: &str) -> Option<ResumePoint> {
        let ready = |state: &TrainerState| {
            let before = |step: &u64| Some(*step) <= state.last_snapshot;
            let expected = schedule.iter().filter(|step| before(step)).count();
            let there = self
                .rows
                .iter()
                .filter(|(row, _)| before(&row.step))
                .count();
            there == expected
        };
        let index = self.state.iter().rposition(ready)?;
        let state = self.state.drain(..=index).next_back()?;
        let before = |step: u64| Some(step) <= state.last_snapshot;
        let mut rows = self.rows.clone();
        rows.retain(|(row, _)| before(row.step));
        let files = self.files.iter().filter(|(step, _)| before(*step));
        Some(ResumePoint {
            step: state.step,
            exact_fallbacks: rows.iter().map(|(_, fallbacks)| fallbacks).sum(),
            rows: in_order(rows),
            files: files.map(|(_, file)| file.clone()).collect(),
            train_seconds: state.train_seconds,
            analysis_seconds: self.analysis_seconds,
            sessions: self.sessions(session),
            state: state.state,
        })
    }

    /// All sessions that worked on the run, this one last.
    pub fn sessions(&self, session: &str) -> Vec<String> {
        let mut sessions = self.sessions.clone();
        sessions.push(session.to_owned());
        sessions
    }

    /// How often exact arithmetic was needed.
    pub fn exact_fallbacks(&self) -> u64 {
        self.rows.iter().map(|(_, fallbacks)| fallbacks).sum()
    }

    /// All rows, in order of steps.
    pub fn rows(&self) -> Vec<Row> {
        in_order(self.rows.clone())
    }

    /// The files that are kept, with their checksums.
    pub fn files(&self) -> Checksums {
        let files = self.files.iter().map(|(_, file)| file.clone());
        files.collect()
    }
}

fn in_order(rows: Vec<(Row, u64)>) -> Vec<Row> {
    let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    rows.sort_by_key(|row| row.step);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analysed(step: u64) -> Analysed {
        Analysed {
            row: Row {
                step,
                epoch: step as f64,
                values: vec![1.0],
            },
            file: Some((format!("step-{step}"), "sum".to_owned())),
            exact_fallbacks: 1,
            seconds: 0.5,
        }
    }

    fn state(step: u64, last_snapshot: Option<u64>) -> TrainerState {
        TrainerState {
            step,
            last_snapshot,
            train_seconds: 1.0,
            state: vec![step as u8],
        }
    }

    const SCHEDULE: [u64; 4] = [0, 4, 8, 12];

    #[test]
    fn a_state_waits_for_the_rows_before_it_and_takes_no_other() {
        let mut open_run = OpenRun::default();
        open_run.add_state(state(5, Some(4)));
        for step in [0, 8] {
            open_run.add_analysed(step, Ok(analysed(step)));
            assert_eq!(open_run.keepable(&SCHEDULE, "now"), None);
        }
        open_run.add_analysed(4, Ok(analysed(4)));
        let kept = open_run.keepable(&SCHEDULE, "now").unwrap();
        assert_eq!(kept.step, 5);
        let steps: Vec<u64> = kept.rows.iter().map(|row| row.step).collect();
        assert_eq!(steps, [0, 4]);
        let files: Vec<&String> = kept.files.keys().collect();
        assert_eq!(files, ["step-0", "step-4"]);
        assert_eq!(open_run.keepable(&SCHEDULE, "now"), None);
    }

    #[test]
    fn the_first_checkpoint_that_fails_gives_the_reason() {
        let mut open_run = OpenRun::default();
        for step in [8, 4, 12] {
            open_run.add_analysed(step, Err(format!("at {step}")));
        }
        assert_eq!(open_run.failure, Some((4, "at 4".to_owned())));
    }

    #[test]
    fn a_state_before_the_first_snapshot_needs_no_row() {
        let mut open_run = OpenRun::default();
        open_run.add_state(state(3, None));
        let kept = open_run.keepable(&[4, 8], "now").unwrap();
        assert_eq!((kept.step, kept.rows), (3, Vec::new()));
    }

    #[test]
    fn the_oldest_state_is_not_dropped_for_newer_ones() {
        let mut open_run = OpenRun::default();
        for step in [1, 5, 9] {
            open_run.add_state(state(step, Some(step - 1)));
        }
        open_run.add_analysed(0, Ok(analysed(0)));
        assert_eq!(open_run.keepable(&SCHEDULE, "now").unwrap().step, 1);
        open_run.add_analysed(4, Ok(analysed(4)));
        assert_eq!(open_run.keepable(&SCHEDULE, "now"), None);
        open_run.add_analysed(8, Ok(analysed(8)));
        assert_eq!(open_run.keepable(&SCHEDULE, "now").unwrap().step, 9);
    }

    #[test]
    fn a_run_resumes_from_its_state() {
        let mut open_run = OpenRun::default();
        for step in [0, 4] {
            open_run.add_analysed(step, Ok(analysed(step)));
        }
        open_run.add_state(state(5, Some(4)));
        let kept = open_run.keepable(&SCHEDULE, "before").unwrap();
        let mut later = OpenRun::default();
        later.resume(kept);
        later.add_state(state(9, Some(8)));
        assert_eq!(later.keepable(&SCHEDULE, "now"), None);
        later.add_analysed(8, Ok(analysed(8)));
        let kept = later.keepable(&SCHEDULE, "now").unwrap();
        assert_eq!(kept.rows.len(), 3);
        assert_eq!(kept.files.len(), 3);
        assert_eq!(kept.exact_fallbacks, 3);
        assert_eq!(kept.sessions, ["before", "now"]);
    }
}
