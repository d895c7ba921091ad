//! Numbers in pairs of floats, with their slopes and bounds on the errors of both.

#![allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors

use crate::affine::{SLACK, UNIT};
use crate::pair::{two_product, two_sum};
use std::cmp::Ordering;

/// A number `high + low`, its slope, and bounds on the errors of both.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::graph) struct Near {
    pub(in crate::graph) high: f64,
    pub(in crate::graph) low: f64,
    pub(in crate::graph) slope: f64,
    pub(in crate::graph) error: f64,
    pub(in crate::graph) slope_error: f64,
}

/// Units of a step, by slot and channel.
#[derive(Default)]
pub(in crate::graph) struct Values {
    pub(in crate::graph) padded: usize,
    /// By slot: its index among the stored ones, from 1; 0 if it is not stored.
    places: Vec<u32>,
    pub(in crate::graph) high: Vec<f64>,
    pub(in crate::graph) low: Vec<f64>,
    pub(in crate::graph) slope: Vec<f64>,
    pub(in crate::graph) error: Vec<f64>,
    pub(in crate::graph) slope_error: Vec<f64>,
}

impl Values {
    /// All slots, in order.
    pub(in crate::graph) fn new(padded: usize, slots: usize) -> Self {
        let zeros = || vec![0.0; padded * slots];
        Self {
            padded,
            places: (1..=slots as u32).collect(),
            high: zeros(),
            low: zeros(),
            slope: zeros(),
            error: zeros(),
            slope_error: zeros(),
        }
    }

    /// None of this many slots.
    pub(in crate::graph) fn empty(padded: usize, slots: usize) -> Self {
        Self {
            padded,
            places: vec![0; slots],
            ..Self::default()
        }
    }

    /// Adds a slot, all 0; returns its first unit.
    pub(in crate::graph) fn add(&mut self, slot: usize) -> usize {
        let begin = self.high.len();
        let lists = [&mut self.high, &mut self.low, &mut self.slope];
        let errors = [&mut self.error, &mut self.slope_error];
        for list in lists.into_iter().chain(errors) {
            list.resize(begin + self.padded, 0.0);
        }
        self.places[slot] = (begin / self.padded + 1) as u32;
        begin
    }

    /// The first unit of a slot, if it is stored.
    #[inline(always)]
    pub(in crate::graph) fn begin(&self, slot: usize) -> Option<usize> {
        let place = self.places[slot].checked_sub(1)?;
        Some(place as usize * self.padded)
    }

    pub(in crate::graph) fn get(&self, unit: usize) -> Near {
        Near {
            high: self.high[unit],
            low: self.low[unit],
            slope: self.slope[unit],
            error: self.error[unit],
            slope_error: self.slope_error[unit],
        }
    }

    pub(in crate::graph) fn set(&mut self, unit: usize, near: Near) {
        self.high[unit] = near.high;
        self.low[unit] = near.low;
        self.slope[unit] = near.slope;
        self.error[unit] = near.error;
        self.slope_error[unit] = near.slope_error;
    }
}

/// The relative rounding error of a few operations on pairs.
pub(in crate::graph) const PAIR: f64 = 64.0 * UNIT * UNIT;
/// Covers underflow.
pub(in crate::graph) const FLOOR: f64 = 1e-280;

impl Near {
    pub(in crate::graph) const UNKNOWN: Self = Self {
        high: 0.0,
        low: 0.0,
        slope: 0.0,
        error: f64::INFINITY,
        slope_error: f64::INFINITY,
    };

    pub(in crate::graph) fn constant(number: f64, [w, slope]: [(f64, f64); 2]) -> Self {
        Self::default().plus(number, w, slope.0)
    }

    /// Adds a constant times `w`, which is a pair.
    pub(in crate::graph) fn plus(self, number: f64, w: (f64, f64), w_slope: f64) -> Self {
        if number == 0.0 {
            return self;
        }
        let (product, rest) = two_product(number, w.0);
        let (high, low) = two_sum(self.high, product);
        let low = low + (rest + number * w.1 + self.low);
        let (high, low) = two_sum(high, low);
        let size = self.high.abs() + number.abs();
        Self {
            high,
            low,
            slope: self.slope + number * w_slope,
            error: self.error + PAIR * size + FLOOR,
            slope_error: self.slope_error + 4.0 * UNIT * (self.slope.abs() + number.abs()),
        }
    }

    pub(in crate::graph) fn times(self, factor: f64) -> Self {
        if factor == 0.0 {
            return Self::default();
        }
        if factor == 1.0 {
            return self;
        }
        let (high, rest) = two_product(self.high, factor);
        let (high, low) = two_sum(high, rest + self.low * factor);
        let size = factor.abs();
        Self {
            high,
            low,
            slope: self.slope * factor,
            error: (self.error * size + PAIR * high.abs()) * SLACK + FLOOR,
            slope_error: self.slope_error * size * SLACK
                + 2.0 * UNIT * (self.slope * factor).abs()
                + FLOOR,
        }
    }

    pub(in crate::graph) fn minus(self, other: Self) -> Self {
        let (high, low) = two_sum(self.high, -other.high);
        let (high, low) = two_sum(high, low + (self.low - other.low));
        let size = self.high.abs() + other.high.abs();
        Self {
            high,
            low,
            slope: self.slope - other.slope,
            error: self.error + other.error + PAIR * size + FLOOR,
            slope_error: self.slope_error
                + other.slope_error
                + 2.0 * UNIT * (self.slope.abs() + other.slope.abs()),
        }
    }

    pub(in crate::graph) fn add(self, other: Self) -> Self {
        self.minus(Self {
            high: -other.high,
            low: -other.low,
            slope: -other.slope,
            ..other
        })
    }

    /// Its float, and the error of that.
    pub(in crate::graph) fn value(&self) -> (f64, f64) {
        let value = self.high + self.low;
        (value, (self.error + UNIT * value.abs()) * SLACK)
    }

    /// The number with a larger error.
    pub(in crate::graph) fn off_by(self, more: f64) -> Self {
        Self {
            error: self.error + more,
            slope_error: self.slope_error + more,
            ..self
        }
    }

    /// The sign, if it is the same anywhere closer than `off`.
    pub(in crate::graph) fn sign(&self, off: f64) -> Option<Ordering> {
        let bound = (self.error + (self.slope.abs() + self.slope_error) * off) * SLACK;
        let value = self.high + self.low;
        let bound = bound + 4.0 * UNIT * value.abs();
        if value > bound {
            Some(Ordering::Greater)
        } else if value < -bound {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// How far its zero is from `t`, and the error of that.
    pub(in crate::graph) fn rest(&self) -> Option<(f64, f64)> {
        let steep = self.slope.abs();
        let least = (steep - self.slope_error) / SLACK;
        if least.is_nan() || least <= 0.5 * steep || steep == 0.0 {
            return None;
        }
        let q = -(self.high + self.low) / self.slope;
        let error =
            (self.error + q.abs() * self.slope_error) / least + 8.0 * UNIT * q.abs() + FLOOR;
        error.is_finite().then_some((q, error * SLACK))
    }

    /// The sign at a point that is `q`, with an error, away.
    pub(in crate::graph) fn sign_at(&self, (q, error): (f64, f64)) -> Option<Ordering> {
        let there = self.slope * q;
        let (high, low) = two_sum(self.high, there);
        let value = high + (low + self.low);
        let bound = self.error
            + (self.slope.abs() + self.slope_error) * error
            + self.slope_error * q.abs()
            + 4.0 * UNIT * (there.abs() + value.abs());
        let bound = bound * SLACK + FLOOR;
        if value > bound {
            Some(Ordering::Greater)
        } else if value < -bound {
            Some(Ordering::Less)
        } else {
            None
        }
    }
}
