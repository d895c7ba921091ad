use super::{check_groups, place, positions, split};
use crate::graph::window::coordinates;
use crate::graph::{MOST_ELEMENTS, Term, Unit, Window};

/// A transposed convolution: each input position adds its window to the output. `[C, L]`,
/// `[C, H, W]` or more dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvTranspose {
    /// `C x (outputs / groups) x kernel` numbers, row-major.
    pub weight: Vec<f64>,
    /// One number an output channel.
    pub bias: Vec<f64>,
    /// The number of output channels.
    pub outputs: usize,
    /// Input channels add only to the output channels of their own group.
    pub groups: usize,
    /// Where the windows are in the output; padding is cut off.
    pub window: Window,
    /// How many positions follow the last window, before padding is cut off: one number a spatial
    /// dimension.
    pub extra: Vec<usize>,
}

impl ConvTranspose {
    pub(in crate::graph) fn shape(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        let (channels, spatial) = split(input)?;
        self.window.check(spatial.len())?;
        if self.extra.len() != spatial.len() {
            return Err(format!(
                "its output padding has {} numbers, expected {}",
                self.extra.len(),
                spatial.len()
            ));
        }
        check_groups(
            [&self.weight, &self.bias],
            self.groups,
            [channels, self.outputs],
            &self.window.kernel,
        )?;
        let adds = self
            .window
            .kernel
            .iter()
            .chain(spatial)
            .try_fold(1usize, |product, &size| product.checked_mul(size));
        if adds.is_none_or(|adds| adds > MOST_ELEMENTS) {
            return Err(format!(
                "its kernel {:?} is added at the positions of {spatial:?}, more than \
                 {MOST_ELEMENTS} numbers a channel",
                self.window.kernel
            ));
        }
        let mut shape = vec![self.outputs];
        for (axis, &size) in spatial.iter().enumerate() {
            let whole = (|| {
                let steps = size.checked_sub(1)?.checked_mul(self.window.stride[axis])?;
                let reach =
                    (self.window.kernel[axis] - 1).checked_mul(self.window.dilation[axis])?;
                let whole = steps.checked_add(reach)?.checked_add(1)?;
                whole.checked_add(self.extra[axis])
            })();
            let (before, after) = (self.window.before[axis], self.window.after[axis]);
            let left = whole.and_then(|whole| whole.checked_sub(before)?.checked_sub(after));
            match left {
                Some(left) if left > 0 => shape.push(left),
                _ => {
                    return Err(format!(
                        "its padding of {before} and {after} leaves nothing of an output made from \
                         {size} positions"
                    ));
                }
            }
        }
        Ok(shape)
    }

    /// Calls `visit` with each position in the window and the input position that adds there to this
    /// output position, both as flat indices.
    pub fn taps(
        &self,
        input: &[usize],
        output: &[usize],
        position: usize,
        mut visit: impl FnMut(usize, usize),
    ) {
        let at = coordinates(position, output);
        let window = &self.window;
        for tap in 0..window.positions() {
            let offsets = coordinates(tap, &window.kernel);
            let mut from = 0;
            let adds = (0..input.len()).all(|axis| {
                let offset = offsets[axis] * window.dilation[axis];
                let Some(begin) = (at[axis] + window.before[axis]).checked_sub(offset) else {
                    return false;
                };
                from = from * input[axis] + begin / window.stride[axis];
                begin.is_multiple_of(window.stride[axis])
                    && begin / window.stride[axis] < input[axis]
            });
            if adds {
                visit(tap, from);
            }
        }
    }

    /// The weights in the order of a convolution's: `outputs x (C / groups) x kernel`.
    pub fn by_output(&self) -> Vec<f64> {
        let taps = self.window.positions();
        let out_group = self.outputs / self.groups;
        let channels = self.weight.len() / (out_group * taps);
        let group = channels / self.groups;
        let mut by_output = Vec::with_capacity(self.weight.len());
        for output in 0..self.outputs {
            let first = output / out_group * group;
            for channel in first..first + group {
                let begin = (channel * out_group + output % out_group) * taps;
                by_output.extend_from_slice(&self.weight[begin..begin + taps]);
            }
        }
        by_output
    }

    pub(in crate::graph) fn unit(
        &self,
        input: &[usize],
        output: &[usize],
        element: usize,
    ) -> Unit<'static> {
        let inner = positions(input);
        let (out, position) = place(element, output);
        let (per_group, out_group) = (input[0] / self.groups, self.outputs / self.groups);
        let first = out / out_group * per_group;
        let taps = self.window.positions();
        let mut terms = Vec::new();
        self.taps(&input[1..], &output[1..], position, |tap, at| {
            for channel in first..first + per_group {
                let factor = self.weight[(channel * out_group + out % out_group) * taps + tap];
                if factor != 0.0 {
                    terms.push(Term {
                        node: 0,
                        element: channel * inner + at,
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
