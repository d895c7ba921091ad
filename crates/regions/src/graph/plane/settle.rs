//! The pieces that an atom of a [`Net`] may be on in a part of its cell.

use super::cutter::Cutter;
use super::judge::Rival;
use super::lines::Name;
use super::net::{Atom, Net, Row, Seen};
use super::open::{Candidates, Open, Verdict};
use super::part::Part;
use crate::affine::SLACK;
use crate::pattern::Pieces;
use smallvec::SmallVec;

/// Ends of an interval, or all numbers where floats are not certain.
fn known([low, high]: [f64; 2]) -> [f64; 2] {
    if low.is_finite() && high.is_finite() {
        [low, high]
    } else {
        [f64::NEG_INFINITY, f64::INFINITY]
    }
}

impl Cutter<'_> {
    /// Examines the atom whose rows are the net's last. Returns its piece, or keeps it as the net's
    /// last atom.
    pub(super) fn settle(&mut self, net: &mut Net, atom: Atom, part: &Part) -> Option<u16> {
        let step = &self.state.steps[atom.step as usize];
        let mut atom = atom;
        let piece = match step.pieces_of(atom.unit as usize) {
            Some(pieces) => self.settle_level(net, &mut atom, pieces, part),
            None => self.settle_largest(net, &mut atom, part),
        };
        if piece.is_none() {
            net.atoms.push(atom);
        }
        piece
    }

    fn settle_level(
        &mut self,
        net: &Net,
        atom: &mut Atom,
        pieces: &Pieces,
        part: &Part,
    ) -> Option<u16> {
        let row = &net.rows[atom.first as usize];
        let seen = net.seen(row);
        let breakpoints = pieces.breakpoints();
        let (mut low, mut high) = (atom.low, atom.high);
        // By level: the range of the form minus the breakpoint.
        let mut ranges: SmallVec<[[f64; 2]; 4]> = SmallVec::new();
        let (mut open, mut off) = (false, None);
        let mut level = low;
        while level < high {
            let form = row.form.less(breakpoints[level as usize]);
            let range = part.range(&form);
            let [least, most] = [range.low + seen.low, range.high + seen.high];
            // An exact 0 counts as below.
            if most < -range.bound || (seen.is_empty && form.is_zero()) {
                high = level;
                break;
            }
            if least > range.bound {
                low = level + 1;
                ranges.clear();
                off = None;
            } else {
                open |= !range.is_both();
                off = off.or(Some(range.off()));
                ranges.push([least - range.bound, most + range.bound].map(|v| v * SLACK));
            }
            level += 1;
        }
        if low == high {
            return Some(low);
        }
        if !seen.is_empty {
            off = None;
        } else if open {
            let hull = part.hull(&self.mesh);
            let (step, unit) = (atom.step as usize, atom.unit);
            let before = low;
            match self.judge_level(step, unit, [low, high], &row.form, &part.ring, &hull) {
                Verdict::Settled(piece) => return Some(piece),
                Verdict::Cut(
                    Open::Level {
                        low: l, high: h, ..
                    },
                    _,
                ) => (low, high) = (l, h),
                Verdict::Cut(..) => {}
            }
            ranges.drain(..usize::from(low - before));
            let form = row.form.less(breakpoints[low as usize]);
            off = Some(part.range(&form).off());
        }
        (atom.low, atom.high, atom.off) = (low, high, off);
        let ranges = &ranges[..usize::from(high - low)];
        let bend = |level: u16| pieces.slope(level as u8 + 1) - pieces.slope(level as u8);
        // How much it may deviate from one of its pieces.
        let deviation = |guess: u16| {
            let mut sum = [0.0; 2];
            for (level, &[least, most]) in (low..high).zip(ranges) {
                let beyond = if level < guess { -least } else { most };
                let end = bend(level) * beyond.max(0.0);
                sum[usize::from(end > 0.0)] += end;
            }
            sum
        };
        let width = |guess: u16| {
            let [low, high] = deviation(guess);
            high - low
        };
        let best = (low..=high).fold(low, |best, guess| {
            if width(guess) < width(best) {
                guess
            } else {
                best
            }
        });
        // A new guess costs more than a range that is a little too wide.
        let keeps = (low..=high).contains(&atom.guess) && width(atom.guess) <= 2.0 * width(best);
        if !keeps {
            atom.guess = best;
        }
        atom.range = known(deviation(atom.guess).map(|end| end * SLACK));
        let input = self.state.steps[atom.step as usize].inputs[0];
        let size = seen.size.min(self.columns.norms.reach[input]);
        atom.size = (low..high)
            .map(|level| bend(level).abs() * (size + breakpoints[level as usize].abs()))
            .sum::<f64>()
            * SLACK;
        None
    }

    fn settle_largest(&mut self, net: &mut Net, atom: &mut Atom, part: &Part) -> Option<u16> {
        let first = atom.first as usize;
        // The largest in the middle.
        let mut best: Option<(usize, f64)> = None;
        let mut size = 0.0f64;
        let mut ready = true;
        for (at, row) in net.rows[first..].iter().enumerate() {
            let seen = net.seen(row);
            size = size.max(seen.size);
            ready &= seen.is_empty;
            let middle = part.middle_of(&row.form) + 0.5 * (seen.low + seen.high);
            if row.is_left && best.is_none_or(|(_, most)| middle > most) {
                best = Some((first + at, middle));
            }
        }
        let best = best.map_or(first, |(at, _)| at);
        let leader = net.rows[best];
        let (mut open, mut most) = (false, 0.0f64);
        let mut nearest: Option<(u16, f64)> = None;
        let mut kept = first;
        for at in first..net.rows.len() {
            let row = net.rows[at];
            if at != best {
                let form = leader.form.minus(&row.form);
                let Seen { low, is_empty, .. } = net.seen_between(&form, [&leader, &row]);
                let range = part.range(&form);
                // A function that is exactly the same counts as smaller.
                if range.low + low > range.bound || (is_empty && form.is_zero()) {
                    continue;
                }
                if row.is_left {
                    let above = range.bound - (range.low + low);
                    most = if above.is_finite() {
                        most.max(above)
                    } else {
                        f64::INFINITY
                    };
                    if range.is_both() {
                        let off = range.off();
                        if nearest.is_none_or(|(_, least)| off < least) {
                            nearest = Some((row.candidate, off));
                        }
                    } else {
                        open = true;
                    }
                }
            }
            net.rows[kept] = row;
            kept += 1;
        }
        net.rows.truncate(kept);
        atom.end = kept as u32;
        let left = net.rows[first..].iter().filter(|row| row.is_left).count();
        let touching = left == 1 && kept - first > 1;
        if left == 1 && !(touching && ready && self.wants_touches(&part.ring)) {
            return Some(leader.candidate);
        }
        (atom.off, atom.rival, atom.guess) = (None, None, leader.candidate);
        if ready {
            if open || touching {
                match self.judge_rows(atom, &net.rows[first..], part) {
                    Verdict::Settled(piece) => return Some(piece),
                    Verdict::Cut(Open::Largest { left, .. }, cut) => {
                        for row in &mut net.rows[first..] {
                            row.is_left = left.contains(&row.candidate);
                        }
                        atom.guess = left[0];
                        atom.off = Some(part.range(&cut.form).off());
                        most = f64::INFINITY;
                    }
                    Verdict::Cut(..) => {}
                }
            } else if let Some((rival, off)) = nearest {
                (atom.off, atom.rival) = (Some(off), Some(rival));
            }
        }
        atom.range = known([0.0, most * SLACK]);
        let inputs = self.state.steps[atom.step as usize].inputs.iter();
        let reach = inputs.map(|&input| self.columns.norms.reach[input]);
        atom.size = 2.0 * size.min(reach.fold(0.0, f64::max)) * SLACK;
        None
    }

    /// The decision of the judge on a maximum that depends on nothing open.
    pub(super) fn judge_rows(&mut self, atom: &Atom, rows: &[Row], part: &Part) -> Verdict {
        let hull = part.hull(&self.mesh);
        let (step, unit) = (atom.step as usize, atom.unit);
        let left: Candidates = rows
            .iter()
            .filter(|row| row.is_left)
            .map(|row| row.candidate)
            .collect();
        let rivals: SmallVec<[Rival; 6]> = rows
            .iter()
            .map(|row| Rival {
                index: row.candidate,
                name: self.candidate(step, unit, row.candidate),
                form: row.form,
            })
            .collect();
        self.judge_largest(step, unit, left, &rivals, &part.ring, &hull)
    }

    /// A candidate of a maximum.
    pub(super) fn candidate(&self, step: usize, unit: u32, index: u16) -> Name {
        let padded = self.state.steps[step].padded;
        let (slot, channel) = (unit as usize / padded, unit as usize % padded);
        let (from, slot) = self.state.wired[step].candidates[slot][index as usize];
        let width = self.state.steps[from as usize].padded;
        let unit = (slot as usize * width + channel) as u32;
        Name::Unit { step: from, unit }
    }
}
