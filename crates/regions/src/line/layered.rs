//! A whole line, layer by layer.
//!
//! The first layer's breakpoints are sorted; every other layer is followed along those of all layers
//! before it, its numbers in registers. A breakpoint of the first layer changes a later one by a
//! product with the weights between, which is all that is left to compute.
//!
//! This is for activations with one breakpoint and lines in general position: whatever is not
//! certain, or may coincide, is left to the [step by step sweep](super::sweep).

use super::follow::{Follow, Followed};
use super::kernels;
use super::layers::{Layers, MOST_PRODUCTS};
use super::path::{Met, Sight, Step, are_apart, put_in_order};
use super::point::Point;
use super::product::products;
use super::stage::UPDATES;
use super::sweep::Prepared;
use super::update::{constant_error, largest, slope_error, tolerance};
use crate::Line;
use crate::pattern::Pieces;
use crate::vectors::combine;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// A line to be counted.
pub(super) struct Layered<'a> {
    prepared: &'a Prepared,
    layers: &'a mut Layers,
    line: &'a Line,
    ends: [Point; 2],
    /// The largest entries of direction and origin.
    sizes: [f64; 2],
    hidden: usize,
}

/// Why a part of the line was not counted.
enum Stop {
    Uncertain,
    TooLong,
}

impl<'a> Layered<'a> {
    /// `None` if the activation has several breakpoints.
    pub(super) fn new(
        prepared: &'a Prepared,
        layers: &'a mut Layers,
        line: &'a Line,
    ) -> Option<Self> {
        let hidden = prepared.stages.len() - 1;
        let [from, to] = line.interval.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let possible = hidden > 0 && prepared.pieces.breakpoints().len() == 1;
        possible.then(|| Self {
            prepared,
            layers,
            line,
            ends: [Point::fixed(from), Point::fixed(to)],
            sizes: [largest(&line.direction), largest(&line.origin)],
            hidden,
        })
    }
}

impl WithSimd for &mut Layered<'_> {
    /// The number of regions, if it is certain.
    type Output = Option<u64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        if !self.begin(simd) {
            return None;
        }
        let total = self.layers.first.len();
        let mut regions = 1 + total as u64;
        if self.hidden == 1 {
            return Some(regions);
        }
        let mut longest = self.longest_part();
        let (mut from, mut begin) = (0, self.ends[0]);
        loop {
            let to = total.min(from + longest);
            let end = match self.layers.first.get(to) {
                Some(met) => Point::of(0, &met.crossing),
                None => self.ends[1],
            };
            match self.count_part(simd, from..to, [begin, end]) {
                Ok(count) => regions += count,
                Err(Stop::TooLong) if longest > 1 => {
                    longest /= 2;
                    continue;
                }
                Err(_) => return None,
            }
            if to == total {
                return Some(regions);
            }
            for met in &self.layers.first[from..=to] {
                let unit = met.crossing.unit;
                self.layers.first_above[unit as usize / 64] ^= 1 << (unit % 64);
            }
            (from, begin) = (to + 1, end);
        }
    }
}

impl Layered<'_> {
    /// Finds the breakpoints of the first layer; false if they are not certain.
    #[inline(always)]
    fn begin<S: Simd>(&mut self, simd: S) -> bool {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let stage = &prepared.stages[0];
        let (inputs, line) = (&prepared.inputs, self.line);
        let (slopes, constants) = layers.rows[0].numbers.split_at_mut(stage.padded);
        combine(simd, &stage.columns, inputs, &line.direction, None, slopes);
        let bias = Some(&*stage.bias);
        combine(simd, &stage.columns, inputs, &line.origin, bias, constants);
        layers.tolerances.clear();
        for stage in &prepared.stages[..self.hidden] {
            let tolerance = tolerance(stage, self.sizes, prepared.largest_breakpoint);
            layers.tolerances.push(tolerance);
        }
        layers.steps.clear();
        if self.follow(simd, 0, self.ends).is_err() {
            return false;
        }
        let layers = &mut *self.layers;
        layers.first_above.clear();
        layers
            .first_above
            .extend_from_slice(layers.followed.sides.at(0));
        let Some(met) = layers.followed.met() else {
            return false;
        };
        layers.places.clear();
        layers.places.extend(met.iter().map(|met| met.crossing.s));
        let (first, order) = (&mut layers.first, &mut layers.order);
        first.clear();
        if kernels::rank(&layers.places, order) {
            first.extend(order.iter().map(|&place| met[place as usize]));
        } else {
            first.extend_from_slice(met);
            first.sort_unstable_by(|a, b| a.crossing.s.total_cmp(&b.crossing.s));
        }
        are_apart(first)
    }

    /// How many breakpoints of the first layer to take at a time: a neuron passes its breakpoint
    /// about once on a line, and there may be [`UPDATES`] before the last layer.
    fn longest_part(&self) -> usize {
        let stages = &self.prepared.stages[..self.hidden - 1];
        let units: usize = stages.iter().map(|stage| stage.units).sum();
        (UPDATES * 3 / 4 * stages[0].units / units).max(1)
    }

    /// Counts the breakpoints of later layers between two points, with some of the first layer
    /// between them.
    #[inline(always)]
    fn count_part<S: Simd>(
        &mut self,
        simd: S,
        range: Range<usize>,
        ends: [Point; 2],
    ) -> Result<u64, Stop> {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let pieces = &prepared.pieces;
        if range.len() >= UPDATES {
            return Err(Stop::TooLong);
        }
        layers.steps.clear();
        for met in &layers.first[range] {
            let step = Step::new(0, met, pieces, &layers.tolerances[1]);
            layers.steps.push(step);
        }
        let mut count = 0;
        for layer in 1..self.hidden {
            self.compute(simd, layer);
            let met = self.follow(simd, layer, ends)?;
            if !put_in_order(met) {
                return Err(Stop::Uncertain);
            }
            let met = met.len();
            count += self.layers.followed.count;
            if layer + 1 < self.hidden {
                // The last update is that with which the step-by-step sweep starts again.
                if self.layers.steps.len() + met >= UPDATES {
                    return Err(Stop::TooLong);
                }
                self.lengthen(layer);
                if S::F64_LANES == 8 {
                    self.direct::<S, MOST_PRODUCTS>(simd, layer);
                } else {
                    self.direct::<S, { MOST_PRODUCTS / 2 }>(simd, layer);
                }
            }
        }
        Ok(count)
    }

    /// Follows a layer and finds its breakpoints, those in the same step not in order yet.
    #[inline(always)]
    fn follow<S: Simd>(
        &mut self,
        simd: S,
        layer: usize,
        ends: [Point; 2],
    ) -> Result<&mut [Met], Stop> {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let stage = &prepared.stages[layer];
        let breakpoint = prepared.pieces.breakpoints()[0];
        let tolerance = &layers.tolerances[layer];
        let follow = Follow {
            stage,
            numbers: &layers.rows[layer].numbers,
            steps: &layers.steps,
            directions: &layers.rows[layer].directions,
            begin: Sight::new(&ends[0], tolerance, breakpoint),
            end: Sight::new(&ends[1], tolerance, breakpoint),
            slopes: [prepared.pieces.slope(0), prepared.pieces.slope(1)],
            last: layer > 0 && layer + 1 == self.hidden,
        };
        if !follow.run(simd, &mut layers.followed) {
            return Err(Stop::Uncertain);
        }
        let [direction, origin] = self.sizes;
        let met = layers.followed.met().ok_or(Stop::TooLong)?;
        for met in &mut *met {
            let bounds = &stage.bounds[met.crossing.unit as usize];
            let slope = [met.slope, slope_error(bounds, direction)];
            let constant = [met.constant, constant_error(bounds, origin)];
            met.crossing.place(slope, constant, breakpoint);
        }
        Ok(met)
    }

    /// The numbers of a layer at the beginning of the path, from those of the layer before, which
    /// was followed last.
    #[inline(always)]
    fn compute<S: Simd>(&mut self, simd: S, layer: usize) {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let [before, stage] = [&prepared.stages[layer - 1], &prepared.stages[layer]];
        let above = if layer == 1 {
            &layers.first_above
        } else {
            layers.followed.sides.at(0)
        };
        let (rows_before, rows) = layers.rows.split_at_mut(layer);
        let (numbers_before, numbers) = (&rows_before[layer - 1].numbers, &mut rows[0].numbers);
        numbers[..stage.padded].fill(0.0);
        numbers[stage.padded..].copy_from_slice(&stage.bias);
        if prepared.pieces.is_relu() {
            products::<S, 2>(simd, [before, stage], above, numbers_before, numbers, true);
        } else {
            let posts = &mut layers.posts[..2 * before.padded];
            activate(&prepared.pieces, above, numbers_before, posts);
            let all = &prepared.all_units[layer - 1];
            products::<S, 2>(simd, [before, stage], all, posts, numbers, true);
        }
    }

    /// Makes the steps of the layer after one that was followed, that one's breakpoints among them.
    #[inline(always)]
    fn lengthen(&mut self, layer: usize) {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let pieces = &prepared.pieces;
        let breakpoint = pieces.breakpoints()[0];
        let tolerance = &layers.tolerances[layer + 1];
        let (steps, next) = (&layers.steps, &mut layers.next_steps);
        next.clear();
        let mut done = 0;
        for met in layers.followed.met().into_iter().flatten() {
            while done < met.step as usize {
                next.push(steps[done].through(
                    prepared.stages[layer].units + done,
                    tolerance,
                    breakpoint,
                ));
                done += 1;
            }
            next.push(Step::new(layer, met, pieces, tolerance));
        }
        for index in done..steps.len() {
            next.push(steps[index].through(
                prepared.stages[layer].units + index,
                tolerance,
                breakpoint,
            ));
        }
    }

    /// Computes the directions of those steps, `P` at a time, that are not the breakpoints of a layer
    /// that was followed: through its activation and the weights of the next.
    #[inline(always)]
    fn direct<S: Simd, const P: usize>(&mut self, simd: S, layer: usize) {
        let (prepared, layers) = (self.prepared, &mut *self.layers);
        let [before, stage] = [&prepared.stages[layer], &prepared.stages[layer + 1]];
        let Followed { sides, posts, .. } = &layers.followed;
        let relu = prepared.pieces.is_relu();
        let out = &mut layers.rows[layer + 1].directions[stage.columns.len()..];
        for index in (0..layers.steps.len()).step_by(P) {
            // Rows beyond the last step hold meaningless numbers.
            let factors = &posts[index * before.padded..];
            let out = &mut out[index * stage.padded..];
            if relu {
                let last = layers.steps.len().min(index + P);
                layers.units.clear();
                layers.units.extend_from_slice(sides.at(index + 1));
                for step in index + 1..last {
                    for (unit, &bits) in layers.units.iter_mut().zip(sides.at(step + 1)) {
                        *unit |= bits;
                    }
                }
                products::<S, P>(simd, [before, stage], &layers.units, factors, out, false);
            } else {
                let all = &prepared.all_units[layer];
                products::<S, P>(simd, [before, stage], all, factors, out, false);
            }
        }
        std::mem::swap(&mut layers.steps, &mut layers.next_steps);
    }
}

/// What an activation with one breakpoint makes of slopes and constants.
#[inline(always)]
fn activate(pieces: &Pieces, above: &[u64], numbers: &[f64], posts: &mut [f64]) {
    let padded = numbers.len() / 2;
    for (at, (&number, post)) in numbers.iter().zip(posts).enumerate() {
        let unit = at % padded;
        // Padding has no bits.
        let word = above.get(unit / 64).copied().unwrap_or(0);
        let piece = (word >> (unit % 64) & 1) as u8;
        let offset = if at < padded {
            0.0
        } else {
            pieces.offset(piece)
        };
        *post = pieces.slope(piece) * number + offset;
    }
}
