//! `results/index.html`: one page for all results in a folder.

mod entry;
mod page;

use crease_checkpoint::compare_names;
use crease_results::{ResultsError, write_index};
use entry::Entry;
use std::fs;
use std::path::Path;

/// Rewrites the page from the folders that exist. Problems with one of them are reported in its place.
///
/// # Errors
/// If the page cannot be written.
pub fn refresh(results: &Path) -> Result<(), ResultsError> {
    write_index(results, || page::page(&entries(results)))
}

/// The folders of results, by name.
fn entries(results: &Path) -> Vec<Entry> {
    let folders = fs::read_dir(results).into_iter().flatten().flatten();
    let mut names: Vec<String> = folders
        .filter(|folder| folder.path().is_dir())
        .filter_map(|folder| folder.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort_by(|one, other| compare_names(one, other));
    names
        .into_iter()
        .filter_map(|name| Entry::of(results, &name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_results_are_named_and_the_page_is_written() {
        let results = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = results.path().join(name);
            fs::create_dir(&path).unwrap();
            path
        };
        fs::write(folder("broken").join("table.csv"), "repeat,seed\n").unwrap();
        let garbled = folder("garbled");
        fs::write(garbled.join("experiment.toml"), "title = <b>\n").unwrap();
        fs::write(garbled.join("table.csv"), [0xff, 0x00]).unwrap();
        fs::create_dir(folder("begun").join("runs")).unwrap();
        folder("someone-elses");
        fs::write(results.path().join("notes.txt"), "").unwrap();
        refresh(results.path()).unwrap();
        let page = fs::read_to_string(results.path().join("index.html")).unwrap();
        for expected in ["broken", "garbled", "begun", "no run has finished yet"] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        assert!(
            !page.contains("someone-elses") && !page.contains("<b>"),
            "{page}"
        );
    }
}
