//! One neuron, from one point where it bends to the next.

use super::{Activation, Followed, not_lost, times, tolerance};
use crate::affine::{SLACK, UNIT};
use crate::graph::Stop;
use crate::graph::event::{Event, Place, Source};
use crate::graph::points::Points;
use std::cmp::Ordering;

impl Activation<'_, '_> {
    /// Finds where one neuron passes its breakpoints.
    #[allow(clippy::too_many_lines)] // one walk along the pieces, whose state would be handed around
    pub(super) fn follow(
        &mut self,
        first: usize,
        channel: usize,
        points: &Points,
        at_points: &[f64],
    ) -> Result<Followed, Stop> {
        let (input, slot) = (self.input, self.slot);
        let padded = input.padded;
        let unit = slot * padded + channel;
        let rows = input.rows(slot);
        let jump = |point: usize| input.jumps[(rows.start + point - 1) * padded + channel];
        let last = points.len() - 1;
        // Points where the unit bends, with both ends.
        let mut at = vec![0];
        at.extend((1..last).filter(|&point| jump(point) != 0.0));
        at.push(last);
        let element = (self.element)(channel);
        let breakpoints = self.pieces_of(channel).breakpoints().to_vec();
        let (spread, size) = (input.spread[unit], input.size[unit]);
        let walking = input.walking(slot);
        let [w0, w1] = self.stretch.w;

        // Signs at all points where the unit bends, by breakpoint.
        let mut deviation = 0.0;
        let mut doubtful = vec![false; at.len()];
        let mut by_float = vec![true; at.len()];
        let mut signs: Vec<Vec<Ordering>> = Vec::with_capacity(breakpoints.len());
        for &breakpoint in &breakpoints {
            let tolerance = tolerance(spread, walking, size, breakpoint);
            let mut these = Vec::with_capacity(at.len());
            for (index, &point) in at.iter().enumerate() {
                let above = at_points[point * padded + channel] - breakpoint * points.w[point];
                let off = tolerance + size * points.error[point] * SLACK;
                let sign = if above > off {
                    Ordering::Greater
                } else if above < -off {
                    Ordering::Less
                } else if off == 0.0 {
                    Ordering::Equal
                } else {
                    by_float[index] = false;
                    deviation += above.abs() + off;
                    match self.level_at(channel, point, last) {
                        Some(level) if points.w[point] > 0.0 => level.total_cmp(&breakpoint),
                        _ => {
                            doubtful[index] = true;
                            let place = points.places[point];
                            self.exact.level(self.events, place, element, breakpoint)
                        }
                    }
                };
                these.push(sign);
            }
            let end = these.len() - 1;
            if self.stretch.cut[1] && these[end].is_eq() && these[end - 1].is_ne() {
                return Err(Stop::Cut);
            }
            signs.push(these);
        }
        let certain = !doubtful.contains(&true);
        let mut order: Vec<usize> = (0..at.len()).collect();
        let mut disorder = 0.0;
        if !certain {
            disorder = size * self.settle(&mut order, &at, &doubtful, points);
            deviation += disorder;
        }

        // Along the pieces.
        let mut followed = Followed {
            channel,
            piece: 0,
            rows: Vec::new(),
            certain,
        };
        let mut slope = input.slope[unit];
        let mut before: Option<(u8, f64)> = None;
        let (mut crossings, mut steepest) = (0, 0.0f64);
        for pair in order.windows(2) {
            let [from, to] = [pair[0], pair[1]];
            let point = at[from];
            let bend = if from == 0 { 0.0 } else { jump(point) };
            slope += bend;
            let begins = signs
                .iter()
                .filter(|s| starts_above(s[from], s[to]))
                .count() as u8;
            let ends = signs
                .iter()
                .filter(|s| starts_above(s[to], s[from]))
                .count() as u8;
            let pieces = self.pieces_of(channel);
            if let Some((piece, slope_before)) = before {
                let Place::Event(event) = points.places[point] else {
                    return Err(Stop::Unsound);
                };
                // Constant on the breakpoint on one side: the bend of the other side remains.
                let constant =
                    |index: usize| certain && input.level(slot, index, channel).is_some();
                let factor = if piece == begins || constant(point) {
                    Some(pieces.slope(piece))
                } else if constant(point - 1) {
                    Some(pieces.slope(begins))
                } else {
                    None
                };
                let after = if let Some(factor) = factor {
                    not_lost(times(factor, bend), factor != 0.0)
                } else {
                    self.events.all[event as usize].alone = false;
                    let bent = times(pieces.slope(begins), slope)
                        - times(pieces.slope(piece), slope_before)
                        + (pieces.offset(begins) - pieces.offset(piece)) * (w1 - w0);
                    not_lost(bent, true)
                };
                followed.rows.push((event, after, begins));
            } else {
                followed.piece = begins;
            }
            let mut piece = begins;
            while piece != ends {
                let rises = ends > piece;
                let t = usize::from(if rises { piece } else { piece - 1 });
                let breakpoint = breakpoints[t];
                let next = if rises { piece + 1 } else { piece - 1 };
                let (steep, off) = (
                    slope - breakpoint * (w1 - w0),
                    walking * (size + 2.0 * breakpoint.abs()),
                );
                let begin = at_points[point * padded + channel] - breakpoint * points.w[point];
                let ends_at = [points.t[point], points.t[at[to]]];
                let ordered = ends_at[0] <= ends_at[1] && steep.abs() > 2.0 * off;
                let plain = ordered && by_float[from] && by_float[to];
                let (t, error, form) = if ordered {
                    let t = (ends_at[0] - begin / steep).clamp(ends_at[0], ends_at[1]);
                    let reach = spread + 2.0 * off + disorder;
                    let error = reach / (steep.abs() - off) * SLACK + 8.0 * UNIT;
                    // The bends on both sides are also off their computed positions.
                    let aside = points.error[point] + points.error[at[to]];
                    (t, error + if plain { 0.0 } else { aside * SLACK }, None)
                } else {
                    let place = points.places[point];
                    let form = self
                        .exact
                        .level_form(self.events, place, element, breakpoint);
                    let (root, error) = self.exact.root(&form);
                    let t = root.clamp(ends_at[0].min(ends_at[1]), ends_at[0].max(ends_at[1]));
                    deviation += (begin + steep * (t - ends_at[0])).abs() + off;
                    (t, error + (t - root).abs() * SLACK, Some(form.into()))
                };
                let between = [points.places[point], points.places[at[to]]];
                let pieces = self.pieces_of(channel);
                let jump = (pieces.slope(next) - pieces.slope(piece)) * steep;
                let event = self.events.push(Event {
                    t,
                    error,
                    source: Source::Level {
                        element,
                        breakpoint,
                    },
                    form,
                    between: (!plain).then_some(between),
                    alone: true,
                    jump: jump.abs(),
                });
                followed.rows.push((event, not_lost(jump, true), next));
                steepest = steepest.max(off);
                crossings += 1;
                piece = next;
            }
            before = Some((ends, slope));
        }
        self.apply(first, channel, followed.piece);
        let pieces = self.pieces_of(channel);
        let bent = crossings > 0 || followed.rows.iter().any(|row| row.2 != followed.piece);
        if bent || deviation > 0.0 {
            let most = pieces.largest_slope();
            let rounded: f64 = (0..=breakpoints.len())
                .map(|piece| Self::rounding(pieces, piece as u8, size))
                .fold(0.0, f64::max);
            let changes = (followed.rows.len().min(crossings + at.len()) + 2) as f64;
            let walked =
                walking * (size + 2.0 * breakpoints.iter().fold(0.0, |m: f64, b| m.max(b.abs())));
            let shaken = if bent {
                changes_of(&followed, changes) * 2.0 * walked
            } else {
                0.0
            };
            self.field.spread[first + channel] =
                (most * (spread + shaken.max(steepest) + deviation) + rounded) * SLACK;
        }
        Ok(followed)
    }

    /// The constant that a unit is known to be at a point where it bends, or at an end.
    fn level_at(&self, channel: usize, point: usize, last: usize) -> Option<f64> {
        let level = |piece: usize| self.input.level(self.slot, piece, channel);
        let after = (point < last).then(|| level(point));
        let before = (point > 0).then(|| level(point - 1));
        after.flatten().or(before.flatten())
    }

    /// Sorts points whose order is in doubt; returns by how much the floats were out of order.
    fn settle(
        &mut self,
        order: &mut [usize],
        at: &[usize],
        doubtful: &[bool],
        points: &Points,
    ) -> f64 {
        let mut disorder = 0.0;
        for index in 2..order.len().saturating_sub(1) {
            let mut place = index;
            while place > 1 {
                let (a, b) = (order[place - 1], order[place]);
                let (p, q) = (at[a], at[b]);
                let doubted = doubtful[a] || doubtful[b];
                if !doubted || points.is_before(p, q) {
                    break;
                }
                let truly = self
                    .exact
                    .order(self.events, points.places[p], points.places[q]);
                if !truly.is_gt() {
                    break;
                }
                disorder += 2.0 * (points.t[p] - points.t[q]).abs();
                order.swap(place - 1, place);
                place -= 1;
            }
        }
        disorder
    }
}

/// How many times rounding may have moved a function: once more for each change of its piece.
fn changes_of(followed: &Followed, most: f64) -> f64 {
    let mut piece = followed.piece;
    let mut changes = 2.0;
    for row in &followed.rows {
        if row.2 != piece {
            changes += 1.0;
            piece = row.2;
        }
    }
    most.min(changes)
}

/// Whether a function is above a breakpoint right after a point, from its signs there and at the end
/// of the piece.
fn starts_above(here: Ordering, there: Ordering) -> bool {
    here.then(there).is_gt()
}
