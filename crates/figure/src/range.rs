//! The range an axis shows and where on it a value lies.

use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Axis, Scale};
use crate::scale::{HUGE, backward, can_show, forward};

/// The least span as a share of the values: with a smaller one, numbers of nine digits would look
/// the same.
const LEAST_SPAN: f64 = 1e-9;

/// The range an axis shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// How values are spread.
    pub scale: Scale,
    /// Lower end.
    pub min: f64,
    /// Upper end, greater than `min`.
    pub max: f64,
}

impl Range {
    /// The range of an axis: its own limits where given, else around what it has to show.
    pub fn new(axis: &Axis, extent: &Extent) -> Result<Self, FigureError> {
        check(axis)?;
        let (mut low, mut high) = (extent.low, extent.high);
        let given_min = axis.min.map(|v| forward(axis.scale, v));
        let given_max = axis.max.map(|v| forward(axis.scale, v));
        if low > high {
            (low, high) = match (given_min, given_max) {
                (Some(min), None) => (min, min + 1.0),
                (None, Some(max)) => (max - 1.0, max),
                _ => (0.0, 1.0),
            };
        }
        // A limit beyond all data: the other end follows it.
        low = given_min.unwrap_or_else(|| given_max.map_or(low, |max| low.min(max)));
        high = given_max.unwrap_or_else(|| high.max(low));
        let size = low.abs().max(high.abs());
        if high - low <= LEAST_SPAN * size || high == low {
            // All values equal: a range around them that still has distinct ticks.
            let half = match axis.scale {
                Scale::Linear if size > 0.0 => 0.1 * size,
                Scale::Linear => 1.0,
                Scale::Logarithmic => 0.5,
            };
            low = given_min.unwrap_or(low - half);
            high = given_max.unwrap_or(high + half);
        }
        let span = high - low;
        let (mut below, mut above) = (extent.padding, extent.padding);
        for line in &extent.lines {
            let at = (line - low) / span;
            // Only near an end: a line among the data has its label among the data.
            if at < extent.room && at <= 1.0 - at {
                below = below.max(extent.room - at);
            } else if 1.0 - at < extent.room {
                above = above.max(extent.room - (1.0 - at));
            }
        }
        if given_min.is_none() {
            low -= below * span;
        }
        if given_max.is_none() {
            high += above * span;
        }
        let range = Self {
            scale: axis.scale,
            min: axis.min.unwrap_or_else(|| backward(axis.scale, low)),
            max: axis.max.unwrap_or_else(|| backward(axis.scale, high)),
        };
        let size = forward(axis.scale, range.min)
            .abs()
            .max(forward(axis.scale, range.max).abs());
        if range.span() > LEAST_SPAN * size {
            Ok(range)
        } else {
            Err(limits(
                axis,
                "they are too close together for the numbers to differ",
            ))
        }
    }

    /// Where a value lies: 0 at the lower end, 1 at the upper end, beyond them outside.
    ///
    /// What a logarithmic axis cannot show lies infinitely far below.
    pub fn share(&self, value: f64) -> f64 {
        if self.scale == Scale::Logarithmic && value <= 0.0 {
            return f64::NEG_INFINITY;
        }
        (forward(self.scale, value) - forward(self.scale, self.min)) / self.span()
    }

    /// Whether a value can be put on the axis at all.
    pub fn can_show(&self, value: f64) -> bool {
        can_show(self.scale, value)
    }

    fn span(&self) -> f64 {
        forward(self.scale, self.max) - forward(self.scale, self.min)
    }
}

fn limits(axis: &Axis, reason: &'static str) -> FigureError {
    FigureError::Limits {
        axis: axis.label.clone(),
        reason,
    }
}

fn check(axis: &Axis) -> Result<(), FigureError> {
    for limit in [axis.min, axis.max].into_iter().flatten() {
        if limit.is_nan() || limit.abs() >= HUGE {
            return Err(limits(axis, "they must be finite and below 1e150"));
        }
        if !can_show(axis.scale, limit) {
            return Err(limits(axis, "a logarithmic axis needs positive limits"));
        }
    }
    match (axis.min, axis.max) {
        (Some(min), Some(max)) if min >= max => Err(limits(axis, "min must be less than max")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(
        scale: Scale,
        min: Option<f64>,
        max: Option<f64>,
        values: &[f64],
    ) -> Result<Range, FigureError> {
        let axis = Axis {
            label: "a".into(),
            scale,
            min,
            max,
            share: None,
        };
        let mut extent = Extent::new(scale);
        extent.include(values.iter().copied());
        Range::new(&axis, &extent)
    }

    #[test]
    fn odd_values_still_make_a_range() {
        use Scale::{Linear, Logarithmic};
        for (scale, min, max, values) in [
            (Linear, None, None, vec![]),
            (Linear, None, None, vec![3.0]),
            (Linear, None, None, vec![0.0, 0.0]),
            (Linear, None, None, vec![-7.0, -7.0]),
            (Linear, None, None, vec![f64::NAN, f64::INFINITY, 1.0]),
            (Linear, None, None, vec![-1e149, 1e149]),
            (Linear, None, None, vec![5e-324]),
            (Linear, None, None, vec![1e15, 1e15 + 1.0]),
            (Linear, Some(5.0), None, vec![1.0, 2.0]),
            (Linear, None, Some(-5.0), vec![1.0, 2.0]),
            (Linear, Some(5.0), None, vec![]),
            (Logarithmic, None, None, vec![]),
            (Logarithmic, None, None, vec![0.0, -3.0, 10.0]),
            (Logarithmic, None, None, vec![1e-149, 1e149]),
            (Logarithmic, None, Some(1e-5), vec![1.0]),
        ] {
            let range = range(scale, min, max, &values).unwrap();
            assert!(range.min < range.max, "{range:?}");
            assert!(range.share(range.max) == 1.0 && range.share(range.min) == 0.0);
        }
    }

    #[test]
    fn impossible_limits_are_refused() {
        use Scale::{Linear, Logarithmic};
        for (scale, min, max) in [
            (Linear, Some(2.0), Some(1.0)),
            (Linear, Some(1e15), Some(1e15 + 1.0)),
            (Linear, Some(1e-200), Some(2e-200)),
            (Linear, Some(f64::NAN), None),
            (Linear, None, Some(f64::INFINITY)),
            (Logarithmic, Some(0.0), None),
        ] {
            assert!(matches!(
                range(scale, min, max, &[1.0]),
                Err(FigureError::Limits { .. })
            ));
        }
    }

    #[test]
    fn a_line_at_the_end_gets_room_for_its_label() {
        let axis = Axis::new("a", Scale::Linear);
        let mut extent = Extent::new(Scale::Linear);
        extent.include([0.0, 100.0]);
        extent.include_line(2.0);
        extent.room = 0.1;
        let range = Range::new(&axis, &extent).unwrap();
        assert!((range.min + 8.0).abs() < 1e-9 && (range.max - 104.0).abs() < 1e-9);
    }
}
