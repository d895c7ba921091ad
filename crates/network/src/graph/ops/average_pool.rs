use super::{place, positions, split};
use crate::graph::{Term, Unit, Window};

/// The mean over windows, channel by channel. The factor `1 / n` is rounded once, to `f64`.
#[derive(Clone, Debug, PartialEq)]
pub struct AveragePool {
    /// Where the windows are.
    pub window: Window,
    /// Whether padding counts as zeros; otherwise the mean is over the elements inside.
    pub counts_padding: bool,
}

impl AveragePool {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        let mut shape = vec![channels];
        shape.extend(self.window.output(spatial)?);
        let padded = (0..spatial.len()).any(|axis| {
            let padding = self.window.before[axis].max(self.window.after[axis]);
            padding >= self.window.kernel[axis].saturating_mul(self.window.dilation[axis])
        });
        if padded {
            return Err("some of its windows would hold nothing but padding".to_owned());
        }
        Ok(shape)
    }

    /// The factor of each element in the window of an output position that holds `inside` elements.
    pub fn factor(&self, inside: usize) -> f64 {
        let count = if self.counts_padding {
            self.window.positions()
        } else {
            inside
        };
        1.0 / count as f64
    }

    /// Whether any factor is rounded: `1 / 3` is, `1 / 4` is not.
    pub fn rounds(&self, input: &[usize], output: &[usize]) -> bool {
        let (input, output) = (&input[1..], &output[1..]);
        (0..output.iter().product()).any(|position| {
            let mut inside = 0;
            self.window
                .taps(input, output, position, |_, _| inside += 1);
            let count = if self.counts_padding {
                self.window.positions()
            } else {
                inside
            };
            !count.is_power_of_two()
        })
    }

    pub(in crate::graph) fn unit(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> Unit<'static> {
        let inner = positions(input);
        let (channel, position) = place(element, output);
        let mut terms = Vec::with_capacity(self.window.positions());
        let visit = |_, at| {
            terms.push(Term {
                node: 0,
                element: channel * inner + at,
                factor: 1.0,
            });
        };
        self.window.taps(&input[1..], &output[1..], position, visit);
        let factor = self.factor(terms.len());
        for term in &mut terms {
            term.factor = factor;
        }
        Unit::Affine { bias: 0.0, terms }
    }
}
