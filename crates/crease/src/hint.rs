//! What a user can do about an error of a library, in the words of the command line.

use crease_results::{Holder, ResultsError};

/// What to do about it, if there is something.
pub fn hint(error: &anyhow::Error) -> Option<&'static str> {
    Some(match error.downcast_ref::<ResultsError>()? {
        ResultsError::Locked { holder, .. } => match holder {
            Holder::Runs => "wait until it ends, or divide the runs among processes with --shard",
            _ => "wait until it ends",
        },
        ResultsError::Gone { .. } => "run the same command to start again",
        ResultsError::Newer { .. } => "use that version, or another folder with --results",
        ResultsError::NoResults { .. } => "first run the experiment with `crease run FILE`",
        ResultsError::Table { .. } => "run the experiment again to replace it",
        ResultsError::Io { .. } | ResultsError::BadName { .. } => return None,
    })
}
