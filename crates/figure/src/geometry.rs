//! Places on the page, in points (1/72 inch) from the top left corner.

/// A place on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Place {
    /// The place this far to the right and downwards.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance to another place.
    pub fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The place this far in a direction of length 1.
    pub fn moved(self, direction: Self, length: f64) -> Self {
        Self {
            x: self.x + length * direction.x,
            y: self.y + length * direction.y,
        }
    }
}

/// A width and a height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

impl Size {
    /// A rectangle of this size that lies in a direction of length 1 from `place` and touches it.
    pub fn beside(self, place: Place, direction: Place) -> Frame {
        Frame {
            left: place.x + (direction.x - 1.0) / 2.0 * self.width,
            top: place.y + (direction.y - 1.0) / 2.0 * self.height,
            width: self.width,
            height: self.height,
        }
    }
}

/// What a panel needs around its frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Margins {
    /// Left of the frame.
    pub left: f64,
    /// Right of it.
    pub right: f64,
    /// Below it.
    pub below: f64,
}

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Frame {
    /// Right edge.
    pub fn right(&self) -> f64 {
        self.left + self.width
    }

    /// Its four corners.
    pub fn corners(&self) -> [Place; 4] {
        let (left, right, top, bottom) = (self.left, self.right(), self.top, self.bottom());
        [(left, top), (left, bottom), (right, bottom), (right, top)].map(|(x, y)| Place::new(x, y))
    }

    /// Its four corners, then the first two again, so that a line through all joins every corner.
    pub fn outline(&self) -> [Place; 6] {
        let [a, b, c, d] = self.corners();
        [a, b, c, d, a, b]
    }

    /// The place in the middle.
    pub fn centre(&self) -> Place {
        Place {
            x: self.left + self.width / 2.0,
            y: self.top + self.height / 2.0,
        }
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The rectangle grown by `margin` on every side.
    pub fn grown(&self, margin: f64) -> Self {
        Self {
            left: self.left - margin,
            top: self.top - margin,
            width: self.width + 2.0 * margin,
            height: self.height + 2.0 * margin,
        }
    }

    /// Whether a place lies in the rectangle.
    pub fn contains(&self, place: Place) -> bool {
        (self.left..=self.right()).contains(&place.x)
            && (self.top..=self.bottom()).contains(&place.y)
    }

    /// Whether two rectangles overlap.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.right()
            && other.left < self.right()
            && self.top < other.bottom()
            && other.top < self.bottom()
    }

    /// Whether the segment from `a` to `b` has a point in the rectangle.
    pub fn meets_segment(&self, a: Place, b: Place) -> bool {
        // Liang and Barsky: the part of the segment between each pair of edges.
        let (mut from, mut to) = (0.0_f64, 1.0_f64);
        for (start, step, low, high) in [
            (a.x, b.x - a.x, self.left, self.right()),
            (a.y, b.y - a.y, self.top, self.bottom()),
        ] {
            if step == 0.0 {
                if start < low || start > high {
                    return false;
                }
                continue;
            }
            let (one, other) = ((low - start) / step, (high - start) / step);
            from = from.max(one.min(other));
            to = to.min(one.max(other));
        }
        from <= to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_meet_a_rectangle_or_not() {
        let frame = Frame {
            left: 0.0,
            top: 0.0,
            width: 10.0,
            height: 5.0,
        };
        let place = |x, y| Place { x, y };
        for (a, b, meets) in [
            (place(-5.0, 2.0), place(15.0, 2.0), true),
            (place(2.0, 2.0), place(3.0, 3.0), true),
            (place(-5.0, 6.0), place(15.0, 6.0), false),
            (place(-3.0, 3.0), place(3.0, 8.0), false),
            (place(4.0, -3.0), place(4.0, 9.0), true),
            (place(11.0, 1.0), place(11.0, 1.0), false),
        ] {
            assert_eq!(frame.meets_segment(a, b), meets, "{a:?} {b:?}");
        }
    }
}
