//! Memory that is reused: fresh memory from the system costs more than the computation in it.

use std::sync::{Mutex, PoisonError};

/// More numbers than this (8 MB of them) are not kept from one line to the next.
const MOST_KEPT: usize = 1 << 20;

/// The memory of lists that are no longer read.
#[derive(Default)]
pub(super) struct Memory {
    numbers: Vec<Vec<f64>>,
    entries: Vec<Vec<(u32, f64)>>,
}

impl Memory {
    /// An empty list, the one with the most memory.
    pub(super) fn take(&mut self) -> Vec<f64> {
        take(&mut self.numbers)
    }

    /// As [`take`](Self::take), for jumps with their channels.
    pub(super) fn take_entries(&mut self) -> Vec<(u32, f64)> {
        take(&mut self.entries)
    }

    pub(super) fn keep_entries(&mut self, list: Vec<(u32, f64)>) {
        self.entries.push(list);
    }

    /// Keeps the memory of a list that is no longer read.
    pub(super) fn keep(&mut self, list: Vec<f64>) {
        if list.capacity() > 0 {
            self.numbers.push(list);
        }
    }
}

fn take<T>(lists: &mut Vec<Vec<T>>) -> Vec<T> {
    let most = (0..lists.len()).max_by_key(|&list| lists[list].capacity());
    let mut list = most.map_or_else(Vec::new, |most| lists.swap_remove(most));
    list.clear();
    list
}

/// The memory of counted lines, for later ones.
#[derive(Default)]
pub(super) struct Spare(Mutex<Vec<Memory>>);

impl Spare {
    /// The memory that a line left, if there is any.
    pub(super) fn take(&self) -> Memory {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.pop().unwrap_or_default()
    }

    /// Takes the memory that a line leaves, except large lists.
    pub(super) fn keep(&self, mut memory: Memory) {
        memory.numbers.retain(|list| list.capacity() <= MOST_KEPT);
        memory
            .entries
            .retain(|list| list.capacity() <= MOST_KEPT / 2);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(memory);
    }
}
