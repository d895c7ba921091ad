//! Numbers that begin where a vector of the machine may.

use std::ops::{Deref, DerefMut};

/// A fixed number of `f64` that begin at a multiple of 64 bytes: no vector is split over two lines of
/// the cache, which costs the inner loops half of their speed.
#[derive(Default)]
pub(crate) struct Aligned {
    numbers: Vec<f64>,
    start: usize,
    length: usize,
}

const BYTES: usize = 64;

impl Aligned {
    /// `length` times `value`.
    pub(crate) fn new(length: usize, value: f64) -> Self {
        let numbers = vec![value; length + BYTES / size_of::<f64>()];
        // The vector is never resized, so its numbers never move.
        let start = numbers.as_ptr().align_offset(BYTES);
        // `align_offset` may fail; any place works then.
        let start = if start + length <= numbers.len() {
            start
        } else {
            0
        };
        Self {
            numbers,
            start,
            length,
        }
    }
}

impl Deref for Aligned {
    type Target = [f64];

    #[inline]
    fn deref(&self) -> &[f64] {
        &self.numbers[self.start..self.start + self.length]
    }
}

impl DerefMut for Aligned {
    #[inline]
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.numbers[self.start..self.start + self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_number_is_aligned() {
        for length in [0, 1, 8, 1000] {
            let aligned = Aligned::new(length, 2.5);
            assert_eq!(aligned.as_ptr() as usize % BYTES, 0);
            assert_eq!(*aligned, vec![2.5; length]);
        }
    }
}
