//! On which side of every unit of a layer a whole cell lies, decided for all units at once.

use crate::affine::{Affine, SLACK, UNIT};
use crate::cube::vertex::Vertex;
use crate::sign::{SHORT_SUM, Side};

/// What is certain in `f64` about the vertices of one cell and each unit of one layer. Most units
/// cut no given cell; this finds them in passes that the compiler can vectorise.
#[derive(Default)]
pub(crate) struct Sides {
    values: Vec<f64>,
    bounds: Vec<f64>,
    ranges: Vec<Range>,
}

/// What a unit does at the vertices seen so far.
#[derive(Clone, Copy, Default)]
struct Range {
    above: bool,
    below: bool,
    unsure: bool,
}

impl Sides {
    /// Classifies all `vertices` of a cell with pre-activations `pre`, shifted by `-breakpoint`. The
    /// bound is that of [`certain_sign`](crate::sign::certain_sign).
    pub(crate) fn classify<'v>(
        &mut self,
        affine: &Affine<4>,
        layer: usize,
        pre: &[f64],
        breakpoint: f64,
        vertices: impl Iterator<Item = &'v Vertex>,
    ) {
        let units = pre.len() / 4;
        let errors = affine.errors(layer);
        self.ranges.clear();
        self.ranges.resize(units, Range::default());
        for vertex in vertices {
            self.values.clear();
            self.values.resize(units, 0.0);
            self.bounds.clear();
            self.bounds.resize(units, 16.0 * f64::MIN_POSITIVE);
            let forms = pre.chunks_exact(units).zip(errors.chunks_exact(units));
            for (coordinate, (pre, errors)) in forms.enumerate() {
                let (p, ep) = (vertex.value[coordinate], vertex.error[coordinate]);
                let reach = p.abs() + ep;
                let shift = if coordinate == 3 { breakpoint } else { 0.0 };
                let rounding = if shift == 0.0 { 0.0 } else { UNIT * SLACK };
                let sums = self.values.iter_mut().zip(&mut self.bounds);
                for (((value, bound), &g), &eg) in sums.zip(pre).zip(errors) {
                    let g = g - shift;
                    let eg = eg + g.abs() * rounding;
                    let term = g * p;
                    *value += term;
                    *bound += (g.abs() * ep + eg * reach) * SLACK + term.abs() * SHORT_SUM;
                }
            }
            let sums = self.values.iter().zip(&self.bounds);
            for ((&value, &bound), range) in sums.zip(&mut self.ranges) {
                let (above, below) = (value > bound, value < -bound);
                range.above |= above;
                range.below |= below;
                // Neither, or NaN.
                range.unsure |= !(above | below);
            }
        }
    }

    /// The side of one unit, if it is certain.
    pub(crate) fn get(&self, unit: usize) -> Option<Side> {
        match self.ranges[unit] {
            Range {
                above: true,
                below: true,
                ..
            } => Some(Side::Both),
            Range { unsure: true, .. } => None,
            Range { above: true, .. } => Some(Side::Above),
            Range { .. } => Some(Side::Below),
        }
    }
}
