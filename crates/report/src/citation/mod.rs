//! How to cite Crease, the papers and a set of results. A test checks that `CITATION.cff` agrees.

use crease_input::words::hexadecimal;
use crease_results::{Folder, Session};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;

const NAME: &str = "Crease";
const AUTHORS: &str = "The Crease authors";
/// The abstract of the program, not of this library.
const ABSTRACT: &str =
    "Trains ReLU networks and counts their activation regions, exactly, while they train.";
const VERSION: &str = env!("CARGO_PKG_VERSION");
const LICENCE: &str = env!("CARGO_PKG_LICENSE");

/// The papers whose figures Crease reproduces.
const PAPERS: &str = "\
@inproceedings{hanin2019deep,
  author = {Hanin, Boris and Rolnick, David},
  title = {Deep {ReLU} Networks Have Surprisingly Few Activation Patterns},
  booktitle = {Advances in Neural Information Processing Systems},
  volume = {32},
  year = {2019},
}

@inproceedings{hanin2019complexity,
  author = {Hanin, Boris and Rolnick, David},
  title = {Complexity of Linear Regions in Deep Networks},
  booktitle = {Proceedings of the 36th International Conference on Machine Learning},
  series = {Proceedings of Machine Learning Research},
  volume = {97},
  pages = {2596--2604},
  year = {2019},
}
";

/// Which results, and what computed them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Their name.
    pub name: String,
    /// The versions of Crease that computed them, or this one if none was recorded.
    pub versions: Vec<String>,
    /// File names and the SHA-256 of their content: `experiment.toml`, `table.csv`.
    pub hashes: Vec<(&'static str, String)>,
}

impl Origin {
    /// The results in a folder, computed in `sessions`.
    pub fn new(folder: &Folder, sessions: &[Session]) -> Self {
        let mut versions: Vec<String> = Vec::new();
        let busy = sessions.iter().filter(|session| session.runs_finished > 0);
        for session in busy {
            if !versions.contains(&session.crease) {
                versions.push(session.crease.clone());
            }
        }
        if versions.is_empty() {
            versions.push(VERSION.to_owned());
        }
        let files = [
            ("experiment.toml", folder.experiment_file()),
            ("table.csv", folder.table_file()),
        ];
        let hashes = files
            .into_iter()
            .filter_map(|(name, path)| Some((name, sha256(&path)?)));
        Self {
            name: folder.name().to_owned(),
            versions,
            hashes: hashes.collect(),
        }
    }
}

/// The hash as `sha256sum` prints it; `None` if the file cannot be read.
fn sha256(path: &Path) -> Option<String> {
    let digest = Sha256::digest(std::fs::read(path).ok()?);
    Some(hexadecimal(&digest))
}

/// BibTeX for Crease, with the origin of results if given, and for the papers.
pub fn bibtex(origin: Option<&Origin>) -> String {
    let description = ABSTRACT.trim_end_matches('.').replace("ReLU", "{ReLU}");
    let description = lower_first(&description);
    let mut note = match origin {
        None => format!("Version {VERSION}"),
        Some(origin) if origin.versions.len() > 1 => {
            format!("Versions {}", origin.versions.join(", "))
        }
        Some(origin) => format!("Version {}", origin.versions.concat()),
    };
    let _ = write!(note, ", {LICENCE}");
    if let Some(origin) = origin {
        let name = origin.name.replace('_', "\\_");
        let _ = write!(note, ". Results \\texttt{{{name}}}");
        for (file, hash) in &origin.hashes {
            let _ = write!(note, ", SHA-256 of \\texttt{{{file}}}: \\texttt{{{hash}}}");
        }
    }
    format!(
        "@misc{{crease,\n  author = {{{{{AUTHORS}}}}},\n  title = {{{{{NAME}}}: {description}}},\n  \
         note = {{{note}}},\n}}\n\n{PAPERS}"
    )
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
