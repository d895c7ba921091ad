use crate::cli::CiteArguments;
use crate::ending::Ending;
use crate::terminal;
use crease_report::citation::{self, Origin};
use crease_results::Folder;

/// `crease cite`: prints BibTeX for Crease and the papers, and for results by their name.
pub fn cite(arguments: &CiteArguments) -> anyhow::Result<Ending> {
    let origin = match &arguments.name {
        None => None,
        Some(name) => {
            let folder = Folder::open(&arguments.results.results, name)?;
            Some(Origin::new(&folder, &folder.provenance().sessions))
        }
    };
    terminal::print(&citation::bibtex(origin.as_ref()))?;
    Ok(Ending::Done)
}
