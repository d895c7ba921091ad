use crate::MnistError;
use crate::content::read_path;
use crate::file::{DataFile, FILES};
use crate::part::Part;
use crate::store::{self, Place};
use crate::watch::Watch;
use std::path::Path;

/// Takes what `folder` lacks from the folder `from`, packed or not, verifies it, and writes the
/// unpacked files, each whole or not at all. Files that are there and right are kept; wrong ones are
/// replaced.
///
/// # Errors
/// If `from` lacks one of the files or has another in its place, or the disk refuses.
pub fn import(folder: &Path, from: &Path, watch: &mut dyn Watch) -> Result<(), MnistError> {
    store::create(folder)?;
    let mut lacking: Vec<&DataFile> = Vec::new();
    for wanted in &FILES {
        match store::look(folder, wanted, &FILES)? {
            Place::Right(path) => watch.say(&format!("{} is there already", path.display())),
            Place::Empty => lacking.push(wanted),
            Place::Wrong(path, fault) => {
                watch.say(&format!("{} {fault}; replacing it", path.display()));
                lacking.push(wanted);
            }
        }
    }
    let mut sources = Vec::new();
    let mut names = Vec::new();
    for wanted in lacking {
        match wanted.find(from) {
            Some(path) => sources.push((wanted, path)),
            None => names.push(wanted.name),
        }
    }
    if !names.is_empty() {
        return Err(MnistError::NotThere {
            from: from.to_path_buf(),
            names,
        });
    }
    for (wanted, path) in sources {
        let bytes = match read_path(&path, wanted, &FILES) {
            Ok(bytes) => bytes,
            Err(fault) => return Err(MnistError::Source { path, fault }),
        };
        let part = Part::open(folder, wanted, watch)?;
        let written = store::write_whole(folder, wanted.name, &bytes)?;
        part.remove();
        watch.say(&format!(
            "{}: verified and taken from {}",
            written.display(),
            path.display()
        ));
    }
    Ok(())
}
