//! A cell in which the only open neurons are ones that no other neuron sees: its parts are counted,
//! not cut.
//!
//! `k` chords in general position make `1 + k + (pairs that cross)` parts of a convex cell, and two
//! chords cross if and only if their ends interleave along the boundary. By continuity the cell beside
//! has an end wherever this one has, unless it was cut there: then there is a corner.

use super::cutter::Cutter;
use super::form::Form;
use super::mesh::{Corner, Kind as EdgeKind, Mesh, Oriented};
use super::net::{Atom, Net};
use super::settle::{Part, pieces_of};
use crate::affine::{SLACK, UNIT};
use smallvec::SmallVec;

/// Cells with more chords are cut first.
const MOST_CHORDS: usize = 24;

/// Parts that were counted and are not in the mesh.
#[derive(Default)]
pub(super) struct Counted {
    pub faces: u64,
    pub vertices: u64,
    /// Ends of chords on edges: each point counts from both sides.
    pub ends: u64,
    /// By cell: whether its chords were counted.
    cells: Vec<bool>,
    /// Corners that a cell got after its chords were counted.
    pub late: Vec<u32>,
}

/// A line across a cell.
struct Chord {
    form: Form,
    bound: f64,
    /// Where its values at the corners are.
    values: usize,
    /// The edges on which it ends, the earlier first.
    ends: [usize; 2],
}

/// Buffers.
#[derive(Default)]
pub(super) struct Chords {
    all: Vec<Chord>,
    values: Vec<f64>,
}

impl Counted {
    /// Records that an edge beside a cell was split.
    pub(super) fn split(&mut self, beside: u32, corner: u32) {
        if self.cells.get(beside as usize).copied().unwrap_or(false) {
            self.late.push(corner);
        }
    }
}

impl Cutter<'_> {
    /// Counts the parts of a cell, if floats tell that its chords are in general position.
    pub(super) fn count_chords(&mut self, face: u32, of: &Net, part: &Part) -> bool {
        if self.counted.is_none() || of.atoms.len() > MOST_CHORDS {
            return false;
        }
        let mut chords = std::mem::take(&mut self.chords);
        let crossings = self.crossings(of, part, &mut chords);
        if let (Some(crossings), Some(counted)) = (crossings, &mut self.counted) {
            let inside = |&end: &usize| self.mesh.kind(part.ring[end]) != EdgeKind::Frame;
            let ends = chords.all.iter().flat_map(|chord| &chord.ends);
            counted.ends += ends.filter(|end| inside(end)).count() as u64;
            counted.faces += of.atoms.len() as u64 + crossings;
            counted.vertices += crossings;
            counted.cells.resize(self.mesh.faces() as usize, false);
            counted.cells[face as usize] = true;
        }
        self.chords = chords;
        crossings.is_some()
    }

    /// The line on which an atom changes that has one only.
    fn chord_form(&self, of: &Net, atom: &Atom) -> Option<Form> {
        let rows = of.rows_of(atom);
        let step = &self.state.steps[atom.step as usize];
        if let Some(pieces) = pieces_of(step, atom.unit) {
            let is_one = atom.low + 1 == atom.high;
            return is_one.then(|| rows[0].form.less(pieces.breakpoints()[atom.low as usize]));
        }
        match rows {
            [a, b] if a.is_left && b.is_left => Some(a.form.minus(&b.form)),
            _ => None,
        }
    }

    /// How many pairs of chords cross.
    fn crossings(&self, of: &Net, part: &Part, chords: &mut Chords) -> Option<u64> {
        let Chords { all, values } = chords;
        all.clear();
        values.clear();
        let count = part.ring.len();
        for atom in &of.atoms {
            let form = self.chord_form(of, atom)?;
            let bound = part.bound(&form);
            let first = values.len();
            for &edge in &part.ring {
                let ([f, g, h], [x, y, w]) = (form.value, self.mesh.corner(edge).at);
                let value = f * x + g * y + h * w;
                if value.abs() > bound {
                    values.push(value);
                } else {
                    return None;
                }
            }
            let mine = &values[first..];
            let mut ends: SmallVec<[usize; 2]> = SmallVec::new();
            for at in 0..count {
                if (mine[at] > 0.0) != (mine[(at + 1) % count] > 0.0) {
                    ends.push(at);
                }
            }
            let &[first_end, second_end] = &ends[..] else {
                return None;
            };
            all.push(Chord {
                form,
                bound,
                values: first,
                ends: [first_end, second_end],
            });
        }
        let mut crossings = 0;
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all[..i].iter().enumerate() {
                if !cross(a, b, values, count)? {
                    continue;
                }
                crossings += 1;
                for c in &all[..j] {
                    if cross(a, c, values, count)? && cross(b, c, values, count)? {
                        apart([a, b, c])?;
                    }
                }
            }
        }
        Some(crossings)
    }
}

/// Whether exactly one end of `b` lies between the ends of `a`, if that is certain.
fn cross(a: &Chord, b: &Chord, values: &[f64], count: usize) -> Option<bool> {
    let earlier = |edge: usize| {
        let [u, v] = [edge, (edge + 1) % count];
        let at = |chord: &Chord, corner: usize| values[chord.values + corner].abs();
        order(
            [at(a, u), at(a, v)],
            [at(b, u), at(b, v)],
            [a.bound, b.bound],
        )
    };
    let mut between = [false; 2];
    for (between, &end) in between.iter_mut().zip(&b.ends) {
        // Whether `a` begins, or ends, before this end.
        let mut before = [false; 2];
        for (before, &own) in before.iter_mut().zip(&a.ends) {
            *before = if own == end { earlier(end)? } else { own < end };
        }
        *between = before[0] != before[1];
    }
    Some(between[0] != between[1])
}

/// Whether `a` is 0 on an edge before `b` is, given the magnitudes of both where the edge begins and
/// ends.
///
/// `f` is 0 at the fraction `|f(u)| / (|f(u)| + |f(v)|)` of the way, in units that are the same for
/// both; so `a` comes first if and only if `|a(u)| |b(v)| < |b(u)| |a(v)|`.
fn order([au, av]: [f64; 2], [bu, bv]: [f64; 2], [ea, eb]: [f64; 2]) -> Option<bool> {
    let (left, right) = (au * bv, bu * av);
    let error = ea * (bu + bv) + eb * (au + av) + 2.0 * ea * eb;
    let bound = (error + (left + right) * (16.0 * UNIT)) * SLACK + 4.0 * f64::MIN_POSITIVE;
    if left < right - bound {
        Some(true)
    } else if left > right + bound {
        Some(false)
    } else {
        None
    }
}

/// Makes sure that three chords do not meet in one point.
fn apart([a, b, c]: [&Chord; 3]) -> Option<()> {
    let side = Oriented {
        line: 0,
        negative: false,
    };
    let crossing = Corner::new([&a.form, &b.form], side, side, false);
    c.form.certain(&crossing.at, crossing.error).map(|_| ())
}

/// Whether a cell has an edge that may not be a wall.
pub(super) fn has_open(mesh: &Mesh, ring: &[u32]) -> bool {
    ring.iter().any(|&edge| mesh.kind(edge) == EdgeKind::Open)
}
