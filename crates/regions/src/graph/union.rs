//! The events of several slots as one list.

use super::event::Events;

/// Events of several slots taken together, in order.
#[derive(Default)]
pub(super) struct Union {
    words: Vec<u64>,
    /// The events.
    pub events: Vec<u32>,
    /// By event: its index in `events`, if it is in there.
    pub place: Vec<u32>,
}

impl Union {
    pub(super) fn begin(&mut self, events: &Events) {
        self.words.resize(events.all.len().div_ceil(64), 0);
        self.place.resize(events.all.len(), 0);
        self.events.clear();
    }

    pub(super) fn add(&mut self, events: &Events, some: &[u32]) {
        for &event in some {
            let rank = events.rank[event as usize];
            self.words[(rank / 64) as usize] |= 1 << (rank % 64);
        }
    }

    pub(super) fn end(&mut self, events: &Events) {
        let sorted = events.sorted();
        for (index, word) in self.words.iter_mut().enumerate() {
            while *word != 0 {
                let rank = index * 64 + word.trailing_zeros() as usize;
                *word &= *word - 1;
                let event = sorted[rank];
                self.place[event as usize] = self.events.len() as u32;
                self.events.push(event);
            }
        }
    }
}
