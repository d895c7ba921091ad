//! A part of a line without events at its inner ends.

use super::MOST_JUMPS;

/// Points of the line are `x / w`, `w >= 0`; `t` goes from 0 to 1 along the stretch, and `x` and `w`
/// are affine in it. A finite stretch has `w = 1`, one to infinity ends in `w = 0`. All functions of
/// the network are taken times `w`, which changes no sign and makes biases affine in `t`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub x: [f64; 2],
    pub w: [f64; 2],
    /// Whether each end is a cut, which must not be an event, instead of an end of the line.
    pub cut: [bool; 2],
}

/// Where a whole line is cut first: an arbitrary number.
const CUT: f64 = 0.327_181_931;

impl Stretch {
    /// The part of the line to count.
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

    /// Cuts the stretch near `t`, at a number that is a float; `None` if there is no float inside.
    pub(super) fn split(&self, t: f64) -> Option<[Self; 2]> {
        let mix = |ends: [f64; 2]| ends[0] + t * (ends[1] - ends[0]);
        let cut = if self.w == [1.0, 1.0] {
            // A difference might overflow.
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
        // The rest up to infinity is scaled by where it begins.
        let scale = |from: f64, x: &mut f64| *x *= 2.0 + (cut - from).abs();
        if before.w[0] == 0.0 {
            scale(self.x[1], &mut before.x[0]);
        }
        if after.w[1] == 0.0 {
            scale(self.x[0], &mut after.x[1]);
        }
        (before.x[0].is_finite() && after.x[1].is_finite()).then_some([before, after])
    }

    /// The length of a finite stretch.
    fn length(&self) -> Option<f64> {
        let length = self.x[1] - self.x[0];
        (self.w == [1.0, 1.0] && length.is_finite()).then_some(length)
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

/// How long a stretch may be, from those that came before it.
#[derive(Default)]
pub(super) struct Reach {
    length: Option<f64>,
}

impl Reach {
    /// Records a stretch that was finished, with this many jumps in its largest step.
    pub(super) fn came_through(&mut self, stretch: &Stretch, jumps: usize) {
        if let (Some(known), Some(length)) = (self.length, stretch.length()) {
            let room = 0.8 * MOST_JUMPS as f64 / jumps.max(1) as f64;
            // A stretch that was short by chance means little.
            self.length = Some((length * room.clamp(0.5, 2.0)).max(0.5 * known));
        }
    }

    /// Records a stretch that had too many jumps.
    pub(super) fn fell_short(&mut self, stretch: &Stretch) {
        self.length = stretch.length().map(|length| 0.5 * length);
    }

    /// Splits a stretch that is certainly too long: a part of the right length, and the rest.
    pub(super) fn split(&self, stretch: &Stretch) -> Option<[Stretch; 2]> {
        let (reach, length) = (self.length?, stretch.length()?);
        if length < 1.5 * reach {
            return None;
        }
        stretch.split(reach / length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_the_whole_in_order() {
        let mut reach = Reach::default();
        let mut left = Stretch::whole(Some([-1.0, 2.0]));
        assert!(reach.split(&left[0]).is_none());
        reach.fell_short(&left[0]);
        let (mut at, mut parts) = (-1.0, 0);
        while let Some(stretch) = left.pop() {
            if let Some([before, after]) = reach.split(&stretch) {
                left.extend([after, before]);
                continue;
            }
            assert_eq!(stretch.x[0], at);
            assert_eq!(stretch.cut, [at > -1.0, stretch.x[1] < 2.0]);
            (at, parts) = (stretch.x[1], parts + 1);
            // The first has more jumps than intended, the others fewer.
            let jumps = if parts == 1 {
                MOST_JUMPS
            } else {
                MOST_JUMPS / 2
            };
            reach.came_through(&stretch, jumps);
        }
        assert_eq!(at, 2.0);
        assert!((2..12).contains(&parts), "{parts}");
        // Nothing is known about stretches to infinity.
        assert!(reach.split(&Stretch::whole(None)[0]).is_none());
    }
}
