//! The breakpoints of a line, one by one.

use super::point::Passage;

/// A point of a line where neurons pass a breakpoint of their activation.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Breakpoint {
    /// Where: the point `origin + s direction`, off by less than
    /// [`BREAKPOINT_ERROR`](crate::limits::BREAKPOINT_ERROR) of itself.
    pub s: f64,
    /// The neurons that pass, more than one if they do so at exactly the same point.
    pub neurons: Vec<Bend>,
    /// By how much the slope of each of the `n_out` outputs along the line, its derivative by `s`,
    /// is larger after the point than before, in `f64`; 0 for all of them if and only if no slope
    /// changes.
    pub jump: Vec<f64>,
}

/// A neuron that passes from one linear piece of its activation to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bend {
    /// The hidden layer, from 0.
    pub layer: usize,
    /// The neuron in its layer, from 0.
    pub unit: usize,
    /// Which of the activation's breakpoints, from 0.
    pub breakpoint: usize,
    /// Whether the pre-activation rises through it, with growing `s`.
    pub rises: bool,
}

impl Breakpoint {
    /// Sets the jump from the slopes on both sides.
    pub(super) fn complete(&mut self, before: &[f64], after: &[f64], jumps: bool) {
        let pairs = before.iter().zip(after);
        let jump = pairs.map(|(before, after)| if jumps { after - before } else { 0.0 });
        self.jump = jump.collect();
    }
}

impl Bend {
    pub(super) fn new(passage: Passage, rises: bool) -> Self {
        Self {
            layer: passage.layer,
            unit: passage.unit,
            breakpoint: passage.breakpoint,
            rises,
        }
    }
}
