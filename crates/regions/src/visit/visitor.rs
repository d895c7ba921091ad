use crate::cells::Cell;
use crate::units::Neuron;
use crate::{Counts, RegionsError};
use std::ops::ControlFlow;

/// Receives the parts of a window from [`visit_plane`](super::visit_plane). By default a method
/// does nothing.
///
/// Each method may end the visit with [`ControlFlow::Break`]: it returns
/// [`RegionsError::Cancelled`].
pub trait Visitor: Send {
    /// Called before anything else, with the counts of what will follow.
    fn begin(&mut self, counts: &Counts) -> ControlFlow<()> {
        let _ = counts;
        ControlFlow::Continue(())
    }

    /// A cell. Cells are numbered from 0 in this order.
    fn cell(&mut self, cell: &NumberedCell<'_>) -> ControlFlow<()> {
        let _ = cell;
        ControlFlow::Continue(())
    }

    /// A wall, after the cells on both sides and the vertices at both ends.
    fn wall(&mut self, wall: &CellWall<'_>) -> ControlFlow<()> {
        let _ = wall;
        ControlFlow::Continue(())
    }

    /// A vertex strictly inside the window, after the cells around it. Vertices are numbered from 0 in
    /// this order.
    fn vertex(&mut self, vertex: &Vertex<'_>) -> ControlFlow<()> {
        let _ = vertex;
        ControlFlow::Continue(())
    }
}

/// An activation region and its number.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct NumberedCell<'c> {
    /// The region.
    pub cell: Cell<'c>,
    /// From 0, in the order of the visit.
    pub index: u64,
    /// The linear region that it belongs to, from 0 in the order of their first cells; `None` unless
    /// linear regions were asked for.
    pub linear_region: Option<u64>,
}

/// An edge between two activation regions.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct CellWall<'w> {
    /// Its ends in the plane's coordinates, counter-clockwise around the first cell.
    pub ends: [[f64; 2]; 2],
    /// The vertices there; `None` on the rim of the window.
    pub vertices: [Option<u64>; 2],
    /// The cells at its sides, first the one in which the neuron is above its breakpoint.
    pub cells: [u64; 2],
    /// The neuron that passes a breakpoint there; of several, one of them.
    pub neuron: Neuron,
    /// For each output by how much its gradient `[g_1, g_2]` is larger in the first cell, in `f64`.
    pub jump: &'w [[f64; 2]],
    /// Whether the gradient of the outputs jumps, decided exactly; `None` unless linear regions were
    /// asked for.
    pub jumps: Option<bool>,
}

/// A point inside the window where walls meet.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Vertex<'v> {
    /// From 0, in the order of the visit.
    pub index: u64,
    /// In the plane's coordinates: the same number for every wall that ends here.
    pub point: [f64; 2],
    /// The neurons whose walls end here, each with its breakpoint, in order.
    pub neurons: &'v [Neuron],
    /// How many walls end here.
    pub degree: usize,
}

/// Whether the visitor continues.
///
/// # Errors
/// If it ended the visit.
pub(super) fn proceed(flow: ControlFlow<()>) -> Result<(), RegionsError> {
    match flow {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(RegionsError::Cancelled),
    }
}
