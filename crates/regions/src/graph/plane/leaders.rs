//! Which candidate of every maximum of a slot is the largest, as far as a cell's hull decides it.

use super::certified::{Certified, FLAT};
use super::form::{FLOOR, SHORT};
use super::hull::Hull;
use super::open::{Candidates, Open};
use super::state::State;
use crate::affine::{SLACK, UNIT};

/// Buffers of [`largest`], by channel.
#[derive(Default)]
pub(super) struct Leaders {
    /// The form of the candidate that is the largest in the middle, and its value there.
    form: [Vec<f64>; 4],
    most: Vec<f64>,
    /// Its index.
    which: Vec<f64>,
    /// How far from the middle it certainly stays ahead of those that it certainly leads.
    radius: Vec<f64>,
    /// By candidate and channel: whether another one may be ahead.
    open: Vec<bool>,
    any: Vec<bool>,
}

/// Sets the candidates of these slots that are certainly the largest, and lists the open ones.
pub(super) fn largest(
    state: &mut State<'_>,
    index: usize,
    hull: &Hull,
    (slots, leaders): (&[u32], &mut Leaders),
    open: &mut Vec<Open>,
) {
    let step = &state.steps[index];
    for &slot in slots {
        let candidates = &state.wired[index].candidates[slot as usize];
        leaders.begin(step.padded, candidates.len());
        // A closure that is called only once is inlined, and so compiled for the machine's vectors.
        let (all, at) = (&mut *leaders, &state.at);
        state.arch.dispatch(
            #[inline(always)]
            move || {
                let leaders = all;
                let of = |&(from, slot): &(u32, u32)| {
                    let first = slot as usize * step.padded;
                    let parts = at[from as usize].values.parts.each_ref();
                    parts.map(|part| &part[first..first + step.padded])
                };
                for (candidate, from) in candidates.iter().enumerate() {
                    leaders.find(candidate, of(from), hull);
                }
                for (candidate, from) in candidates.iter().enumerate() {
                    leaders.compare(candidate, of(from), hull);
                }
            },
        );
        let mut certified = Certified::around(hull);
        for channel in 0..step.channels {
            let unit = slot as usize * step.padded + channel;
            let best = leaders.which[channel] as u16;
            if leaders.any[channel] {
                certified = Certified::NOWHERE;
                let all = (0..candidates.len() as u16).filter(|&candidate| {
                    candidate == best || leaders.open[candidate as usize * step.padded + channel]
                });
                let all: Candidates = all.collect();
                open.push(Open::Largest {
                    unit: unit as u32,
                    left: all.clone(),
                    all,
                });
                continue;
            }
            certified.radius = certified.radius.min(leaders.radius[channel]);
            let at = &mut state.at[index];
            if at.pieces[unit] != best {
                at.pieces[unit] = best;
                at.moved.push(unit as u32);
            }
        }
        state.at[index].certified[slot as usize] = certified;
    }
}

#[allow(clippy::inline_always)] // or it is compiled without the machine's vectors
#[allow(clippy::needless_bitwise_bool)] // a branch has no vectors
impl Leaders {
    fn begin(&mut self, padded: usize, candidates: usize) {
        let all = [&mut self.most, &mut self.which, &mut self.radius];
        for list in self.form.iter_mut().chain(all) {
            list.clear();
            list.resize(padded, 0.0);
        }
        self.radius.fill(f64::INFINITY);
        self.open.clear();
        self.open.resize(candidates * padded, false);
        self.any.clear();
        self.any.resize(padded, false);
    }

    /// Checks whether a candidate is larger in the middle than those before it.
    #[inline(always)]
    fn find(&mut self, candidate: usize, [x, y, w, e]: [&[f64]; 4], hull: &Hull) {
        let [mx, my, mw] = hull.middle;
        let [lx, ly, lw, le] = &mut self.form;
        let count = x.len();
        let (lx, ly, lw, le) = (
            &mut lx[..count],
            &mut ly[..count],
            &mut lw[..count],
            &mut le[..count],
        );
        let (most, which) = (&mut self.most[..count], &mut self.which[..count]);
        for at in 0..count {
            let value = x[at] * mx + y[at] * my + w[at] * mw;
            let ahead = (candidate == 0) | (value > most[at]);
            most[at] = if ahead { value } else { most[at] };
            which[at] = if ahead { candidate as f64 } else { which[at] };
            lx[at] = if ahead { x[at] } else { lx[at] };
            ly[at] = if ahead { y[at] } else { ly[at] };
            lw[at] = if ahead { w[at] } else { lw[at] };
            le[at] = if ahead { e[at] } else { le[at] };
        }
    }

    /// Checks whether the largest is ahead of a candidate everywhere.
    #[inline(always)]
    fn compare(&mut self, candidate: usize, [x, y, w, e]: [&[f64]; 4], hull: &Hull) {
        let ([mx, my, mw], [rx, ry, rw], size) = (hull.middle, hull.reach, hull.size);
        let [lx, ly, lw, le] = &self.form;
        let count = x.len();
        let (lx, ly, lw, le) = (&lx[..count], &ly[..count], &lw[..count], &le[..count]);
        let (which, radius) = (&self.which[..count], &mut self.radius[..count]);
        let open = &mut self.open[candidate * count..(candidate + 1) * count];
        let any = &mut self.any[..count];
        for at in 0..count {
            let (x, y, w) = (lx[at] - x[at], ly[at] - y[at], lw[at] - w[at]);
            let largest = x.abs().max(y.abs()).max(w.abs());
            let error = (le[at] + e[at] + UNIT * largest) * SLACK;
            let value = x * mx + y * my + w * mw;
            let bound = x.abs() * rx + y.abs() * ry + w.abs() * rw + error * size + FLOOR;
            let steep = x.abs() + y.abs();
            let margin = value.abs() - (4.0 * error + SHORT * (steep + w.abs()) + FLOOR) * SLACK;
            let reach = margin / ((steep + w.abs() / FLAT) * SLACK + FLOOR);
            let reach = if reach > 0.0 { reach } else { -1.0 };
            // A candidate that is exactly the same function counts as smaller.
            let zero = (steep == 0.0) & (w == 0.0) & (error == 0.0);
            let nothing = zero | (which[at] == candidate as f64);
            let clear = nothing | (value > bound);
            radius[at] = if !nothing & clear & (reach < radius[at]) {
                reach
            } else {
                radius[at]
            };
            open[at] = !clear;
            any[at] |= !clear;
        }
    }
}
