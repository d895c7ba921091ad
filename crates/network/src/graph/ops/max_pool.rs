use super::{place, positions, split};
use crate::graph::{Unit, Window};

/// The largest number in each window, channel by channel. Padding is never the largest.
#[derive(Clone, Debug, PartialEq)]
pub struct MaxPool {
    /// Where the windows are.
    pub window: Window,
}

impl MaxPool {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        let mut shape = vec![channels];
        let output = self.window.output(spatial)?;
        // The reach of the window was checked, so that its multiples cannot overflow.
        for axis in 0..spatial.len() {
            let reach = (self.window.kernel[axis] - 1) * self.window.dilation[axis];
            if self.window.before[axis] > reach || self.window.after[axis] > reach {
                return Err("some of its windows would hold nothing but padding".to_owned());
            }
        }
        shape.extend(&output);
        Ok(shape)
    }

    pub(in crate::graph) fn unit(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> Unit<'static> {
        let inner = positions(input);
        let (channel, position) = place(element, output);
        let mut candidates = Vec::with_capacity(self.window.positions());
        self.window
            .taps(&input[1..], &output[1..], position, |_, at| {
                candidates.push((0, channel * inner + at));
            });
        Unit::Largest(candidates)
    }
}
