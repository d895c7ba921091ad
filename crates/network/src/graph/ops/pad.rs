use crate::graph::window::{coordinates, flat};

/// A border of one constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Pad {
    /// How much is added before each axis.
    pub before: Vec<usize>,
    /// How much is added after each axis.
    pub after: Vec<usize>,
    /// The constant.
    pub value: f64,
}

impl Pad {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        if self.before.len() != input.len() || self.after.len() != input.len() {
            return Err(format!(
                "it pads {} and {} axes, its input has {}",
                self.before.len(),
                self.after.len(),
                input.len()
            ));
        }
        let sizes = (0..input.len()).map(|axis| {
            input[axis]
                .saturating_add(self.before[axis])
                .saturating_add(self.after[axis])
        });
        Ok(sizes.collect())
    }

    pub(in crate::graph) fn source(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> Option<usize> {
        let mut at = coordinates(element, output);
        for axis in 0..at.len() {
            at[axis] = at[axis].checked_sub(self.before[axis])?;
            if at[axis] >= input[axis] {
                return None;
            }
        }
        Some(flat(&at, input))
    }
}
