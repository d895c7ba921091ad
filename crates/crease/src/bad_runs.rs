//! What is said of runs that are damaged, failed or diverged.

use crate::ending::Ending;
use crate::{shell, terminal};
use crease_report::text;
use crease_results::{Folder, State, Survey};
use std::collections::HashMap;

/// More runs than this are counted and not named.
const MOST_NAMED: usize = 5;

/// Tells the user of what is damaged, and what follows from it.
pub fn warn_of_damage(survey: &Survey, consequence: &str) {
    for reason in survey.damaged.iter().take(MOST_NAMED) {
        terminal::note(&format!("warning: {reason}; {consequence}"));
    }
    if survey.damaged.len() > MOST_NAMED {
        let more = (survey.damaged.len() - MOST_NAMED) as u64;
        terminal::note(&format!(
            "warning: likewise {}",
            text::counted(more, "more run")
        ));
    }
}

/// Names the runs of this process that failed or diverged. `failed_now` has the ids and errors of
/// those that failed in this session, of which the disk may have refused even the record.
pub fn tell(
    folder: &Folder,
    survey: &Survey,
    own: &[bool],
    failed_now: &[(String, String)],
) -> Ending {
    let failed_now: HashMap<&String, &String> =
        failed_now.iter().map(|(id, error)| (id, error)).collect();
    let lost = "it has ended, and what it left is gone or damaged".to_owned();
    let mut named = Vec::new();
    let (mut failed, mut diverged) = (0, 0);
    for (standing, _) in survey.runs.iter().zip(own).filter(|(_, own)| **own) {
        let id = &standing.run.id;
        let (state, error) = match (&standing.ended, failed_now.get(id)) {
            (Some(ended), _) => (ended.status.state, ended.status.error.as_ref()),
            (None, Some(error)) => (State::Failed, Some(*error)),
            (None, None) => (State::Failed, Some(&lost)),
        };
        let verb = match state {
            State::Finished => continue,
            State::Diverged => {
                diverged += 1;
                ""
            }
            State::Failed => {
                failed += 1;
                "failed: "
            }
        };
        let error = error.map_or("no reason recorded", String::as_str);
        named.push(format!("run {id} {verb}{error}"));
    }
    if named.is_empty() {
        return Ending::Done;
    }
    for line in named.iter().take(MOST_NAMED) {
        terminal::note(line);
    }
    if named.len() > MOST_NAMED {
        terminal::note(&format!(
            "and {} more, as `{}` says",
            text::count((named.len() - MOST_NAMED) as u64),
            shell::of_results("status --json", folder.name(), folder.results())
        ));
    }
    let all = own.iter().filter(|own| **own).count();
    let all = text::counted(all as u64, "run");
    let what = match (failed, diverged) {
        (0, diverged) => format!("{diverged} of {all} diverged"),
        (failed, 0) => format!("{failed} of {all} failed"),
        (failed, diverged) => format!("{failed} of {all} failed and {diverged} diverged"),
    };
    terminal::note(&format!("error: {what}; --retry-failed trains them again"));
    Ending::RunsFailed
}
