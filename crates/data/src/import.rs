use crate::DataError;
use crate::content::read_path;
use crate::file::DataFile;
use crate::part::Part;
use crate::published::{Published, found};
use crate::store::{self, Place};
use crate::watch::Watch;
use std::path::Path;

/// Takes what `folder` lacks of a data set from the folder `from`, verifies it, and writes the files,
/// each whole or not at all. Files that are there and right are kept; wrong ones are
/// replaced.
///
/// # Errors
/// If `from` lacks one of the files or has another file in its place, or the disk refuses.
pub fn import(
    set: &Published,
    folder: &Path,
    from: &Path,
    watch: &mut dyn Watch,
) -> Result<(), DataError> {
    store::create(folder)?;
    let mut lacking: Vec<&DataFile> = Vec::new();
    for wanted in set.files {
        match store::inspect(folder, wanted, set.files)? {
            Place::Right(path) => watch.note(&format!("{} is already there", path.display())),
            Place::Empty => lacking.push(wanted),
            Place::Wrong(path, fault) => {
                watch.note(&format!("{} {fault}; replacing it", path.display()));
                lacking.push(wanted);
            }
        }
    }
    let sources = found(lacking, from).map_err(|names| DataError::NotThere {
        title: set.title,
        from: from.to_path_buf(),
        names,
    })?;
    for (wanted, path) in sources {
        let bytes = match read_path(&path, wanted, set.files) {
            Ok(bytes) => bytes,
            Err(fault) => return Err(DataError::Source { path, fault }),
        };
        let part = Part::open(folder, wanted, watch)?;
        let written = store::write_whole(folder, wanted.name, &bytes)?;
        part.remove();
        watch.note(&format!(
            "{}: verified and taken from {}",
            written.display(),
            path.display()
        ));
    }
    Ok(())
}
