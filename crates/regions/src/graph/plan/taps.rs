//! What each position of a step reads.

/// What each output position reads.
pub(in crate::graph) struct Taps {
    pub starts: Vec<u32>,
    pub taps: Vec<Tap>,
}

#[derive(Clone, Copy)]
pub(in crate::graph) struct Tap {
    /// Which of the step's inputs.
    pub input: u32,
    /// Which position in the window.
    pub cell: u32,
    pub position: u32,
}

impl Taps {
    pub(super) fn new(positions: usize, mut of: impl FnMut(usize, &mut Vec<Tap>)) -> Self {
        let (mut starts, mut taps) = (vec![0], Vec::new());
        for position in 0..positions {
            of(position, &mut taps);
            starts.push(taps.len() as u32);
        }
        Self { starts, taps }
    }

    pub(in crate::graph) fn range(&self, position: usize) -> std::ops::Range<usize> {
        self.starts[position] as usize..self.starts[position + 1] as usize
    }

    pub(in crate::graph) fn of(&self, position: usize) -> &[Tap] {
        &self.taps[self.range(position)]
    }
}
