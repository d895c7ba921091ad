use crease_experiment::{ExperimentError, Loaded, Overrides, load};
use crease_results::Folder;

/// The experiment that a folder's results are of.
///
/// # Errors
/// If its file is not there or is none.
pub fn read(folder: &Folder) -> Result<Loaded, ExperimentError> {
    let manifest = folder.manifest().ok().flatten();
    let backend = manifest.map_or_else(|| "flex".to_owned(), |manifest| manifest.backend);
    let mut loaded = load(&folder.experiment_file(), &Overrides::default(), &backend)?;
    folder.name().clone_into(&mut loaded.name);
    Ok(loaded)
}
