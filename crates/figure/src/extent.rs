//! What an axis has to show.

use crate::figure::Scale;
use crate::scale::{can_show, forward};

/// The share of the range usually left free on either side of the data.
pub const PADDING: f64 = 0.04;

/// What an axis has to show, apart from limits of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Extent {
    /// How values are spread.
    scale: Scale,
    /// The least value, in the scale's own steps.
    pub low: f64,
    /// The greatest value; less than `low` if there are no values.
    pub high: f64,
    /// Lines across the panel, in the scale's own steps.
    pub lines: Vec<f64>,
    /// The share of the range left free on either side of the data.
    pub padding: f64,
    /// The share of the range wanted beyond an outermost of the lines, for its label.
    pub room: f64,
}

impl Extent {
    /// Nothing to show, on this scale.
    pub fn new(scale: Scale) -> Self {
        Self {
            scale,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            lines: Vec::new(),
            padding: PADDING,
            room: 0.0,
        }
    }

    /// Values to be shown; values that the scale cannot show are ignored.
    pub fn include(&mut self, values: impl IntoIterator<Item = f64>) {
        for value in values {
            if can_show(self.scale, value) {
                self.low = self.low.min(forward(self.scale, value));
                self.high = self.high.max(forward(self.scale, value));
            }
        }
    }

    /// Whether a value to be shown is negative.
    pub fn reaches_below_zero(&self) -> bool {
        self.scale == Scale::Linear && self.low < 0.0
    }

    /// A line across the panel to be shown.
    pub fn include_line(&mut self, value: f64) {
        self.include([value]);
        if can_show(self.scale, value) {
            self.lines.push(forward(self.scale, value));
        }
    }

    /// What both have to show, which must be on the same scale.
    pub fn join(&mut self, other: &Self) {
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
        self.lines.extend(&other.lines);
        self.padding = self.padding.max(other.padding);
        self.room = self.room.max(other.room);
    }
}
