//! What all slots of a convolution or dense layer read: bounds on its input, and the jumps that are
//! not 0.

use crate::affine::gamma;
use crate::graph::field::Field;
use crate::graph::memory::Memory;
use crate::graph::norm::at_least;
use crate::graph::plan::Mix;

/// The input of a convolution or dense layer, as all of its slots read it.
pub(in crate::graph) struct Prepared {
    /// The initial values of the error bounds.
    pub(super) reach: Vec<f64>,
    /// The jumps that are not 0, row by row.
    starts: Vec<u32>,
    entries: Vec<(u32, f64)>,
}

impl Prepared {
    pub(in crate::graph) fn new(input: &Field, mix: &Mix, memory: &mut Memory) -> Self {
        let (mut starts, mut entries) = (vec![0], memory.take_entries());
        for row in input.jumps.chunks_exact(input.padded) {
            for (channel, &jump) in row[..input.channels].iter().enumerate() {
                if jump != 0.0 {
                    entries.push((channel as u32, jump));
                }
            }
            starts.push(entries.len() as u32);
        }
        Self {
            reach: reach(input, mix.terms),
            starts,
            entries,
        }
    }

    pub(in crate::graph) fn end(self, memory: &mut Memory) {
        memory.keep_entries(self.entries);
    }

    pub(super) fn row(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// The initial values of the error bounds of the next step: the spread, and the rounding of its
/// products.
fn reach(field: &Field, terms: usize) -> Vec<f64> {
    let gamma = gamma(terms + 3);
    let pairs = field.spread.iter().zip(&field.size);
    pairs
        .map(|(spread, size)| {
            let reach = spread + gamma * size;
            if reach == 0.0 { 0.0 } else { at_least(reach) }
        })
        .collect()
}
