use crate::Loaded;
use crease_results::{Folder, Provenance, ResultsError, RunEnd, Survey, Table, TableRun, aligned};
use std::collections::HashSet;

/// The rows of all finished runs, in the order of the plan.
fn tabulate(loaded: &Loaded, survey: &Survey) -> Table {
    let columns = loaded.plan.columns();
    let runs = survey.ended(RunEnd::Finished).map(|(run, ended)| {
        let own = run.settings.columns();
        let rows = ended.rows.iter();
        TableRun {
            point: run.values().cloned().collect(),
            repeat: run.repeat,
            seed: run.settings.seed,
            neurons: run.settings.neurons(),
            rows: rows.map(|row| aligned(row, &own, &columns)).collect(),
        }
    });
    Table {
        axes: loaded.plan.axes.clone(),
        runs: runs.collect(),
        columns,
    }
}

/// Writes the table of all finished runs, and the sessions that computed them; warns if the old table
/// was not of these runs.
///
/// # Errors
/// If the disk refuses.
pub fn collect(
    folder: &Folder,
    loaded: &Loaded,
    survey: &Survey,
) -> Result<(Table, Option<String>), ResultsError> {
    let table = tabulate(loaded, survey);
    // The rows of a run that is damaged now may once have been right.
    let strange = table.strange_line(&folder.table_file());
    let strange = strange.filter(|_| survey.damaged.is_empty());
    let warning = strange.map(|line| {
        format!(
            "{}: line {line} belongs to no run; the table was rewritten",
            folder.table_file().display()
        )
    });
    table.write(&folder.table_file())?;
    let worked: HashSet<&String> = survey
        .ended(RunEnd::Finished)
        .flat_map(|(_, ended)| &ended.status.sessions)
        .collect();
    let sessions = folder
        .sessions()
        .into_iter()
        .map(|seen| seen.record.session);
    let sessions = sessions.filter(|session| worked.contains(&session.id));
    folder.write_provenance(&Provenance {
        sessions: sessions.collect(),
    })?;
    Ok((table, warning))
}
