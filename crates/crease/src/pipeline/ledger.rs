use super::event::{Analysed, Resumable, Trained};
use crease_results::{Checksums, Kept, Row};

/// What is known of a run under way.
#[derive(Default)]
pub(super) struct Ledger {
    /// Rows, and how often exact arithmetic decided, in the order in which analysts finish.
    rows: Vec<(Row, u64)>,
    files: Vec<(u64, (String, String))>,
    /// Checkpoints of this session that came back, with a row or without.
    analysed: usize,
    pub analysis_seconds: f64,
    /// What went wrong in the analysis of the first checkpoint where something did, with its step.
    pub failure: Option<(u64, String)>,
    pub trained: Option<Trained>,
    /// Sessions before this one that worked on the run.
    sessions: Vec<String>,
    /// The oldest waits for its rows; the youngest is the one to wait for next.
    resumable: Vec<Resumable>,
}

impl Ledger {
    /// Takes over what an earlier session kept.
    pub fn resume(&mut self, kept: Kept) {
        self.analysis_seconds = kept.analysis_seconds;
        self.sessions = kept.sessions;
        // Kept files lie before the state, as kept rows do.
        self.files = kept.files.into_iter().map(|file| (0, file)).collect();
        // How often it was for each row is not kept, only for all.
        let mut all = Some(kept.exact_fallbacks);
        let fallbacks = |row| (row, all.take().unwrap_or(0));
        self.rows = kept.rows.into_iter().map(fallbacks).collect();
    }

    pub fn note_analysed(&mut self, step: u64, analysed: Result<Analysed, String>) {
        self.analysed += 1;
        match analysed {
            Ok(analysed) => {
                self.analysis_seconds += analysed.seconds;
                self.files.extend(analysed.file.map(|file| (step, file)));
                self.rows.push((analysed.row, analysed.exact_fallbacks));
            }
            Err(error) => {
                // Analysts finish in any order; the same run shall fail in the same words.
                if self.failure.as_ref().is_none_or(|(first, _)| step < *first) {
                    self.failure = Some((step, error));
                }
            }
        }
    }

    pub fn note_resumable(&mut self, resumable: Resumable) {
        // Were the oldest given up for each younger one, none would ever have its rows in a run
        // whose analysis always lags behind.
        self.resumable.truncate(1);
        self.resumable.push(resumable);
    }

    /// Trained, and every checkpoint that was sent came back.
    pub fn is_complete(&self) -> bool {
        let sent = self.trained.as_ref().map(|trained| trained.checkpoints);
        sent == Some(self.analysed)
    }

    /// The youngest state that has all rows before it, of a run that is looked at at the steps of
    /// `schedule`.
    pub fn keepable(&mut self, schedule: &[u64], session: &str) -> Option<Kept> {
        let ready = |resumable: &Resumable| {
            let before = |step: &u64| Some(*step) <= resumable.behind;
            let expected = schedule.iter().filter(|step| before(step)).count();
            let there = self
                .rows
                .iter()
                .filter(|(row, _)| before(&row.step))
                .count();
            there == expected
        };
        let index = self.resumable.iter().rposition(ready)?;
        let resumable = self.resumable.drain(..=index).next_back()?;
        let before = |step: u64| Some(step) <= resumable.behind;
        let mut rows = self.rows.clone();
        rows.retain(|(row, _)| before(row.step));
        let files = self.files.iter().filter(|(step, _)| before(*step));
        Some(Kept {
            step: resumable.step,
            exact_fallbacks: rows.iter().map(|(_, fallbacks)| fallbacks).sum(),
            rows: in_order(rows),
            files: files.map(|(_, file)| file.clone()).collect(),
            train_seconds: resumable.train_seconds,
            analysis_seconds: self.analysis_seconds,
            sessions: self.sessions(session),
            state: resumable.state,
        })
    }

    /// All sessions that worked on the run, this one last.
    pub fn sessions(&self, session: &str) -> Vec<String> {
        let mut sessions = self.sessions.clone();
        sessions.push(session.to_owned());
        sessions
    }

    /// How often exact arithmetic had to decide.
    pub fn exact_fallbacks(&self) -> u64 {
        self.rows.iter().map(|(_, fallbacks)| fallbacks).sum()
    }

    /// All rows, in order of steps.
    pub fn rows(&self) -> Vec<Row> {
        in_order(self.rows.clone())
    }

    /// The files that stay, with their checksums.
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

    fn resumable(step: u64, behind: Option<u64>) -> Resumable {
        Resumable {
            step,
            behind,
            train_seconds: 1.0,
            state: vec![step as u8],
        }
    }

    const SCHEDULE: [u64; 4] = [0, 4, 8, 12];

    #[test]
    fn a_state_waits_for_the_rows_before_it_and_takes_no_other() {
        let mut ledger = Ledger::default();
        ledger.note_resumable(resumable(5, Some(4)));
        for step in [0, 8] {
            ledger.note_analysed(step, Ok(analysed(step)));
            assert_eq!(ledger.keepable(&SCHEDULE, "now"), None);
        }
        ledger.note_analysed(4, Ok(analysed(4)));
        let kept = ledger.keepable(&SCHEDULE, "now").unwrap();
        assert_eq!(kept.step, 5);
        let steps: Vec<u64> = kept.rows.iter().map(|row| row.step).collect();
        assert_eq!(steps, [0, 4]);
        let files: Vec<&String> = kept.files.keys().collect();
        assert_eq!(files, ["step-0", "step-4"]);
        assert_eq!(ledger.keepable(&SCHEDULE, "now"), None);
    }

    #[test]
    fn the_first_checkpoint_that_fails_gives_the_reason() {
        let mut ledger = Ledger::default();
        for step in [8, 4, 12] {
            ledger.note_analysed(step, Err(format!("at {step}")));
        }
        assert_eq!(ledger.failure, Some((4, "at 4".to_owned())));
    }

    #[test]
    fn a_state_before_the_first_snapshot_needs_no_row() {
        let mut ledger = Ledger::default();
        ledger.note_resumable(resumable(3, None));
        let kept = ledger.keepable(&[4, 8], "now").unwrap();
        assert_eq!((kept.step, kept.rows), (3, Vec::new()));
    }

    #[test]
    fn the_oldest_state_is_not_given_up_for_younger_ones() {
        let mut ledger = Ledger::default();
        for step in [1, 5, 9] {
            ledger.note_resumable(resumable(step, Some(step - 1)));
        }
        ledger.note_analysed(0, Ok(analysed(0)));
        assert_eq!(ledger.keepable(&SCHEDULE, "now").unwrap().step, 1);
        ledger.note_analysed(4, Ok(analysed(4)));
        assert_eq!(ledger.keepable(&SCHEDULE, "now"), None);
        ledger.note_analysed(8, Ok(analysed(8)));
        assert_eq!(ledger.keepable(&SCHEDULE, "now").unwrap().step, 9);
    }

    #[test]
    fn a_run_goes_on_with_what_was_kept() {
        let mut ledger = Ledger::default();
        for step in [0, 4] {
            ledger.note_analysed(step, Ok(analysed(step)));
        }
        ledger.note_resumable(resumable(5, Some(4)));
        let kept = ledger.keepable(&SCHEDULE, "before").unwrap();
        let mut later = Ledger::default();
        later.resume(kept);
        later.note_resumable(resumable(9, Some(8)));
        assert_eq!(later.keepable(&SCHEDULE, "now"), None);
        later.note_analysed(8, Ok(analysed(8)));
        let kept = later.keepable(&SCHEDULE, "now").unwrap();
        assert_eq!(kept.rows.len(), 3);
        assert_eq!(kept.files.len(), 3);
        assert_eq!(kept.exact_fallbacks, 3);
        assert_eq!(kept.sessions, ["before", "now"]);
    }
}
