//! Sets of numbers that wait to be processed.

/// Distinct numbers that were noted since the last reading.
#[derive(Default)]
pub(super) struct Pending {
    list: Vec<u32>,
    is_in: Vec<bool>,
}

impl Pending {
    pub(super) fn new(numbers: usize) -> Self {
        Self {
            list: Vec::new(),
            is_in: vec![false; numbers],
        }
    }

    pub(super) fn push(&mut self, number: u32) {
        if !std::mem::replace(&mut self.is_in[number as usize], true) {
            self.list.push(number);
        }
    }

    pub(super) fn has(&self, number: u32) -> bool {
        self.is_in[number as usize]
    }

    /// All numbers.
    pub(super) fn list(&self) -> &[u32] {
        &self.list
    }

    /// All numbers; they are removed.
    pub(super) fn take(&mut self, into: &mut Vec<u32>) {
        into.clear();
        std::mem::swap(into, &mut self.list);
        for &number in &*into {
            self.is_in[number as usize] = false;
        }
    }
}
