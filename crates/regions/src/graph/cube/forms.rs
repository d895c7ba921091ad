//! Elements as linear forms in a cell, in floats, each coefficient with a bound on its error.

use crate::affine::Bound;
use crate::affine::{Form, SLACK, UNIT, rounding, times, within_range};
use crate::pattern::Pieces;
use crease_network::graph::Term;
use std::rc::Rc;

/// The forms of a node's elements in a cell.
pub(super) type NodeForms = Rc<[Form<4>]>;

/// A constant.
pub(super) fn constant(number: f64) -> Form<4> {
    Form {
        value: [0.0, 0.0, 0.0, number],
        error: [0.0; 4],
    }
}

/// One of the three inputs.
pub(super) fn input(axis: usize) -> Form<4> {
    let mut value = [0.0; 4];
    value[axis] = 1.0;
    Form {
        value,
        error: [0.0; 4],
    }
}

/// A bias and a sum of terms, whose forms `get` gives.
pub(super) fn sum<'f>(
    bias: f64,
    terms: &[Term],
    get: impl Fn(usize, usize) -> &'f Form<4>,
) -> Form<4> {
    let mut sum = constant(bias);
    let mut magnitude = sum.value.map(f64::abs);
    // A single number, not multiplied, is not rounded.
    let mut rounded = [0; 4];
    for term in terms {
        let form = get(term.node, term.element);
        for coefficient in 0..4 {
            let (value, error) = (form.value[coefficient], form.error[coefficient]);
            if value == 0.0 && error == 0.0 {
                continue;
            }
            let exact = sum.value[coefficient] == 0.0 && term.factor.abs() == 1.0;
            rounded[coefficient] += usize::from(!exact);
            sum.value[coefficient] += term.factor * value;
            sum.error[coefficient] += times(term.factor.abs(), error);
            magnitude[coefficient] += times(term.factor.abs(), value.abs());
        }
    }
    for coefficient in 0..4 {
        let bound = Bound {
            magnitude: magnitude[coefficient] * SLACK,
            error: sum.error[coefficient] * SLACK
                + rounding(rounded[coefficient], magnitude[coefficient] * SLACK),
        };
        sum.error[coefficient] = within_range(bound).error;
    }
    sum
}

/// One form minus another.
pub(super) fn difference(a: &Form<4>, b: &Form<4>) -> Form<4> {
    let value: [f64; 4] = std::array::from_fn(|k| a.value[k] - b.value[k]);
    let error = std::array::from_fn(|k| {
        let rounded = if a.value[k] == 0.0 || b.value[k] == 0.0 {
            0.0
        } else {
            value[k].abs() * UNIT
        };
        (a.error[k] + b.error[k] + rounded) * SLACK
    });
    Form { value, error }
}

/// A form minus a breakpoint.
pub(super) fn less(form: &Form<4>, breakpoint: f64) -> Form<4> {
    if breakpoint == 0.0 {
        return *form;
    }
    difference(form, &constant(breakpoint))
}

/// An activation on one of its pieces.
pub(super) fn on_piece(form: &Form<4>, pieces: &Pieces, piece: u8) -> Form<4> {
    let slope = pieces.slope(piece);
    if slope == 0.0 {
        // A form that overflowed is dropped here.
        return offset(&constant(0.0), pieces, piece);
    }
    let whole = slope.abs() == 1.0;
    let value = form.value.map(|number| slope * number);
    let error = std::array::from_fn(|k| {
        let lost = if whole || form.value[k] == 0.0 {
            0.0
        } else {
            value[k].abs() * UNIT + f64::MIN_POSITIVE
        };
        (times(slope.abs(), form.error[k]) + lost) * SLACK
    });
    offset(&Form { value, error }, pieces, piece)
}

fn offset(form: &Form<4>, pieces: &Pieces, piece: u8) -> Form<4> {
    if pieces.exact_offset(piece).is_zero() {
        return *form;
    }
    let (number, error) = pieces.exact_offset(piece).to_f64();
    let mut sum = *form;
    sum.value[3] += number;
    let rounded = if form.value[3] == 0.0 {
        0.0
    } else {
        sum.value[3].abs() * UNIT
    };
    sum.error[3] = (form.error[3] + error + rounded) * SLACK;
    sum
}
