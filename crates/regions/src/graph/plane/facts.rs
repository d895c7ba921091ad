//! Which functions are equal at a corner or along a line, as far as exact arithmetic found it.

use super::lines::{Name, Pair};
use std::collections::HashMap;

/// What exact arithmetic found.
#[derive(Default)]
pub(super) struct Facts {
    /// By corner. At a picture with a background of one shade, hundreds of neurons may be equal.
    of: HashMap<u32, Classes>,
    /// Pairs before all neurons, whose forms are the same in every cell: those with the same number
    /// are equal along the same line. In the plane through three pictures, where only one of them
    /// is not black, that is the line on which its coordinate is 0.
    lines: HashMap<Pair, u32>,
}

/// Functions that equal others, in order, each with the least of all that it equals.
#[derive(Default)]
pub(super) struct Classes(Vec<(Name, Name)>);

impl Facts {
    /// What is known at a corner.
    pub(super) fn at(&self, corner: u32) -> Option<&Classes> {
        self.of.get(&corner)
    }

    /// Notes that two functions are equal at a corner.
    pub(super) fn note(&mut self, corner: u32, pair: Pair) {
        self.of.entry(corner).or_default().join(pair);
    }

    /// Whether two pairs before all neurons are known to be equal along the same line.
    pub(super) fn have_one_line(&self, pairs: [Pair; 2]) -> bool {
        let [a, b] = pairs.map(|pair| self.lines.get(&sorted(pair)));
        a.is_some() && a == b
    }

    /// Notes that two pairs before all neurons are equal along the same line.
    pub(super) fn note_line(&mut self, pairs: [Pair; 2]) {
        let new = self.lines.len() as u32;
        let [a, b] = pairs.map(sorted);
        let first = *self.lines.entry(a).or_insert(new);
        if let Some(second) = self.lines.insert(b, first) {
            for number in self.lines.values_mut() {
                if *number == second {
                    *number = first;
                }
            }
        }
    }
}

fn sorted([a, b]: Pair) -> Pair {
    [a.min(b), a.max(b)]
}

impl Classes {
    /// The least of all functions that a function is known to equal.
    pub(super) fn least(&self, name: Name) -> Name {
        let place = self.0.binary_search_by_key(&name, |&(name, _)| name);
        place.map_or(name, |at| self.0[at].1)
    }

    fn join(&mut self, pair: Pair) {
        let [a, b] = pair.map(|name| self.least(name));
        for name in pair {
            if let Err(at) = self.0.binary_search_by_key(&name, |&(name, _)| name) {
                self.0.insert(at, (name, name));
            }
        }
        let (least, other) = (a.min(b), a.max(b));
        for (_, of) in self.0.iter_mut().filter(|(_, of)| *of == other) {
            *of = least;
        }
    }
}
