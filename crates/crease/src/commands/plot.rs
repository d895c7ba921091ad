use crate::bad_runs;
use crate::cli::PlotArguments;
use crate::commands::experiments;
use crate::ending::Ending;
use anyhow::anyhow;
use crease_places::LazyDatasets;
use crease_report::Loaded;
use crease_report::text;
use crease_results::{Folder, Survey, Table};

/// `crease plot`: draws and reports again from the finished runs and their experiment.
pub fn plot(arguments: &PlotArguments) -> anyhow::Result<Ending> {
    let mut folder = Folder::open(&arguments.results.results, &arguments.name)?;
    let given = folder.table_file();
    let _tables = match &arguments.output {
        // Locked before the experiment is read: the holder of the tables may be changing it.
        None => {
            let tables = folder.lock_tables()?;
            experiments::warn_of_no_locks(&folder, &tables);
            Some(tables)
        }
        // Without write access there is no lock either; but every file is complete at any moment.
        Some(output) => {
            folder = folder.drawing_into(output)?;
            None
        }
    };
    let loaded = crease_report::read(&folder)?;
    let survey = Survey::quick(&folder, &loaded.plan);
    bad_runs::warn_of_damage(&survey, "it is not used");
    let table = if survey.counts().finished > 0 {
        experiments::collect(&folder, &loaded, &survey)?
    } else if !given.is_file() {
        return Err(nothing(&folder, &loaded));
    } else {
        // The user may have only the table, or an earlier version may have computed the runs.
        Table::read(&given, loaded.plan.axes.clone(), loaded.plan.columns())?
    };
    if table.runs.is_empty() {
        return Err(nothing(&folder, &loaded));
    }
    let datasets = LazyDatasets::default();
    experiments::publish(&folder, &loaded, &survey, &table, &datasets)?;
    Ok(Ending::Done)
}

fn nothing(folder: &Folder, loaded: &Loaded) -> anyhow::Error {
    anyhow!(
        "{}: none of its {} has finished yet, so there is nothing to draw",
        folder.path().display(),
        text::counted(loaded.plan.runs.len() as u64, "run")
    )
}
