//! Memory for what an activation needs at one slot.

use crate::graph::points::Points;

/// Buffers that are filled again for every slot.
#[derive(Default)]
pub(in crate::graph) struct Buffers {
    pub(super) points: Points,
    /// The values of all channels: by point, then channel.
    pub(super) values: Vec<f64>,
    pub(super) rows: Rows,
}

/// The changes at the rows of a slot.
#[derive(Default)]
pub(super) struct Rows {
    /// The slope of each channel's piece; 0 where a channel is followed.
    pub factors: Vec<f64>,
    /// The changes of followed neurons at old events, by the row of the input.
    pub old: Vec<(u32, Change)>,
    /// Their changes at new ones, in the order of events.
    pub new: Vec<(u32, Change)>,
    /// By channel, on the current piece: its code in the levels.
    pub codes: Vec<u8>,
}

/// A followed neuron at an event.
#[derive(Clone, Copy)]
pub(super) struct Change {
    /// Which of the followed.
    pub neuron: u32,
    pub jump: f64,
    /// The piece after it.
    pub piece: u8,
}
