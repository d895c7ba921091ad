//! Linear functions along a line in exact arithmetic: their zeros, and their signs next to a point.

use super::demand;
use crate::dyadic::Dyadic;
use std::cmp::Ordering;

/// `f(x, w) = f[0] x + f[1] w` on the points `x / w` of the line.
pub(super) type Form = demand::Form<2>;

/// The side of a point on which a function is evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Side {
    Before,
    After,
}

/// A point of the line; `w >= 0`.
#[derive(Clone)]
pub(super) struct Point {
    pub x: Dyadic,
    pub w: Dyadic,
}

impl Point {
    /// Its order with another point along the line.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        (&(&self.x * &other.w) - &(&other.x * &self.w)).sign()
    }
}

/// The value of a form at a point.
pub(super) fn value(form: &Form, point: &Point) -> Dyadic {
    &(&form[0] * &point.x) + &(&form[1] * &point.w)
}

/// The sign of a form next to a point.
pub(super) fn sign_next_to(form: &Form, point: &Point, side: Side) -> Ordering {
    let at = value(form, point).sign();
    if at.is_ne() {
        return at;
    }
    if point.w.is_zero() {
        // At infinity the slope decides, and without one the constant.
        return form[1].sign();
    }
    match side {
        Side::After => form[0].sign(),
        Side::Before => form[0].sign().reverse(),
    }
}

/// The point where a form is zero.
pub(super) fn zero(form: &Form) -> Point {
    if form[0].sign().is_lt() {
        Point {
            x: form[1].clone(),
            w: -&form[0],
        }
    } else {
        Point {
            x: -&form[1],
            w: form[0].clone(),
        }
    }
}
