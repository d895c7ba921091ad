//! Commands that a build without some of the cargo features lacks.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// The commands of a feature, and whether this build has it.
struct Feature {
    name: &'static str,
    here: bool,
    commands: &'static [&'static str],
}

impl Feature {
    const fn new(name: &'static str, here: bool, commands: &'static [&'static str]) -> Self {
        Self {
            name,
            here,
            commands,
        }
    }
}

const FEATURES: [Feature; 5] = [
    Feature::new(
        "train",
        cfg!(feature = "train"),
        &[
            "run", "film", "plot", "status", "check", "cite", "backends", "verify", "slurm",
        ],
    ),
    Feature::new("draw", cfg!(feature = "draw"), &["draw"]),
    Feature::new("cells", cfg!(feature = "cells"), &["cells"]),
    Feature::new("explore", cfg!(feature = "explore"), &["explore"]),
    Feature::new("download", cfg!(feature = "data"), &["data"]),
];

/// The last line of `crease --help`: empty if no command is missing.
pub fn note() -> String {
    let lacking = FEATURES.iter().filter(|feature| !feature.here);
    let line = |feature: &Feature| {
        let (name, commands) = (feature.name, feature.commands.join(", "));
        format!("Not in this build, which lacks the cargo feature {name}: {commands}")
    };
    lacking.map(line).collect::<Vec<_>>().join("\n")
}

/// An error of the command line. If it is about a command that this build lacks, the error says so.
pub fn explained(error: clap::Error) -> clap::Error {
    let Some(ContextValue::String(command)) = error.get(ContextKind::InvalidSubcommand) else {
        return error;
    };
    match lacking(command) {
        Some(message) => clap::Error::raw(ErrorKind::InvalidSubcommand, message),
        None => error,
    }
}

fn lacking(command: &str) -> Option<String> {
    let mut lacking = FEATURES.iter().filter(|feature| !feature.here);
    let feature = lacking.find(|feature| feature.commands.contains(&command))?;
    let name = feature.name;
    Some(format!(
        "this build has no command {command}: it was built without the cargo feature {name}; `cargo \
         install crease --features {name}` adds it\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn every_command_exists_or_names_its_feature() {
        let commands = Cli::command();
        for feature in FEATURES {
            for name in feature.commands {
                assert_eq!(
                    commands.find_subcommand(name).is_some(),
                    feature.here,
                    "{name}"
                );
                assert_eq!(lacking(name).is_none(), feature.here, "{name}");
                assert_eq!(!note().contains(name), feature.here, "{name}");
            }
        }
    }

    #[test]
    fn unknown_commands_stay_unknown() {
        let error = explained(Cli::try_parse_from(["crease", "counts"]).unwrap_err());
        assert!(
            error.to_string().contains("unrecognized subcommand"),
            "{error}"
        );
    }
}
