//! One step: what it does to its inputs.

use super::mix::Mix;
use super::taps::Taps;
use crate::pattern::Pieces;

/// A node and what is done to its inputs.
pub(in crate::graph) struct Step {
    pub kind: Kind,
    pub inputs: Vec<usize>,
    pub channels: usize,
    /// `channels`, rounded up to whole vectors.
    pub padded: usize,
    pub positions: usize,
    /// Whether a later maximum or activation wants to know where functions are constant.
    pub wants_levels: bool,
    /// The last step that reads this one.
    pub last_reader: usize,
    /// Whether along a line the one step that reads this one makes it, position by position.
    pub passing: bool,
    /// The passing steps that this one makes with itself.
    pub with: Vec<usize>,
}

pub(in crate::graph) enum Kind {
    Input,
    Constant(Vec<f64>),
    Mix(Mix),
    Diagonal(Diagonal),
    /// By position and channel: which element is taken.
    Move(Vec<Moved>),
    /// One set of pieces for all channels, or one a channel.
    Activate(Vec<Pieces>),
    Largest(Taps),
}

/// A sum over taps, channel by channel.
pub(in crate::graph) struct Diagonal {
    pub taps: Taps,
    /// The factor of each tap in `taps`.
    pub factors: Vec<f64>,
    /// Factors and summands by channel, or by position and channel; none for 1 and 0.
    pub scale: Option<Scaled>,
    pub terms: usize,
    /// The largest sum of magnitudes of the factors of a position and channel.
    pub norm: f64,
}

pub(in crate::graph) struct Scaled {
    pub scale: Vec<f64>,
    pub shift: Vec<f64>,
    pub by_position: bool,
}

#[derive(Clone, Copy)]
pub(in crate::graph) enum Moved {
    Element {
        input: u32,
        position: u32,
        channel: u32,
    },
    Number(f64),
}

impl Diagonal {
    /// The factor of a channel after its sum, and what is added then.
    #[inline]
    pub(in crate::graph) fn scale_and_shift(
        &self,
        padded: usize,
        position: usize,
        channel: usize,
    ) -> [f64; 2] {
        self.scale.as_ref().map_or([1.0, 0.0], |scaled| {
            let row = if scaled.by_position { position } else { 0 };
            let at = row * padded + channel;
            [scaled.scale[at], scaled.shift[at]]
        })
    }
}

impl Step {
    /// The pieces of a unit of an activation.
    #[inline]
    pub(in crate::graph) fn pieces_of(&self, unit: usize) -> Option<&Pieces> {
        match &self.kind {
            Kind::Activate(pieces) if pieces.len() == 1 => pieces.first(),
            Kind::Activate(pieces) => pieces.get(unit % self.padded),
            _ => None,
        }
    }

    /// What each position reads, where that does not depend on the channel.
    pub(in crate::graph) fn taps(&self) -> Option<&Taps> {
        match &self.kind {
            Kind::Mix(mix) => Some(&mix.taps),
            Kind::Diagonal(diagonal) => Some(&diagonal.taps),
            Kind::Largest(taps) => Some(taps),
            Kind::Input | Kind::Constant(_) | Kind::Move(_) | Kind::Activate(_) => None,
        }
    }
}
