use crate::Loaded;
use crease_results::{
    Folder, Provenance, ResultsError, State, Survey, Table, TableRun, aligned, point_texts,
};
use std::collections::HashSet;

/// The rows of all finished runs, in the order of the plan.
fn tabulate(loaded: &Loaded, survey: &Survey) -> Table {
    let columns = loaded.plan.columns();
    let runs = survey.ended(State::Finished).map(|(run, ended)| {
        let own = run.settings.columns();
        let rows = ended.rows.iter();
        TableRun {
            point: point_texts(&run.point),
            repeat: run.repeat,
            seed: run.settings.seed,
            neurons: run.settings.neurons(),
            rows: rows.map(|row| aligned(row, &own, &columns)).collect(),
        }
    });
    Table {
        keys: loaded.plan.keys(),
        runs: runs.collect(),
        columns,
    }
}

/// Writes the table of all finished runs, and who computed them; says so if the table that was there
/// is none of these runs.
///
/// # Errors
/// If the disk refuses.
pub fn collect(
    folder: &Folder,
    loaded: &Loaded,
    survey: &Survey,
) -> Result<(Table, Option<String>), ResultsError> {
    let table = tabulate(loaded, survey);
    // Rows of a run that is damaged now were right once.
    let strange = table.strange_line(&folder.table_file());
    let strange = strange.filter(|_| survey.damaged.is_empty());
    let warning = strange.map(|line| {
        format!(
            "{}: line {line} is in no run's measures; the table is written anew",
            folder.table_file().display()
        )
    });
    table.write(&folder.table_file())?;
    let worked: HashSet<&String> = survey
        .ended(State::Finished)
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
