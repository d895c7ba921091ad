use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// `crease completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  crease completions bash > ~/.local/share/bash-completion/completions/crease
  crease completions zsh > ~/.zfunc/_crease        with fpath+=~/.zfunc before compinit
  crease completions fish > ~/.config/fish/completions/crease.fish")]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `crease manual`.
#[derive(Debug, Args)]
pub struct ManualArguments {
    /// The folder to write into: crease.1 and a page for each command
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}
