//! The output of an experiment for readers: figure, caption, report, and an index of all results.
//!
//! [`collect`] gathers the table of all finished runs; `panels` draw it, and kept networks, as a
//! [figure](crease_figure); [`claims`] compare it with what the paper says; `caption` describes the
//! figure; `report` gathers everything for the page that `html` writes, and [`index`] is the page of
//! all results. [`publish`] does all of this. Nothing here prints: messages are returned.

mod caption;
pub mod citation;
pub mod claims;
mod error;
mod film;
mod html;
pub mod index;
mod link;
pub mod panels;
mod picture;
mod planned;
mod publish;
mod report;
mod runs;
mod shown;
mod stats;
pub mod text;
mod theorems;
mod verdict;
mod words;

pub use caption::Caption;
pub use error::ReportError;
pub use film::{KeptRun, Scenery};
pub use publish::{Published, collect, publish, rehearse};
pub use shown::{Loaded, Shown, load, parse, read};
pub use theorems::{THEOREMS, theorems};
pub use verdict::{Agreement, Verdict};
pub use words::capitalised;

pub(crate) use planned::Planned;
