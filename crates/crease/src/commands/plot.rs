use crate::cli::PlotArguments;
use crate::datasets::LazyDatasets;
use crate::ending::Ending;
use crate::{publish, terminal};
use crease_experiment::Overrides;
use crease_results::{Folder, Table};

/// `crease plot`: draws and reports again from the table and the experiment beside it.
pub fn plot(arguments: &PlotArguments) -> anyhow::Result<Ending> {
    let folder = Folder::open(&arguments.results.results, &arguments.name)?;
    // The backend enters only the hashes of runs, and none is computed here.
    let overrides = Overrides::default();
    let mut loaded = crease_experiment::load(&folder.experiment_file(), &overrides, "flex")?;
    folder.name().clone_into(&mut loaded.name);
    let table = Table::read(
        &folder.table_file(),
        loaded
            .plan
            .axes
            .iter()
            .map(|axis| axis.key.clone())
            .collect(),
        loaded.experiment.measures.clone(),
    )?;
    terminal::say(&publish::publish(
        &folder,
        &loaded,
        &table,
        &LazyDatasets::default(),
    )?);
    Ok(Ending::Done)
}
