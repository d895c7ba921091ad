//! Numbers that begin at a cache line: vectors that span two lines take twice the time.

/// Bytes of a cache line, and of the widest vector.
const LINE: usize = 64;

/// Numbers of a line: every row of every matrix here is padded to a multiple of it, so that the
/// rows of all matrices consist of whole vectors, however wide those are.
pub(super) const BLOCK: usize = LINE / size_of::<f32>();

/// `count`, rounded up to whole blocks. Long rows of a multiple of 128 numbers get one block more:
/// otherwise the numbers of a column compete for a few lines of the cache, and steps take up to twice as long.
pub(super) const fn padded(count: usize) -> usize {
    let blocks = count.div_ceil(BLOCK);
    let competes = blocks >= 32 && blocks.is_multiple_of(8);
    (blocks + competes as usize) * BLOCK
}

/// The index of these numbers at which a line begins.
pub(super) fn line_start(numbers: &[f32]) -> usize {
    // If the address is unknown, any start will do.
    numbers.as_ptr().align_offset(LINE).min(BLOCK - 1)
}

/// Numbers, the first at the beginning of a line.
pub(super) struct Aligned {
    numbers: Vec<f32>,
    start: usize,
    count: usize,
}

impl Aligned {
    /// All 0.
    pub(super) fn zeros(count: usize) -> Self {
        let numbers = vec![0.0; count + BLOCK];
        Self {
            start: line_start(&numbers),
            numbers,
            count,
        }
    }

    #[inline]
    pub(super) fn get(&self) -> &[f32] {
        &self.numbers[self.start..self.start + self.count]
    }

    #[inline]
    pub(super) fn get_mut(&mut self) -> &mut [f32] {
        &mut self.numbers[self.start..self.start + self.count]
    }
}
