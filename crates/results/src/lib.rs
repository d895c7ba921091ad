//! The results folder: runs, tables and reports, each file written whole or not at all.
//!
//! ```text
//! results/NAME/
//!   experiment.toml             the resolved experiment of the folder
//!   manifest.json               the format of the folder, and the backend
//!   runs/ID/                    one run; ID ends in the hash of what determines its weights
//!     checkpoints/              step_0000123.safetensors, as many as `keep` says
//!     measured-QUESTION/        what was measured; QUESTION is the hash of measures, steps, slice
//!       state.bin               what an unfinished run resumes from
//!       measures.csv            one row per checkpoint
//!       status.json             written last: a run without it has not ended
//!   table.csv                   the rows of all finished runs
//!   NAME.svg, NAME.pdf, NAME.png, caption.txt, caption.tex
//!   report.html                 figure, claims, settings, provenance
//!   provenance.json             machines, versions and timings
//!   logs/ID.log, logs/ID.json   what each session did, and its progress
//!   .locks/                     locks of running processes
//! results/index.html            all results on one page
//! ```
//!
//! How far a run has got:
//!
//! - an unfinished run has a [`ResumePoint`] (`state.bin`), or nothing;
//! - a run that is over has a [`RunStatus`] (`status.json`), which says in which of three ways (its
//!   [`RunEnd`]); with its rows it is an [`EndedRun`];
//! - [`Earlier`] says what is left of a run's weights from when something else was measured;
//! - a [`Survey`] looks all of this up for the runs of a plan, each a [`SurveyedRun`], and counts them
//!   ([`RunCounts`]).
//!
//! A [`Session`] is one `crease run`. Its [`Journal`] writes a [`SessionRecord`], with the
//! [`RunProgress`] of each run under way, which others read as a [`KnownSession`].
//!
//! `experiment.toml`, `measures.csv`, `table.csv`, the checkpoints and the figures depend on the
//! experiment alone: no dates, no timings, and not on the order of the work.

mod checksum;
mod clock;
mod damage;
mod error;
mod folder;
mod format;
mod journal;
mod number;
mod run;
mod session;
mod shard;
mod survey;
mod table;
mod write;

pub use clock::utc_now;
pub use damage::Damage;
pub use error::{Holder, ResultsError};
pub use folder::{Folder, Lock, Manifest, index_file, write_index};
pub use format::FORMAT;
pub use journal::{Journal, KnownSession, RunProgress, SessionRecord};
pub use number::shortest;
pub use run::{
    Checksums, Earlier, EndedRun, KeptCheckpoint, KeptCheckpoints, ResumePoint, Row, RunEnd,
    RunFolder, RunStatus,
};
pub use session::{Machine, Program, Provenance, Session};
pub use shard::Shard;
pub use survey::{RunCounts, Survey, SurveyedRun, TrainedBefore};
pub use table::{Table, TableRun, aligned};
pub use write::write_whole;
