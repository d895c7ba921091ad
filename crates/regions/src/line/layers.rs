//! Buffers for a line that is counted [layer by layer](super::layered).

use super::follow::Followed;
use super::path::{Met, Step};
use super::stage::{Stage, UPDATES};
use super::state::Tolerance;
use crate::aligned::Aligned;

/// How many directions are computed in one pass over the weights, at most.
pub(super) const MOST_PRODUCTS: usize = 4;

/// Buffers, kept from line to line.
pub(super) struct Layers {
    pub rows: Vec<Rows>,
    pub tolerances: Vec<Tolerance>,
    /// The breakpoints of the first layer in order, and which of its units are above them at the
    /// beginning of a part.
    pub first: Vec<Met>,
    pub first_above: Vec<u64>,
    /// A part of the line, up to the current layer and to the next.
    pub steps: Vec<Step>,
    pub next_steps: Vec<Step>,
    pub followed: Followed,
    /// What an activation that is not `max(0, x)` makes of slopes and constants.
    pub posts: Aligned,
    /// The units above their breakpoints at any of some steps.
    pub units: Vec<u64>,
    pub places: Vec<f64>,
    pub order: Vec<u32>,
}

/// Padded rows of a layer.
pub(super) struct Rows {
    /// Slopes and constants at the beginning of a part.
    pub numbers: Aligned,
    /// The weights out of each unit of the layer before, and then room for directions through it.
    pub directions: Aligned,
}

impl Layers {
    pub(super) fn new(stages: &[Stage]) -> Self {
        let padded = stages.iter().map(|stage| stage.padded).max().unwrap_or(0);
        let more = UPDATES.next_multiple_of(MOST_PRODUCTS) * padded;
        let rows = stages.iter().map(|stage| {
            let columns = stage.columns.len();
            let mut directions = Aligned::new(columns + more, 0.0);
            directions[..columns].copy_from_slice(&stage.columns);
            Rows {
                numbers: Aligned::new(2 * stage.padded, 0.0),
                directions,
            }
        });
        Self {
            rows: rows.collect(),
            tolerances: Vec::new(),
            first: Vec::new(),
            first_above: Vec::new(),
            steps: Vec::with_capacity(UPDATES),
            next_steps: Vec::with_capacity(UPDATES),
            followed: Followed::new(padded, more),
            posts: Aligned::new(2 * padded, 0.0),
            units: Vec::new(),
            places: Vec::new(),
            order: Vec::new(),
        }
    }
}
