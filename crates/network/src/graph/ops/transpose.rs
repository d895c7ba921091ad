use crate::graph::window::{coordinates, flat};

/// Axes in another order: axis `i` of the output is axis `order[i]` of the input.
#[derive(Clone, Debug, PartialEq)]
pub struct Transpose {
    /// A permutation of the axes.
    pub order: Vec<usize>,
}

impl Transpose {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let mut sorted = self.order.clone();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(0..input.len()) {
            return Err(format!(
                "the order {:?} does not name each of {} axes once",
                self.order,
                input.len()
            ));
        }
        Ok(self.order.iter().map(|&axis| input[axis]).collect())
    }

    pub(in crate::graph) fn source(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> usize {
        let at = coordinates(element, output);
        let mut from = vec![0; at.len()];
        for (&axis, coordinate) in self.order.iter().zip(at) {
            from[axis] = coordinate;
        }
        flat(&from, input)
    }
}
