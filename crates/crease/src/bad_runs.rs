//! Messages about runs that are damaged, failed or diverged.

use crate::ending::Ending;
use crate::{shell, terminal};
use crease_report::text;
use crease_results::{Folder, RunEnd, Survey};
use std::collections::HashMap;

/// Beyond this many, runs are only counted.
const MOST_NAMED: usize = 5;

/// Warns of damaged files, with the consequence.
pub fn warn_of_damage(survey: &Survey, consequence: &str) {
    for reason in survey.damaged.iter().take(MOST_NAMED) {
        terminal::note(&format!("warning: {reason}; {consequence}"));
    }
    if survey.damaged.len() > MOST_NAMED {
        let more = (survey.damaged.len() - MOST_NAMED) as u64;
        terminal::note(&format!(
            "warning: and {}",
            text::counted(more, "more damaged run")
        ));
    }
}

/// Names the runs of this process that failed or diverged. `failed_now` has the ids and errors of
/// those that failed in this session, since the disk may have refused to record even those.
pub fn report(
    folder: &Folder,
    survey: &Survey,
    assigned: &[bool],
    failed_now: &[(String, String)],
) -> Ending {
    let failed_now: HashMap<&String, &String> =
        failed_now.iter().map(|(id, error)| (id, error)).collect();
    let lost = "it has finished, but its files are missing or damaged".to_owned();
    let mut named = Vec::new();
    let (mut failed, mut diverged) = (0, 0);
    for (surveyed, _) in survey
        .runs
        .iter()
        .zip(assigned)
        .filter(|(_, assigned)| **assigned)
    {
        let id = &surveyed.run.id;
        let (state, error) = match (&surveyed.ended, failed_now.get(id)) {
            (Some(ended), _) => (ended.status.state, ended.status.error.as_ref()),
            (None, Some(error)) => (RunEnd::Failed, Some(*error)),
            (None, None) => (RunEnd::Failed, Some(&lost)),
        };
        let verb = match state {
            RunEnd::Finished => continue,
            RunEnd::Diverged => {
                diverged += 1;
                ""
            }
            RunEnd::Failed => {
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
            "and {} more; `{}` lists them",
            text::count((named.len() - MOST_NAMED) as u64),
            shell::of_results("status --json", folder.name(), folder.results())
        ));
    }
    let all = assigned.iter().filter(|assigned| **assigned).count();
    let all = text::counted(all as u64, "run");
    let what = match (failed, diverged) {
        (0, diverged) => format!("{diverged} of {all} diverged"),
        (failed, 0) => format!("{failed} of {all} failed"),
        (failed, diverged) => format!("{failed} of {all} failed and {diverged} diverged"),
    };
    terminal::note(&format!("error: {what}; --retry-failed retries them"));
    Ending::RunsFailed
}
