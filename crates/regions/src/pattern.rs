//! Activation patterns: which linear piece each neuron is on, cell by cell.

use crate::dyadic::Dyadic;
use crease_network::Activation;

/// The pieces of an activation, `phi(z) = slope z + offset` on each, ready for forms.
pub(crate) struct Pieces {
    breakpoints: Vec<f64>,
    slopes: Vec<f64>,
    offsets: Vec<Offset>,
    exact_offsets: Vec<Dyadic>,
}

/// The offset of a piece in `f64`, and a bound on its magnitude and error.
#[derive(Clone, Copy, Default)]
pub(crate) struct Offset {
    pub value: f64,
    pub magnitude: f64,
    pub error: f64,
}

impl Pieces {
    pub(crate) fn new(activation: &Activation) -> Self {
        let (breakpoints, slopes) = (activation.breakpoints(), activation.slopes());
        // Continuity at each breakpoint fixes the offset of the piece after it.
        let exact = |number: f64| Dyadic::from(number);
        let mut exact_offsets =
            vec![&exact(activation.anchor()) - &(&exact(slopes[0]) * &exact(breakpoints[0]))];
        for (t, &breakpoint) in breakpoints.iter().enumerate() {
            let step = &(&exact(slopes[t]) - &exact(slopes[t + 1])) * &exact(breakpoint);
            exact_offsets.push(&exact_offsets[t] + &step);
        }
        let offsets = exact_offsets.iter().map(|offset| {
            let (value, error) = offset.to_f64();
            Offset {
                value,
                magnitude: value.abs() + error,
                error,
            }
        });
        Self {
            breakpoints: breakpoints.to_vec(),
            slopes: slopes.to_vec(),
            offsets: offsets.collect(),
            exact_offsets,
        }
    }

    pub(crate) fn breakpoints(&self) -> &[f64] {
        &self.breakpoints
    }

    pub(crate) fn slope(&self, piece: u8) -> f64 {
        self.slopes[piece as usize]
    }

    /// The offset of a piece, rounded.
    pub(crate) fn offset(&self, piece: u8) -> f64 {
        self.offsets[piece as usize].value
    }

    /// Whether any piece has an offset.
    pub(crate) fn has_offsets(&self) -> bool {
        !self.exact_offsets.iter().all(Dyadic::is_zero)
    }

    pub(crate) fn exact_offset(&self, piece: u8) -> &Dyadic {
        &self.exact_offsets[piece as usize]
    }

    pub(crate) fn largest_slope(&self) -> f64 {
        self.slopes.iter().fold(0.0, |max, s| max.max(s.abs()))
    }

    pub(crate) fn largest_offset(&self) -> Offset {
        let largest = |a: Offset, b: &Offset| Offset {
            value: 0.0,
            magnitude: a.magnitude.max(b.magnitude),
            error: a.error.max(b.error),
        };
        self.offsets.iter().fold(Offset::default(), largest)
    }

    /// Whether the activation only keeps or drops its argument, so that applying it rounds nothing.
    pub(crate) fn is_mask(&self) -> bool {
        let slopes = self
            .slopes
            .iter()
            .all(|&s| s == 0.0 || s == 1.0 || s == -1.0);
        slopes && !self.has_offsets()
    }

    /// Whether the activation bends at 0 only, where it is 0, and its slopes are small whole numbers.
    pub(crate) fn are_whole_and_bent_at_zero(&self) -> bool {
        let whole = |slope: &f64| slope.fract() == 0.0 && slope.abs() <= 1024.0;
        self.breakpoints == [0.0] && !self.has_offsets() && self.slopes.iter().all(whole)
    }

    /// Whether the activation is `max(0, x)`.
    pub(crate) fn is_relu(&self) -> bool {
        self.breakpoints == [0.0] && self.slopes == [0.0, 1.0] && self.is_mask()
    }

    /// Post-activations of a layer from its pre-activations and the piece of each unit.
    pub(crate) fn apply(&self, pre: &[f64], pattern: &[u8], posts: &mut Vec<f64>) {
        let units = pattern.len();
        let constant = pre.len() / units - 1;
        for (coefficient, pre) in pre.chunks_exact(units).enumerate() {
            posts.extend(pre.iter().zip(pattern).map(|(&z, &piece)| {
                let slope = self.slopes[piece as usize];
                // Not `0 * z`: a form that overflowed must not become NaN where it is dropped.
                let scaled = if slope == 0.0 { 0.0 } else { slope * z };
                if coefficient == constant {
                    scaled + self.offsets[piece as usize].value
                } else {
                    scaled
                }
            }));
        }
    }
}

/// The tree of cells: each is a cell of the layer before, narrowed to one pattern of its own layer.
/// Cell 0 is the whole plane, before any layer.
pub(crate) struct Cells {
    parents: Vec<u32>,
    starts: Vec<usize>,
    patterns: Vec<u8>,
}

impl Cells {
    pub(crate) const ROOT: u32 = 0;

    pub(crate) fn new() -> Self {
        Self {
            parents: vec![Self::ROOT],
            starts: vec![0],
            patterns: Vec::new(),
        }
    }

    /// Adds the cell of `parent` with this pattern of the next layer.
    pub(crate) fn push(&mut self, parent: u32, pattern: &[u8]) -> u32 {
        let id = self.parents.len() as u32;
        self.parents.push(parent);
        self.starts.push(self.patterns.len());
        self.patterns.extend_from_slice(pattern);
        id
    }

    pub(crate) fn parent(&self, cell: u32) -> u32 {
        self.parents[cell as usize]
    }

    /// The piece of `unit` in the cell's own layer.
    pub(crate) fn piece(&self, cell: u32, unit: usize) -> u8 {
        self.patterns[self.starts[cell as usize] + unit]
    }

    /// The number of layers that the pattern covers.
    pub(crate) fn depth(&self, mut cell: u32) -> usize {
        let mut depth = 0;
        while cell != Self::ROOT {
            cell = self.parent(cell);
            depth += 1;
        }
        depth
    }
}
