//! The results folder: runs, tables and what was claimed, written whole or not at all.
//!
//! ```text
//! results/NAME/
//!   experiment.toml             the resolved experiment that all else belongs to
//!   manifest.json               the layout of the folder, and what computes the steps
//!   runs/ID/                    one run; ID ends in the hash of what its weights depend on
//!     checkpoints/              step_0000123.safetensors, as many as `keep` says
//!     measured-QUESTION/        what was asked of the weights; QUESTION is the hash of that
//!       state.bin               what a run under way resumes from
//!       measures.csv            one row a checkpoint
//!       status.json             written last: a run without it has not ended
//!   table.csv                   the rows of all finished runs
//!   NAME.svg, NAME.pdf, NAME.png, caption.txt, caption.tex
//!   report.html                 what was found, from what, on which machine
//!   provenance.json             machines, versions and timings
//!   logs/ID.log, logs/ID.json   what each session did, and how far it is
//!   .locks/                     who is at work
//! results/index.html            all of them on one page
//! ```
//!
//! `experiment.toml`, `measures.csv`, `table.csv`, the checkpoints and the figures depend on the
//! experiment alone: neither dates nor timings nor the order of the work may enter them.

mod checksum;
mod clock;
mod error;
mod folder;
mod journal;
mod number;
mod run;
mod session;
mod shard;
mod survey;
mod table;
mod write;

pub use clock::utc_now;
pub use error::ResultsError;
pub use folder::{FORMAT, Folder, Lock, Manifest, index_file, write_index};
pub use journal::{Journal, Record, Running, Seen};
pub use number::shortest;
pub use run::{
    Checksums, Earlier, EndedRun, Found, Kept, KeptCheckpoint, KeptCheckpoints, Row, RunFolder,
    State, Status,
};
pub use session::{Machine, Program, Provenance, Session};
pub use shard::Shard;
pub use survey::{AskedOtherwise, Standing, Survey, Tallied};
pub use table::{Table, TableRun, aligned, point_text, point_texts};
pub use write::write_whole;
