//! One run whose step is a single operation: forward, backward and update in SIMD, in one thread.
//!
//! A network of the papers is so small that a step by tensor operations spends its time between
//! them. Here everything stays in the first-level caches, and buffers are allocated once. All sums
//! are added in an order that does not depend on the vectors of the machine, so AVX2 and AVX-512
//! give the same bits; without either, the same arithmetic is done number by number.

#![allow(
    clippy::inline_always,
    reason = "what is not inlined into the dispatch is compiled without its instructions"
)]

/// Runs a pass with as many vectors of columns at a time as there are registers for: `pass` with the
/// number of vectors, a constant, and the first column.
macro_rules! for_columns {
    ($simd:ty, $width:expr, |$vectors:ident, $column:ident| $pass:expr) => {{
        let lanes = <$simd>::F32_LANES;
        let mut $column = 0;
        while lanes != NARROW && $column + 4 * lanes <= $width {
            const $vectors: usize = 4;
            $pass;
            $column += 4 * lanes;
        }
        while $column + 2 * lanes <= $width {
            const $vectors: usize = 2;
            $pass;
            $column += 2 * lanes;
        }
        while $column + lanes <= $width {
            const $vectors: usize = 1;
            $pass;
            $column += lanes;
        }
    }};
}

mod blocks;
mod layout;
mod loss;
mod memory;
mod network;
mod operation;
mod product;
mod step;
mod workspace;

use super::{Batch, Engine, Memory, Shape};
use crate::TrainError;
use crate::activation::Pieces;
use crate::set::Set;
use burn::tensor::{Device, Tensor, TensorData};
use layout::Layout;
use loss::Wanted;
use memory::BLOCK;
use network::{Network, TensorLayout};
use operation::{ForwardArguments, StepArguments};
use pulp::Arch;
use step::Backward;
use workspace::Workspace;

/// One run.
pub(crate) struct Fused {
    network: Network,
    /// All numbers that it trains; `None` only during an operation.
    numbers: Option<Tensor<1>>,
    names: &'static [&'static str],
    wanted: Wanted,
    device: Device,
}

impl Fused {
    /// A run with these parameters, laid out as in checkpoints, at step 0.
    pub(crate) fn new(shape: &Shape, set: Set, parameters: &[f32], device: &Device) -> Self {
        let layout = Layout::of(shape.widths);
        let pieces = Pieces::of(shape.activation);
        let names = shape.memory;
        let tensor = TensorLayout {
            start: 0,
            vector: layout.size(),
            memory: names.len(),
        };
        let examples = shape.batch.min(set.count());
        let mut run = Self {
            network: Network {
                workspace: Workspace::new(&layout, &pieces, set, examples),
                backward: Backward::new(&layout, examples),
                evaluation: None,
                layout,
                tensor,
                pieces,
                loss: shape.loss,
                arch: Arch::new(),
            },
            numbers: None,
            names,
            wanted: Wanted::default(),
            device: device.clone(),
        };
        run.set(parameters, &[]);
        run
    }

    /// The same on other vectors.
    #[cfg(test)]
    pub(super) fn on(mut self, arch: Arch) -> Self {
        self.network.arch = arch;
        self
    }

    /// Takes these numbers, laid out as in checkpoints; missing memory is 0.
    fn set(&mut self, parameters: &[f32], memory: &[Vec<f32>]) {
        let Network { layout, tensor, .. } = &mut self.network;
        tensor.start = 0;
        // Room to begin at a cache line.
        let mut numbers = vec![0.0; tensor.size() + BLOCK];
        let vectors = std::iter::once(parameters).chain(memory.iter().map(Vec::as_slice));
        for (vector, numbers) in vectors.zip(numbers.chunks_exact_mut(tensor.vector)) {
            layout.put(vector, numbers);
        }
        let size = [numbers.len()];
        let numbers = TensorData::new(numbers, size);
        self.numbers = Some(Tensor::from_data(numbers, &self.device));
    }

    /// The vectors, laid out as in checkpoints.
    fn plain(&self) -> Result<Vec<Vec<f32>>, TrainError> {
        let Network { layout, tensor, .. } = &self.network;
        let numbers = self.numbers.as_ref().ok_or_else(lost)?;
        let numbers = super::numbers(numbers)?;
        let numbers = &numbers[tensor.start..tensor.start + tensor.size()];
        let vectors = numbers.chunks_exact(tensor.vector);
        Ok(vectors.map(|vector| layout.plain(vector)).collect())
    }
}

/// The error after an operation panicked and lost the numbers.
fn lost() -> TrainError {
    TrainError::Backend("an earlier operation did not finish".to_owned())
}

impl Engine for Fused {
    fn step(&mut self, batches: &[Batch]) -> Result<bool, TrainError> {
        let mut finite = true;
        for batch in batches {
            self.network.workspace.gather(batch.set, batch.indices);
            let outputs = self.network.layout.outputs();
            self.wanted.gather(batch.set, batch.indices, outputs);
            let mut arguments = StepArguments {
                network: &mut self.network,
                wanted: &self.wanted,
                update: &batch.update,
                finite: false,
            };
            let numbers = self.numbers.take().ok_or_else(lost)?;
            self.numbers = Some(operation::step(numbers, &mut arguments));
            finite &= arguments.finite;
        }
        Ok(finite)
    }

    fn logits(&mut self, _: usize, set: Set, indices: &[u32]) -> Result<Vec<f32>, TrainError> {
        let network = &mut self.network;
        // The inputs of another set may have another form, and its batches may be larger.
        let fits = |workspace: &Workspace| workspace.fits(&network.layout, set, indices.len());
        if !network.evaluation.as_ref().is_some_and(fits) {
            let (layout, pieces) = (&network.layout, &network.pieces);
            network.evaluation = Some(Workspace::new(layout, pieces, set, indices.len()));
        }
        if let Some(workspace) = &mut network.evaluation {
            workspace.gather(set, indices);
        }
        let count = indices.len();
        let mut arguments = ForwardArguments { network, count };
        let numbers = self.numbers.take().ok_or_else(lost)?;
        self.numbers = Some(operation::forward(numbers, &mut arguments));
        let network = &self.network;
        let logits = network.evaluation.as_ref().map(|workspace| {
            let logits = workspace.logits(&network.layout, count);
            let rows = logits.numbers.chunks_exact(logits.stride);
            rows.flat_map(|row| &row[..logits.columns])
                .copied()
                .collect()
        });
        logits.ok_or_else(lost)
    }

    fn parameters(&self, _: usize) -> Result<Vec<f32>, TrainError> {
        Ok(self.plain()?.swap_remove(0))
    }

    fn memory(&self, _: usize) -> Result<Memory, TrainError> {
        let vectors = self.plain()?.into_iter().skip(1);
        let names = self.names.iter().map(|&name| name.to_owned());
        Ok(names.zip(vectors).collect())
    }

    fn restore(&mut self, _: usize, parameters: &[f32], memory: &[Vec<f32>]) {
        self.set(parameters, memory);
    }
}
