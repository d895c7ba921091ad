use crate::graph::window::{coordinates, flat};

/// A part of each axis: `start, start + step, ...`.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// The first index on each axis.
    pub start: Vec<usize>,
    /// The step on each axis.
    pub step: Vec<usize>,
    /// How many are taken on each axis.
    pub size: Vec<usize>,
}

impl Slice {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let rank = input.len();
        if self.start.len() != rank || self.step.len() != rank || self.size.len() != rank {
            return Err(format!("it does not say what to take of {rank} axes"));
        }
        for axis in 0..rank {
            let last = self.size[axis]
                .checked_sub(1)
                .and_then(|steps| steps.checked_mul(self.step[axis]))
                .and_then(|reach| reach.checked_add(self.start[axis]));
            if last.is_none_or(|last| last >= input[axis]) {
                return Err(format!(
                    "it takes {} from {} on, step {}, of {}",
                    self.size[axis], self.start[axis], self.step[axis], input[axis]
                ));
            }
        }
        Ok(self.size.clone())
    }

    pub(in crate::graph) fn source(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> usize {
        let mut at = coordinates(element, output);
        for axis in 0..at.len() {
            at[axis] = self.start[axis] + at[axis] * self.step[axis];
        }
        flat(&at, input)
    }
}
