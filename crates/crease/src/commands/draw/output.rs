use crate::cli::DrawArguments;
use crate::network_reader::explain;
use anyhow::{Context, anyhow};
use crease_input::path_line;
use crease_picture::PictureError;
use std::path::Path;

pub(super) fn write(output: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    crease_system::write_whole(output, ".partial-", bytes)
        .with_context(|| format!("cannot write {}", output.display()))
}

pub(super) fn explained(
    error: PictureError,
    arguments: &DrawArguments,
    network: &Path,
) -> anyhow::Error {
    let slice = path_line(&arguments.slice);
    match error {
        PictureError::Regions(error) => explain(&error, network, &slice),
        PictureError::Figure(error) => anyhow!("cannot draw {slice}: {error}"),
        error @ PictureError::Shape { .. } => error.into(),
    }
}
