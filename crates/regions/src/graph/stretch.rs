//! A part of a line without events at its inner ends.

/// Points of the line are `x / w`, `w >= 0`; `t` goes from 0 to 1 along the stretch, and `x` and `w`
/// are affine in it. A finite stretch has `w = 1`, one to infinity ends in `w = 0`. All functions of
/// the network are taken times `w`, which changes no sign and makes biases affine in `t`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub x: [f64; 2],
    pub w: [f64; 2],
    /// Whether each end is a cut, which must be no event, and not an end of the line.
    pub cut: [bool; 2],
}

/// Where a whole line is cut first: nothing is special about this number.
const CUT: f64 = 0.327_181_931;

impl Stretch {
    /// The part of the line to look at.
    pub(super) fn whole(interval: Option<[f64; 2]>) -> Vec<Self> {
        if let Some(x) = interval {
            return vec![Self {
                x,
                w: [1.0, 1.0],
                cut: [false, false],
            }];
        }
        vec![
            Self {
                x: [-1.0, CUT],
                w: [0.0, 1.0],
                cut: [false, true],
            },
            Self {
                x: [CUT, 1.0],
                w: [1.0, 0.0],
                cut: [true, false],
            },
        ]
    }

    /// Cuts the stretch at about `t`, at a number that a float is; `None` if there is none between.
    pub(super) fn split(&self, t: f64) -> Option<[Self; 2]> {
        let mix = |ends: [f64; 2]| ends[0] + t * (ends[1] - ends[0]);
        let cut = if self.w == [1.0, 1.0] {
            // Not by a difference that overflows.
            self.x[0] * (1.0 - t) + self.x[1] * t
        } else if self.w == [0.0, 0.0] {
            4.0 * (t - 0.5)
        } else {
            mix(self.x) / mix(self.w)
        };
        let inside = cut.is_finite()
            && (self.w[0] == 0.0 || cut > self.x[0])
            && (self.w[1] == 0.0 || cut < self.x[1]);
        if !inside {
            return None;
        }
        let (mut before, mut after) = (*self, *self);
        (before.x[1], before.w[1], before.cut[1]) = (cut, 1.0, true);
        (after.x[0], after.w[0], after.cut[0]) = (cut, 1.0, true);
        // What is left to infinity is seen at the scale at which it begins.
        let scale = |from: f64, x: &mut f64| *x *= 2.0 + (cut - from).abs();
        if before.w[0] == 0.0 {
            scale(self.x[1], &mut before.x[0]);
        }
        if after.w[1] == 0.0 {
            scale(self.x[0], &mut after.x[1]);
        }
        (before.x[0].is_finite() && after.x[1].is_finite()).then_some([before, after])
    }

    /// Two stretches that meet, as one.
    pub(super) fn join(a: &Self, b: &Self) -> Self {
        let ends = |first: [f64; 2], second: [f64; 2]| [first[0], second[1]];
        Self {
            x: ends(a.x, b.x),
            w: ends(a.w, b.w),
            cut: [a.cut[0], b.cut[1]],
        }
    }
}
