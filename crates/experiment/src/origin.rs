use crease_input::KeyPath;
use std::sync::Arc;

/// Where a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the file, outside of presets.
    File {
        /// Line, from 1.
        line: usize,
    },
    /// In a preset of the file.
    Preset {
        /// The preset's name.
        name: Arc<str>,
        /// Line, from 1.
        line: usize,
    },
    /// In a `--set`.
    Set {
        /// The whole `key=value`.
        assignment: Arc<str>,
        /// The key.
        path: KeyPath,
    },
}
