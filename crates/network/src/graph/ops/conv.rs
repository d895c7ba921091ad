use super::{check_groups, place, positions, split};
use crate::graph::{Term, Unit, Window};

/// A convolution in the sense of deep learning: the window is not mirrored. `[C, L]`, `[C, H, W]`
/// or more dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Conv {
    /// `outputs x (C / groups) x kernel` numbers, row-major.
    pub weight: Vec<f64>,
    /// One number an output channel.
    pub bias: Vec<f64>,
    /// The number of output channels.
    pub outputs: usize,
    /// Output channels read only the input channels of their own group.
    pub groups: usize,
    /// Where the windows are; padding is zeros.
    pub window: Window,
}

impl Conv {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        check_groups(
            [&self.weight, &self.bias],
            self.groups,
            [channels, self.outputs],
            &self.window.kernel,
        )?;
        let mut shape = vec![self.outputs];
        shape.extend(self.window.output(spatial)?);
        Ok(shape)
    }

    pub(in crate::graph) fn unit(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> Unit<'static> {
        let inner = positions(input);
        let (out, position) = place(element, output);
        let per_group = input[0] / self.groups;
        let first = out / (self.outputs / self.groups) * per_group;
        let taps = self.window.positions();
        let mut terms = Vec::new();
        self.window
            .taps(&input[1..], &output[1..], position, |tap, at| {
                for channel in 0..per_group {
                    let factor = self.weight[(out * per_group + channel) * taps + tap];
                    if factor != 0.0 {
                        terms.push(Term {
                            node: 0,
                            element: (first + channel) * inner + at,
                            factor,
                        });
                    }
                }
            });
        Unit::Affine {
            bias: self.bias[out],
            terms,
        }
    }
}
