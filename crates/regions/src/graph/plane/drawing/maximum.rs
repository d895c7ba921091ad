//! Faces split where the largest of a few functions changes.

use super::faces::{Along, Meeting};
use super::points::Share;
use super::{Drawing, LargestSet};
use smallvec::SmallVec;

/// Neighbouring corners of a face at which the same function is the largest.
#[derive(Clone, Copy)]
struct Run {
    largest: LargestSet,
    /// Where it begins.
    from: Option<Meeting>,
}

impl Drawing {
    /// Splits all faces where the largest of these columns changes, given the largest at every
    /// point. `None` if floats are not certain, or if the face is not that simple.
    pub(super) fn split_all(&mut self, columns: &[usize]) -> Option<()> {
        let all = self
            .largest
            .iter()
            .fold(LargestSet::MAX, |all, at| all & at);
        if all != 0 {
            return Some(());
        }
        self.made.clear();
        for face in 0..self.faces.count() {
            let sides = self.faces.of(face).iter();
            let here = sides.map(|side| self.largest[side.point as usize]);
            if here.fold(LargestSet::MAX, |all, at| all & at) == 0 {
                self.split(face, columns)?;
            }
        }
        Some(())
    }

    fn split(&mut self, face: usize, columns: &[usize]) -> Option<()> {
        let mut runs: SmallVec<[Run; 4]> = SmallVec::new();
        let count = self.faces.of(face).len();
        let at = |drawing: &Self, corner: usize| {
            drawing.largest[drawing.faces.of(face)[corner % count].point as usize]
        };
        // Starts at a corner at which one function alone is the largest, and goes all around.
        let first = (0..count).find(|&corner| at(self, corner).is_power_of_two())?;
        runs.push(Run {
            largest: at(self, first),
            from: None,
        });
        for corner in first + 1..=first + count {
            let (last, before, here) = (runs.last_mut()?, at(self, corner - 1), at(self, corner));
            if last.largest & here != 0 {
                last.largest &= here;
                continue;
            }
            let previous = (corner - 1) % count;
            let run = if before & here != 0 {
                Run {
                    largest: before & here,
                    from: Some(Meeting {
                        corner: previous,
                        is_corner: true,
                        point: self.faces.of(face)[previous].point,
                    }),
                }
            } else {
                if !before.is_power_of_two() || !here.is_power_of_two() {
                    return None;
                }
                Run {
                    largest: here,
                    from: Some(self.between(face, previous, [before, here], columns)?),
                }
            };
            runs.push(run);
        }
        // The last run continues in the first one.
        let again = runs.pop()?;
        let first = runs.first_mut()?;
        if again.largest & first.largest == 0 {
            return None;
        }
        (first.from, first.largest) = (again.from, again.largest & first.largest);
        let meetings: SmallVec<[Meeting; 4]> = runs.iter().filter_map(|run| run.from).collect();
        let center = match runs.len() {
            2 => None,
            3 => {
                let largest: SmallVec<[LargestSet; 4]> =
                    runs.iter().map(|run| run.largest).collect();
                Some(self.center(&meetings, &largest, columns)?)
            }
            _ => return None,
        };
        if meetings.len() != runs.len() {
            return None;
        }
        for meeting in meetings.iter().filter(|meeting| meeting.is_corner) {
            if (meeting.point as usize) < self.corners {
                self.ends_in_corners.push(meeting.point);
            }
        }
        self.faces.split(face, &meetings, center);
        Some(())
    }

    /// The point between a corner of a face and the next where the largest changes.
    fn between(
        &mut self,
        face: usize,
        corner: usize,
        [before, after]: [LargestSet; 2],
        columns: &[usize],
    ) -> Option<Meeting> {
        let sides = self.faces.of(face);
        let side = sides[corner];
        let ends = [side.point, sides[(corner + 1) % sides.len()].point];
        let key = [ends[0].min(ends[1]), ends[0].max(ends[1])];
        let known = self.made.iter().find(|(of, _)| *of == key);
        let meeting = |point| Meeting {
            corner,
            is_corner: false,
            point,
        };
        if let Some(&(_, point)) = known {
            return Some(meeting(point));
        }
        let pair = [before, after].map(|largest| columns[largest.trailing_zeros() as usize]);
        let shares = ends.map(|point| self.gap(point, pair));
        let point = self.points.push_mean(&shares)?;
        self.check_others(point, before | after, columns)?;
        self.largest.push(before | after);
        self.made.push((key, point));
        match side.along {
            Along::Frame => {}
            Along::Boundary => self.ends_on_edges += 1,
            Along::Inside => self.vertices += 1,
        }
        Some(meeting(point))
    }

    /// The point inside a face where three functions are the same, given where each two of them are
    /// equal on its boundary.
    fn center(
        &mut self,
        meetings: &[Meeting],
        runs: &[LargestSet],
        columns: &[usize],
    ) -> Option<u32> {
        let all = runs.iter().fold(0, |all, run| all | run);
        if all.count_ones() != 3 || runs.iter().any(|run| !run.is_power_of_two()) {
            return None;
        }
        let column = |run: LargestSet| columns[run.trailing_zeros() as usize];
        let mut shares = [Share {
            point: 0,
            size: 0.0,
            error: 0.0,
        }; 3];
        for (at, share) in shares.iter_mut().enumerate() {
            // Between the run before and this one; the third is below both.
            let (this, third) = (runs[at], runs[(at + 1) % 3]);
            *share = self.gap(meetings[at].point, [column(this), column(third)]);
        }
        let point = self.points.push_mean(&shares)?;
        self.check_others(point, all, columns)?;
        self.largest.push(all);
        self.vertices += 1;
        Some(point)
    }

    /// The difference of two columns at a point.
    fn gap(&self, point: u32, pair: [usize; 2]) -> Share {
        let at = point as usize;
        let [a, b] = pair.map(|column| self.points.column(column));
        let size = (a.values[at] - b.values[at]).abs();
        Share {
            point,
            size,
            error: a.errors[at] + b.errors[at] + size * f64::EPSILON,
        }
    }

    /// Checks that no other column is as large at a point as these.
    fn check_others(&self, point: u32, largest: LargestSet, columns: &[usize]) -> Option<()> {
        let ends = |at: usize| self.points.column(columns[at]).ends(point as usize);
        let least = ends(largest.trailing_zeros() as usize)[0];
        let is_below = |at: usize| largest >> at & 1 == 1 || ends(at)[1] < least;
        (0..columns.len()).all(is_below).then_some(())
    }
}
