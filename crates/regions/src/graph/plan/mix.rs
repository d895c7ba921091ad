//! Convolutions and dense layers: weights by tap.

use super::taps::{Tap, Taps};
use crate::affine::SLACK;
use crate::graph::norm::{norms, of_convolution};
use crate::vectors::BLOCK;
use crease_network::graph::ConvTranspose;
use std::sync::OnceLock;

/// A convolution, transposed or not, or a dense layer.
pub(in crate::graph) struct Mix {
    pub taps: Taps,
    /// By tap and input channel: the weights into `span` output channels from `first` of its group on.
    pub weight: Vec<f64>,
    pub span: usize,
    /// By group.
    pub first: Vec<usize>,
    /// Input channels of a group.
    pub group: usize,
    pub bias: Vec<f64>,
    /// The most products in a sum.
    pub terms: usize,
    /// The largest sum of magnitudes of an output channel's weights.
    pub norm: f64,
    /// The largest sum of magnitudes of what an input channel is multiplied by.
    column_norm: f64,
    /// The window's size along each axis.
    kernel: Vec<usize>,
    norms: OnceLock<Vec<[f64; 2]>>,
    sharp_norm: OnceLock<f64>,
}

impl Mix {
    /// The weights of an input channel at a cell of the window, and the first output channel that
    /// they are for; `channels` are those of the input.
    #[inline(always)]
    #[allow(clippy::inline_always)] // what is not inlined is compiled without the machine's vectors
    pub(in crate::graph) fn weights(
        &self,
        channels: usize,
        cell: u32,
        channel: usize,
    ) -> (&[f64], usize) {
        let begin = (cell as usize * channels + channel) * self.span;
        let weights = &self.weight[begin..begin + self.span];
        (weights, self.first[channel / self.group])
    }

    /// The positions of the window.
    pub(in crate::graph) fn cells(&self) -> usize {
        self.kernel.iter().product()
    }

    /// By cell of the window: bounds on the Euclidean norm of its matrix of weights, and on that of
    /// their magnitudes.
    pub(in crate::graph) fn norms(&self) -> &[[f64; 2]] {
        self.norms.get_or_init(|| {
            let cells = self.weight.chunks_exact(self.weight.len() / self.cells());
            cells.map(|cell| norms(cell, self.span)).collect()
        })
    }

    /// A bound on the Euclidean norm of the magnitudes of its weights, as a map from all inputs to all
    /// outputs: no sum of squares is larger than the largest sums of a row and of a column allow.
    pub(in crate::graph) fn rough_norm(&self) -> f64 {
        (self.norm * self.column_norm).sqrt() * SLACK
    }

    /// A sharper bound on the Euclidean norm of the map itself, which takes milliseconds.
    pub(in crate::graph) fn sharp_norm(&self) -> f64 {
        *self.sharp_norm.get_or_init(|| {
            if self.kernel.iter().all(|&cells| cells == 1) && self.first.len() == 1 {
                return self.rough_norm().min(self.norms()[0][0]);
            }
            let groups = 0..self.first.len();
            let of_group = |index: usize| {
                let cell = self.group * self.first.len() * self.span;
                let begin = index * self.group * self.span;
                let cells = self.weight.chunks_exact(cell);
                let mine = cells.map(|cell| &cell[begin..begin + self.group * self.span]);
                of_convolution(&mine.collect::<Vec<_>>(), self.span, &self.kernel)
            };
            let sharp = groups.map(of_group).fold(0.0, f64::max);
            self.rough_norm().min(sharp)
        })
    }
}

pub(super) fn transposed(conv: &ConvTranspose, input: &[usize], output: &[usize]) -> Mix {
    let taps = Taps::new(output[1..].iter().product(), |position, taps| {
        conv.taps(&input[1..], &output[1..], position, |tap, position| {
            taps.push(Tap {
                input: 0,
                cell: tap as u32,
                position: position as u32,
            });
        });
    });
    let sizes = [input[0], conv.outputs, conv.groups];
    let kernel = &conv.window.kernel;
    mix(taps, &conv.by_output(), &conv.bias, sizes, kernel)
}

pub(super) fn mix(
    taps: Taps,
    weight: &[f64],
    bias: &[f64],
    [inputs, outputs, groups]: [usize; 3],
    kernel: &[usize],
) -> Mix {
    let window: usize = kernel.iter().product();
    let (group, out_group) = (inputs / groups, outputs / groups);
    let ends = |index: usize| {
        let first = index * out_group / BLOCK * BLOCK;
        (first, ((index + 1) * out_group).next_multiple_of(BLOCK))
    };
    let spans = (0..groups).map(ends).map(|(first, end)| end - first);
    let span = spans.max().unwrap_or(BLOCK);
    // A span that is longer than its own group needs must not reach beyond the padded channels.
    let padded = outputs.next_multiple_of(BLOCK);
    let first: Vec<usize> = (0..groups)
        .map(|index| ends(index).0.min(padded - span))
        .collect();
    let mut by_tap = vec![0.0; window * inputs * span];
    for output in 0..outputs {
        let of = output / out_group;
        for channel in 0..group {
            for tap in 0..window {
                let to = (tap * inputs + of * group + channel) * span + output - first[of];
                by_tap[to] = weight[(output * group + channel) * window + tap];
            }
        }
    }
    let sums = weight.chunks_exact((group * window).max(1));
    let sums = sums.map(|row| row.iter().map(|weight| weight.abs()).sum::<f64>());
    let norm = sums.fold(0.0, f64::max) * (1.0 + 1e-9);
    let columns = (0..inputs).map(|channel| {
        let cells = by_tap.chunks_exact(inputs * span);
        let own = cells.flat_map(|cell| &cell[channel * span..(channel + 1) * span]);
        own.map(|weight: &f64| weight.abs()).sum::<f64>()
    });
    let column_norm = columns.fold(0.0, f64::max) * (1.0 + 1e-9);
    let mut padded_bias = vec![0.0; padded];
    padded_bias[..outputs].copy_from_slice(bias);
    Mix {
        taps,
        column_norm,
        kernel: kernel.to_vec(),
        norms: OnceLock::new(),
        sharp_norm: OnceLock::new(),
        weight: by_tap,
        span,
        first,
        group,
        bias: padded_bias,
        terms: window * group + 1,
        norm,
    }
}
