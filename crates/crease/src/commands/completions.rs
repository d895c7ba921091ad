use crate::cli::{Cli, CompletionsArguments, ManualArguments};
use crate::ending::Ending;
use crate::terminal;
use anyhow::Context;
use clap::CommandFactory;

/// `crease completions`: the script on stdout.
pub fn completions(arguments: &CompletionsArguments) -> anyhow::Result<Ending> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "crease", &mut script);
    terminal::print(&String::from_utf8_lossy(&script))?;
    Ok(Ending::Done)
}

/// `crease manual`: the pages that a release contains.
pub fn manual(arguments: &ManualArguments) -> anyhow::Result<Ending> {
    let folder = &arguments.folder;
    clap_mangen::generate_to(Cli::command(), folder)
        .with_context(|| format!("cannot write the manual pages to {}", folder.display()))?;
    Ok(Ending::Done)
}
