//! How to cite Crease, the papers and a set of results. A test checks that `CITATION.cff` agrees.

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

/// A paper whose figures Crease reproduces.
struct Paper {
    key: &'static str,
    title: &'static str,
    /// Given and family names.
    authors: [(&'static str, &'static str); 2],
    proceedings: &'static str,
    /// As BibTeX styles print it after the volume.
    series: Option<&'static str>,
    volume: u32,
    /// First and last page.
    pages: Option<(u32, u32)>,
    year: u32,
}

const PAPERS: [Paper; 2] = [
    Paper {
        key: "hanin2019deep",
        title: "Deep ReLU Networks Have Surprisingly Few Activation Patterns",
        authors: [("Boris", "Hanin"), ("David", "Rolnick")],
        proceedings: "Advances in Neural Information Processing Systems",
        series: None,
        volume: 32,
        pages: None,
        year: 2019,
    },
    Paper {
        key: "hanin2019complexity",
        title: "Complexity of Linear Regions in Deep Networks",
        authors: [("Boris", "Hanin"), ("David", "Rolnick")],
        proceedings: "Proceedings of the 36th International Conference on Machine Learning",
        series: Some("Proceedings of Machine Learning Research"),
        volume: 97,
        pages: Some((2596, 2604)),
        year: 2019,
    },
];

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
    Some(digest.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

/// BibTeX for Crease, with the origin of results if given, and for the papers.
pub fn bibtex(origin: Option<&Origin>) -> String {
    let mut entries = vec![software(origin)];
    entries.extend(PAPERS.iter().map(paper));
    entries.join("\n")
}

fn software(origin: Option<&Origin>) -> String {
    let description = ABSTRACT.trim_end_matches('.').replace("ReLU", "{ReLU}");
    let title = format!("{{{NAME}}}: {}", lower_first(&description));
    let mut fields = vec![("author", format!("{{{AUTHORS}}}")), ("title", title)];
    let mut note = match origin {
        None => format!("Version {VERSION}"),
        Some(origin) if origin.versions.len() > 1 => {
            format!("Versions {}", origin.versions.join(", "))
        }
        Some(origin) => format!("Version {}", origin.versions.concat()),
    };
    let _ = write!(note, ", {LICENCE}");
    if let Some(origin) = origin {
        let _ = write!(
            note,
            ". Results \\texttt{{{}}}",
            origin.name.replace('_', "\\_")
        );
        for (file, hash) in &origin.hashes {
            let _ = write!(note, ", SHA-256 of \\texttt{{{file}}}: \\texttt{{{hash}}}");
        }
    }
    fields.push(("note", note));
    entry("misc", "crease", &fields)
}

fn paper(paper: &Paper) -> String {
    let authors = paper
        .authors
        .map(|(given, family)| format!("{family}, {given}"));
    let mut fields = vec![
        ("author", authors.join(" and ")),
        ("title", paper.title.replace("ReLU", "{ReLU}")),
        ("booktitle", paper.proceedings.to_owned()),
    ];
    fields.extend(paper.series.map(|series| ("series", series.to_owned())));
    fields.push(("volume", paper.volume.to_string()));
    fields.extend(
        paper
            .pages
            .map(|(first, last)| ("pages", format!("{first}--{last}"))),
    );
    fields.push(("year", paper.year.to_string()));
    entry("inproceedings", paper.key, &fields)
}

fn entry(kind: &str, key: &str, fields: &[(&str, String)]) -> String {
    let mut text = format!("@{kind}{{{key},\n");
    for (name, value) in fields {
        let _ = writeln!(text, "  {name} = {{{value}}},");
    }
    text + "}\n"
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests;
