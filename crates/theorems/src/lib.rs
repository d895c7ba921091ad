//! The papers' statements on regions and their boundaries, predicted and measured.
//!
//! P is *Deep ReLU Networks Have Surprisingly Few Activation Patterns*, C is *Complexity of Linear
//! Regions in Deep Networks*. Each [`Statement`] predicts numbers, measures them on many random
//! networks by exact counts, and says for each whether it holds, by a criterion that its row states.
//! [`examine`] checks them all.
//!
//! # Random numbers
//! Every network is drawn from `ChaCha` streams whose key is made from the study's seed, the name of
//! the sample, the law and the network's number, as the runs of experiments are. Networks are measured
//! in parallel and put back in order: the rows are the same at any number of threads.
//!
//! # Verdicts
//! One network is enough to contradict a statement about every network. A statement about means is
//! contradicted only beyond the standard errors (see [`verdict`]); what they leave undecided is open. A
//! constant that a paper leaves open ("there is a `c`") is taken from its proof, or else the row says
//! which one was used.

mod binomial;
mod count;
mod error;
mod estimate;
mod examine;
mod formula;
mod law;
mod points;
mod row;
mod statements;
mod study;
pub mod verdict;

pub use error::TheoremsError;
pub use estimate::Estimate;
pub use examine::{Examined, examine, tally};
pub use law::{Law, PAPER_BIAS};
pub use row::{Quantity, Relation, Row};
pub use statements::{STATEMENTS, Statement};
pub use study::{Study, Subject, Watch};
pub use verdict::{Judgement, Verdict};
