//! Hints for errors of libraries, in terms of the command line.

use crease_results::{Holder, ResultsError};
use crease_train::{Backend, TrainError};

/// What to do about an error, if anything.
pub fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(TrainError::NoBackend { name, .. }) = error.downcast_ref() {
        return how_to_build(name);
    }
    let hint = match error.downcast_ref::<ResultsError>()? {
        ResultsError::Locked { holder, .. } => match holder {
            Holder::Runs => "wait until it ends, or divide the runs among processes with --shard",
            _ => "wait until it ends",
        },
        ResultsError::Gone { .. } => "run the same command to start again",
        ResultsError::Newer { .. } => "use that version, or another folder with --results",
        ResultsError::NoResults { .. } => "first run the experiment with `crease run FILE`",
        ResultsError::Table { .. } => "run the experiment again to replace it",
        ResultsError::Io { .. } | ResultsError::BadName { .. } => return None,
    };
    Some(hint.to_owned())
}

/// How to build a backend of this name, or those that might be meant.
fn how_to_build(name: &str) -> Option<String> {
    let missing = Backend::missing();
    if missing.contains(&name) {
        let minutes = if name == "wgpu" {
            ", which takes some 25 CPU minutes"
        } else {
            ""
        };
        return Some(format!(
            "`cargo build --release --features {name}` adds it{minutes}"
        ));
    }
    let command = |name: &&str| format!("`cargo build --release --features {name}` adds {name}");
    let commands: Vec<String> = missing.iter().map(command).collect();
    (!commands.is_empty()).then(|| commands.join(", "))
}

#[cfg(all(test, not(any(feature = "wgpu", feature = "ndarray"))))]
mod tests {
    use super::*;

    #[test]
    fn another_backend_is_a_matter_of_features() {
        let hint = |name| hint(&Backend::from_name(name).unwrap_err().into()).unwrap();
        assert_eq!(
            hint("wgpu"),
            "`cargo build --release --features wgpu` adds it, which takes some 25 CPU minutes"
        );
        assert_eq!(
            hint("gpu"),
            "`cargo build --release --features ndarray` adds ndarray, `cargo build --release --features \
             wgpu` adds wgpu"
        );
    }
}
