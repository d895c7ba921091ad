//! Cells as callers receive them.

use super::line::LineId;
use super::walls::Name;
use crate::RegionsError;
use std::cmp::Ordering;

/// Receives the cells of a walk.
pub(crate) trait Sink: Send {
    /// Takes one activation region.
    ///
    /// # Errors
    /// To end the walk.
    fn take(&mut self, leaf: &Leaf<'_>) -> Result<(), RegionsError>;
}

/// An activation region, and the parts that classes cut it into, if those are asked for.
pub(crate) struct Leaf<'l> {
    pub name: Name,
    /// Which units are on, a bit each.
    pub on: &'l [u64],
    /// `[g_1, g_2, c]` of each output, in the plane's coordinates.
    pub outputs: &'l [[f64; 3]],
    pub parts: &'l [Part],
    /// The sides of the first part, of the second, and so on; counter-clockwise.
    pub sides: &'l [LeafSide],
    /// The cells beyond walls along which several units are zero.
    pub beyond: &'l [(LineId, Name)],
}

/// The part of a cell where one class wins, convex.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub class: u32,
    pub sides: usize,
}

/// A side of a part, and the corner where it begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LeafSide {
    /// In the plane's coordinates; `None` at infinity.
    pub corner: Option<[f64; 2]>,
    pub line: LineId,
    /// Whether the gradient does not jump across; known of sides that are positive inside, where
    /// linear regions are asked for.
    pub flat: bool,
}

/// How cells are handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// As they are.
    Cells,
    /// Cut where the largest output changes.
    Classes,
}

/// Buffers for one cell at a time, and the sink that receives it.
pub(super) struct Leaves<'a> {
    pub sink: &'a mut dyn Sink,
    pub wanted: CellKind,
    pub names: Vec<Name>,
    pub on: Vec<u64>,
    /// The forms of the outputs on rays.
    pub forms: Vec<f64>,
    pub outputs: Vec<[f64; 3]>,
    pub parts: Vec<Part>,
    pub sides: Vec<LeafSide>,
    pub beyond: Vec<(LineId, Name)>,
    pub signs: Vec<Ordering>,
    pub candidates: Vec<usize>,
}
