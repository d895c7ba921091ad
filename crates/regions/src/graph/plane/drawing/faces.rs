//! Convex faces of a drawing, split at points of their boundaries.

/// What an edge of a face lies on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Along {
    /// The frame of the plane.
    Frame,
    /// The cell's boundary: the neighbouring cell has this edge too.
    Boundary,
    /// A curve inside the cell.
    Inside,
}

/// A corner of a face, and the edge that begins there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Side {
    pub point: u32,
    pub along: Along,
}

/// Where a curve meets the boundary of a face: in a corner, or between one and the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meeting {
    pub corner: usize,
    pub is_corner: bool,
    pub point: u32,
}

/// Faces, each a list of sides counter-clockwise.
#[derive(Default)]
pub(super) struct Faces {
    sides: Vec<Side>,
    ranges: Vec<(u32, u32)>,
}

impl Faces {
    /// Starts again with one face.
    pub(super) fn begin(&mut self, sides: impl Iterator<Item = Side>) {
        self.sides.clear();
        self.ranges.clear();
        self.sides.extend(sides);
        self.ranges.push((0, self.sides.len() as u32));
    }

    pub(super) fn count(&self) -> usize {
        self.ranges.len()
    }

    pub(super) fn of(&self, face: usize) -> &[Side] {
        let (first, end) = self.ranges[face];
        &self.sides[first as usize..end as usize]
    }

    /// Splits a face into the parts between each of these points and the next; the parts also meet
    /// in `center` if there is one.
    pub(super) fn split(&mut self, face: usize, meetings: &[Meeting], center: Option<u32>) {
        let (begin, end) = self.ranges[face];
        let (begin, count) = (begin as usize, (end - begin) as usize);
        let inside = |point: u32| Side {
            point,
            along: Along::Inside,
        };
        for (at, from) in meetings.iter().enumerate() {
            let to = &meetings[(at + 1) % meetings.len()];
            let first = self.sides.len() as u32;
            let along = self.sides[begin + from.corner].along;
            self.sides.push(Side {
                point: from.point,
                along,
            });
            let stop = (to.corner + usize::from(!to.is_corner)) % count;
            let mut corner = (from.corner + 1) % count;
            while corner != stop {
                self.sides.push(self.sides[begin + corner]);
                corner = (corner + 1) % count;
            }
            self.sides.push(inside(to.point));
            self.sides.extend(center.map(inside));
            let range = (first, self.sides.len() as u32);
            if at == 0 {
                self.ranges[face] = range;
            } else {
                self.ranges.push(range);
            }
        }
    }
}
