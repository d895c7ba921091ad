//! The last layer in one cell: chords counted by how their ends interleave.

use super::layers::WalkForm;
use super::polygon::{self, Cut, Side};
use super::{Stop, Walked};
use std::cmp::Ordering;

/// Buffers for the chords of one cell.
#[derive(Default)]
pub(super) struct Chords {
    chords: Vec<Chord>,
}

/// A neuron's zero line across a cell.
struct Chord {
    form: WalkForm,
    bound: f64,
    /// The two sides on which it ends, the earlier first.
    ends: [usize; 2],
}

impl Chords {
    /// Regions that these chords, given by their signs around the cell and their forms, make of it,
    /// and how many of their ends lie on the frame.
    pub(super) fn count(
        &mut self,
        sides: &[Side],
        chords: impl Iterator<Item = (u64, WalkForm)>,
    ) -> Result<Walked, Stop> {
        self.chords.clear();
        let epsilon = polygon::epsilon(sides);
        let mut frame_ends = 0;
        for (signs, form) in chords {
            let ends = Cut::new(signs, sides.len()).ok_or(Stop::Unsure)?.ends();
            let chord = Chord {
                form,
                bound: form.bound(epsilon),
                ends,
            };
            frame_ends += chord.ends.iter().filter(|&&end| sides[end].frame).count() as u64;
            self.chords.push(chord);
        }
        let crossings = self.crossings(sides)?;
        Ok(Walked {
            faces: 1 + self.chords.len() as u64 + crossings,
            frame_ends,
        })
    }

    fn crossings(&self, sides: &[Side]) -> Result<u64, Stop> {
        let mut count = 0;
        for (i, a) in self.chords.iter().enumerate() {
            for (j, b) in self.chords[..i].iter().enumerate() {
                if !cross(a, b, sides)? {
                    continue;
                }
                count += 1;
                for c in &self.chords[..j] {
                    if cross(a, c, sides)? && cross(b, c, sides)? {
                        apart(&a.form, &b.form, &c.form)?;
                    }
                }
            }
        }
        Ok(count)
    }
}

/// Whether two chords cross: exactly one end of `b` lies between the ends of `a`.
fn cross(a: &Chord, b: &Chord, sides: &[Side]) -> Result<bool, Stop> {
    let mut between = [false; 2];
    for (between, &end) in between.iter_mut().zip(&b.ends) {
        let after_first = match end.cmp(&a.ends[0]) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => earlier(a, b, end, sides)?,
        };
        let before_second = match end.cmp(&a.ends[1]) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => !earlier(a, b, end, sides)?,
        };
        *between = after_first && before_second;
    }
    Ok(between[0] != between[1])
}

/// Whether `a` meets this side, on which both end, before `b` does.
///
/// Between corners `u` and `v`, `f` is zero at the fraction `|f(u)| / (|f(u)| + |f(v)|)` of the way,
/// in suitable units that are the same for both; so `a` comes first if and only if
/// `|a(u)| |b(v)| < |b(u)| |a(v)|`.
fn earlier(a: &Chord, b: &Chord, side: usize, sides: &[Side]) -> Result<bool, Stop> {
    let next = if side + 1 == sides.len() { 0 } else { side + 1 };
    let (u, v) = (&sides[side].corner, &sides[next].corner);
    let (au, av) = (a.form.at(u).abs(), a.form.at(v).abs());
    let (bu, bv) = (b.form.at(u).abs(), b.form.at(v).abs());
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

/// Makes sure that three chords that cross each other do not meet in one point.
fn apart(a: &WalkForm, b: &WalkForm, c: &WalkForm) -> Result<(), Stop> {
    let (corner, epsilon) = polygon::crossing(&a.value, a.error, &b.value, b.error);
    if c.at(&corner).abs() > c.bound(epsilon) {
        Ok(())
    } else {
        Err(Stop::Unsure)
    }
}
