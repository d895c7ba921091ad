//! The functions that are zero on lines.

use super::form::Form;
use crate::exact::ExactForm;
use smallvec::{SmallVec, smallvec};
use std::rc::Rc;

/// A function of the whole plane, which identifies lines and corners that belong together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Name {
    /// A constant, by its bits.
    Number(u64),
    /// A unit of a step.
    Unit { step: u32, unit: u32 },
}

impl Name {
    pub(super) fn number(number: f64) -> Self {
        // Adding 0 turns -0 into 0.
        Self::Number((number + 0.0).to_bits())
    }
}

/// One function minus another.
pub(super) type Pair = [Name; 2];

/// A line that bounds cells.
pub(super) struct Line {
    pub form: Form,
    pub source: Source,
}

/// The function that is zero on a line.
pub(super) enum Source {
    /// A given form: infinity, a side of the window, an auxiliary line.
    Fixed(Rc<ExactForm>),
    /// A pair, in the cell that the line cut.
    Cut {
        pair: Pair,
        witness: Witness,
        /// The step and unit of the neuron that changes its piece there.
        owner: (u32, u32),
    },
}

/// Identifies a cell after it was cut.
pub(super) enum Witness {
    /// A point strictly inside.
    Point([f64; 3]),
    /// The form itself, if no float is certainly inside.
    Exact(Rc<ExactForm>),
}

impl Line {
    pub(super) fn pair(&self) -> Option<Pair> {
        match self.source {
            Source::Fixed(_) => None,
            Source::Cut { pair, .. } => Some(pair),
        }
    }

    pub(super) fn owner(&self) -> Option<(u32, u32)> {
        match self.source {
            Source::Fixed(_) => None,
            Source::Cut { owner, .. } => Some(owner),
        }
    }
}

/// Whether a pair is equal wherever all the given ones are.
pub(super) fn follows(pair: Pair, known: &[Pair]) -> bool {
    let mut same: SmallVec<[Name; 4]> = smallvec![pair[0]];
    loop {
        if same.contains(&pair[1]) {
            return true;
        }
        let next = known
            .iter()
            .find_map(|&[a, b]| match (same.contains(&a), same.contains(&b)) {
                (true, false) => Some(b),
                (false, true) => Some(a),
                _ => None,
            });
        match next {
            Some(name) => same.push(name),
            None => return false,
        }
    }
}
