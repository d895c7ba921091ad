//! What a reader sees of an experiment.
//!
//! The way of the data: [`collect`] gathers the table of all finished runs; `panels` draw it, and
//! kept networks beside it, as a [figure](crease_figure); [`claims`] hold what the paper says
//! against it; `caption` says what stands below the figure; [`Report`] gathers all of it for the
//! page that `html` writes, and [`index`] is the page over all results. [`publish`] goes all the
//! way. Nothing here prints: what a user should hear comes back.

mod caption;
pub mod citation;
pub mod claims;
mod error;
mod html;
pub mod index;
mod link;
pub mod panels;
mod picture;
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
pub use publish::{Published, collect, publish, rehearse};
pub use report::{Material, Report};
pub use shown::{Loaded, Shown, load, parse, read};
pub use theorems::theorems;
pub use verdict::{Agreement, Verdict};
pub use words::capitalised;
