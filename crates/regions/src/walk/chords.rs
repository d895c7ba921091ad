//! The last layer in one cell: chords counted by how their ends interleave.

use super::layers::WalkForm;
use super::polygon::{self, Side};
use super::{Stop, Walked};

/// Buffers for the chords of one cell.
#[derive(Default)]
pub(super) struct Chords {
    chords: Vec<Chord>,
    values: Vec<f64>,
}

/// A neuron's zero line across a cell.
struct Chord {
    form: WalkForm,
    bound: f64,
    /// The two sides on which it ends, the earlier first.
    ends: [usize; 2],
    /// Where its values at the corners begin.
    values: usize,
}

impl Chords {
    /// Regions that these chords make of the cell, and how many of their ends lie on the frame.
    pub(super) fn count(
        &mut self,
        sides: &[Side],
        forms: impl Iterator<Item = WalkForm>,
    ) -> Result<Walked, Stop> {
        self.chords.clear();
        self.values.clear();
        let epsilon = polygon::epsilon(sides);
        let mut frame_ends = 0;
        for form in forms {
            let chord = self.push(sides, form, epsilon)?;
            frame_ends += chord.ends.iter().filter(|&&end| sides[end].frame).count() as u64;
            self.chords.push(chord);
        }
        let crossings = self.crossings(sides.len())?;
        Ok(Walked {
            faces: 1 + self.chords.len() as u64 + crossings,
            frame_ends,
        })
    }

    fn push(&mut self, sides: &[Side], form: WalkForm, epsilon: f64) -> Result<Chord, Stop> {
        let bound = form.bound(epsilon);
        let start = self.values.len();
        for side in sides {
            let value = form.at(&side.corner);
            if !(value.abs() > bound) {
                return Err(Stop::Unsure);
            }
            self.values.push(value);
        }
        let values = &self.values[start..];
        let mut ends = [0; 2];
        let mut found = 0;
        for at in 0..values.len() {
            let next = if at + 1 == values.len() { 0 } else { at + 1 };
            if (values[at] > 0.0) != (values[next] > 0.0) {
                if found == 2 {
                    return Err(Stop::Unsure);
                }
                ends[found] = at;
                found += 1;
            }
        }
        // A convex boundary crosses a line twice; anything else is for the mesh to sort out.
        if found != 2 {
            return Err(Stop::Unsure);
        }
        Ok(Chord {
            form,
            bound,
            ends,
            values: start,
        })
    }

    fn crossings(&self, corners: usize) -> Result<u64, Stop> {
        let mut count = 0;
        for (i, a) in self.chords.iter().enumerate() {
            for (j, b) in self.chords[..i].iter().enumerate() {
                if !self.cross(a, b, corners)? {
                    continue;
                }
                count += 1;
                for c in &self.chords[..j] {
                    if self.cross(a, c, corners)? && self.cross(b, c, corners)? {
                        apart(&a.form, &b.form, &c.form)?;
                    }
                }
            }
        }
        Ok(count)
    }

    /// Whether two chords cross: exactly one end of `b` lies between the ends of `a`.
    fn cross(&self, a: &Chord, b: &Chord, corners: usize) -> Result<bool, Stop> {
        let mut between = [false; 2];
        for (between, &end) in between.iter_mut().zip(&b.ends) {
            let after_first = match end.cmp(&a.ends[0]) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Equal => self.earlier(a, b, end, corners)?,
            };
            let before_second = match end.cmp(&a.ends[1]) {
                std::cmp::Ordering::Less => true,
                std::cmp::Ordering::Greater => false,
                std::cmp::Ordering::Equal => !self.earlier(a, b, end, corners)?,
            };
            *between = after_first && before_second;
        }
        Ok(between[0] != between[1])
    }

    /// Whether `a` meets this side, on which both end, before `b` does.
    ///
    /// Between corners `u` and `v`, `f` is zero at the fraction `|f(u)| / (|f(u)| + |f(v)|)` of the
    /// way, in suitable units that are the same for both; so `a` comes first if and only if
    /// `|a(u)| |b(v)| < |b(u)| |a(v)|`.
    fn earlier(&self, a: &Chord, b: &Chord, side: usize, corners: usize) -> Result<bool, Stop> {
        let next = if side + 1 == corners { 0 } else { side + 1 };
        let value = |chord: &Chord, corner: usize| self.values[chord.values + corner].abs();
        let (au, av) = (value(a, side), value(a, next));
        let (bu, bv) = (value(b, side), value(b, next));
        let (left, right) = (au * bv, bu * av);
        let (ea, eb) = (a.bound, b.bound);
        let error = ea * (bu + bv) + eb * (au + av) + 2.0 * ea * eb;
        let bound = error * 1.001 + (left + right) * (8.0 * f64::EPSILON);
        if left < right - bound {
            Ok(true)
        } else if left > right + bound {
            Ok(false)
        } else {
            Err(Stop::Unsure)
        }
    }
}

/// Makes sure that three chords that cross each other do not meet in one point.
fn apart(a: &WalkForm, b: &WalkForm, c: &WalkForm) -> Result<(), Stop> {
    let (corner, epsilon) = polygon::crossing(&a.value, a.error, &b.value, b.error);
    if c.at(&corner).abs() > c.bound(epsilon) {
        Ok(())
    } else {
        Err(Stop::Unsure)
    }
}
