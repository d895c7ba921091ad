//! Which functions are equal at a corner, as far as exact arithmetic found it.

use super::lines::{Name, Pair};
use std::collections::HashMap;

/// By corner. At a picture with a background of one shade, hundreds of neurons may be equal.
#[derive(Default)]
pub(super) struct Facts {
    of: HashMap<u32, Classes>,
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
