use super::size::MOST_ELEMENTS;

/// The window that a convolution or a pooling moves over the spatial dimensions of its input: all
/// dimensions but the first. One number a spatial dimension in each list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The window's size.
    pub kernel: Vec<usize>,
    /// The step from one output position to the next.
    pub stride: Vec<usize>,
    /// The step from one position in the window to the next.
    pub dilation: Vec<usize>,
    /// How many positions outside are read before the first.
    pub before: Vec<usize>,
    /// How many positions outside are read after the last.
    pub after: Vec<usize>,
}

impl Window {
    /// A window of this size that moves by one, without padding.
    pub fn new(kernel: &[usize]) -> Self {
        let rank = kernel.len();
        Self {
            kernel: kernel.to_vec(),
            stride: vec![1; rank],
            dilation: vec![1; rank],
            before: vec![0; rank],
            after: vec![0; rank],
        }
    }

    /// The number of positions in the window.
    pub fn positions(&self) -> usize {
        self.kernel.iter().product()
    }

    /// Whether all lists have a number for each spatial dimension, and kernel and steps are positive.
    pub(super) fn check(&self, spatial: usize) -> Result<(), String> {
        let rank = self.kernel.len();
        let lists = [
            ("stride", &self.stride),
            ("dilation", &self.dilation),
            ("padding before", &self.before),
            ("padding after", &self.after),
        ];
        if spatial != rank {
            return Err(format!(
                "its input has {spatial} spatial dimensions, its kernel {rank}"
            ));
        }
        for (what, list) in lists {
            if list.len() != rank {
                let found = list.len();
                return Err(format!("its {what} has {found} numbers, expected {rank}"));
            }
        }
        for axis in 0..rank {
            let (kernel, stride, dilation) =
                (self.kernel[axis], self.stride[axis], self.dilation[axis]);
            if kernel == 0 || stride == 0 || dilation == 0 {
                return Err(format!(
                    "kernel {kernel}, stride {stride}, dilation {dilation}: expected positive numbers"
                ));
            }
        }
        Ok(())
    }

    /// The spatial shape of the output for this spatial shape of the input.
    pub(super) fn output(&self, input: &[usize]) -> Result<Vec<usize>, String> {
        self.check(input.len())?;
        let rank = self.kernel.len();
        let mut output = Vec::with_capacity(rank);
        for axis in 0..rank {
            let (kernel, stride, dilation) =
                (self.kernel[axis], self.stride[axis], self.dilation[axis]);
            let reach = (kernel - 1)
                .checked_mul(dilation)
                .and_then(|reach| reach.checked_add(1));
            let padded = input[axis]
                .checked_add(self.before[axis])
                .and_then(|sum| sum.checked_add(self.after[axis]));
            match (reach, padded) {
                (Some(reach), Some(padded)) if reach <= padded => {
                    output.push((padded - reach) / stride + 1);
                }
                _ => {
                    return Err(format!(
                        "its window of {kernel} with dilation {dilation} does not fit into {} \
                         with padding {} and {}",
                        input[axis], self.before[axis], self.after[axis]
                    ));
                }
            }
        }
        let reads = self
            .kernel
            .iter()
            .chain(&output)
            .try_fold(1usize, |product, &size| product.checked_mul(size));
        if reads.is_none_or(|reads| reads > MOST_ELEMENTS) {
            return Err(format!(
                "its kernel {:?} is read at the positions of {output:?}, more than {MOST_ELEMENTS} \
                 numbers a channel",
                self.kernel
            ));
        }
        Ok(output)
    }

    /// Calls `visit` with each position in the window, and the input position that is read there for
    /// this output position, both as flat indices; padding is left out.
    pub fn taps(
        &self,
        input: &[usize],
        output: &[usize],
        position: usize,
        mut visit: impl FnMut(usize, usize),
    ) {
        let rank = self.kernel.len();
        let corner = coordinates(position, output);
        for tap in 0..self.positions() {
            let offsets = coordinates(tap, &self.kernel);
            let mut at = 0;
            let inside = (0..rank).all(|axis| {
                let padded = corner[axis] * self.stride[axis] + offsets[axis] * self.dilation[axis];
                let inside =
                    padded >= self.before[axis] && padded - self.before[axis] < input[axis];
                if inside {
                    at = at * input[axis] + padded - self.before[axis];
                }
                inside
            });
            if inside {
                visit(tap, at);
            }
        }
    }
}

/// The coordinates of a flat index in a shape, row-major.
pub(super) fn coordinates(mut index: usize, shape: &[usize]) -> Vec<usize> {
    let mut coordinates = vec![0; shape.len()];
    for (coordinate, &size) in coordinates.iter_mut().zip(shape).rev() {
        *coordinate = index % size;
        index /= size;
    }
    coordinates
}

/// The flat index of coordinates in a shape, row-major.
pub(super) fn flat(coordinates: &[usize], shape: &[usize]) -> usize {
    let pairs = coordinates.iter().zip(shape);
    pairs.fold(0, |index, (&coordinate, &size)| index * size + coordinate)
}
