//! Where neurons pass from one piece to another.

use super::demand::Element;
use super::form::Form;
use std::cmp::Ordering;
use std::rc::Rc;

/// A point of the stretch where a neuron changes its piece.
pub(super) struct Event {
    pub t: f64,
    /// A bound on the error of `t`.
    pub error: f64,
    pub source: Source,
    /// The form that is zero there, if it was needed.
    pub form: Option<Rc<Form>>,
    /// Places between which the event certainly lies, if floats could not separate it from one of
    /// them.
    pub between: Option<[Place; 2]>,
    /// Whether every jump at the event is the jump of one function times weights, as far as is known.
    pub alone: bool,
    /// The size of that jump, as rounded.
    pub jump: f64,
}

impl Event {
    /// Whether floats alone placed the event.
    pub(super) fn is_plain(&self) -> bool {
        self.form.is_none() && self.between.is_none()
    }
}

/// Which function passes zero. If the event is plain, that function is the affine one around `t`,
/// as rounded: it has no other event closer than `error`.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// An element through a breakpoint.
    Level { element: Element, breakpoint: f64 },
    /// One element minus another, where the larger one changes.
    Switch { from: Element, to: Element },
}

/// The exact place of a query.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Place {
    Start,
    End,
    Event(u32),
    /// At a float, by its bits.
    At(u64),
}

/// The events of a stretch, and their order along it as floats have it.
#[derive(Default)]
pub(super) struct Events {
    pub all: Vec<Event>,
    /// By event: its place in the order. Events of the current step are not in it yet.
    pub rank: Vec<u32>,
    sorted: Vec<u32>,
}

impl Events {
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.rank.clear();
        self.sorted.clear();
    }

    pub(super) fn push(&mut self, event: Event) -> u32 {
        self.all.push(event);
        (self.all.len() - 1) as u32
    }

    /// Puts new events in order.
    pub(super) fn sort(&mut self) {
        let known = self.sorted.len() as u32;
        self.sorted.extend(known..self.all.len() as u32);
        let all = &self.all;
        // Mostly sorted runs, which suit the stable sort.
        self.sorted.sort_by(|&a, &b| order(all, a, b));
        self.rank.resize(self.all.len(), 0);
        for (rank, &event) in self.sorted.iter().enumerate() {
            self.rank[event as usize] = rank as u32;
        }
    }

    /// About where half of the events are.
    pub(super) fn middle(&self) -> f64 {
        self.sorted
            .get(self.sorted.len() / 2)
            .map_or(0.5, |&event| self.all[event as usize].t)
    }

    /// All events in order.
    pub(super) fn sorted(&self) -> &[u32] {
        &self.sorted
    }

    /// The order of two events by their floats, and by number where those are equal.
    pub(super) fn order(&self, a: u32, b: u32) -> Ordering {
        order(&self.all, a, b)
    }
}

fn order(all: &[Event], a: u32, b: u32) -> Ordering {
    let (x, y) = (all[a as usize].t, all[b as usize].t);
    x.total_cmp(&y).then(a.cmp(&b))
}
