//! The results folder: runs, tables and what was claimed, written whole or not at all.
//!
//! ```text
//! results/NAME/
//!   experiment.toml             the resolved experiment that table.csv and the figures belong to
//!   runs/ID/checkpoints/        step_0000123.safetensors, as many as `keep` says
//!   runs/ID/measures.csv        one row a checkpoint
//!   runs/ID/status.json         written last: a run without it is not finished
//!   table.csv                   the rows of all finished runs
//!   NAME.svg, NAME.pdf, NAME.png, caption.txt, caption.tex
//!   report.html, report.md      what was found, from what, on which machine
//!   provenance.json             machine, versions and timings
//! results/index.html            all of them on one page
//! ```
//!
//! `experiment.toml`, `measures.csv`, `table.csv` and the figures depend on the experiment alone:
//! neither dates nor timings nor the order of the work may enter them.

mod clock;
mod error;
mod folder;
mod number;
mod provenance;
mod run;
mod table;
mod write;

pub use clock::utc_now;
pub use error::ResultsError;
pub use folder::{Folder, index_file};
pub use number::shortest;
pub use provenance::{Machine, Provenance, Session};
pub use run::{FinishedRun, Row, RunFolder, State, Status};
pub use table::{Table, TableRun, point_text};
pub use write::write_whole;
