//! Parts that were counted and are not in the mesh.

/// Regions and what bounds them, inside cells of the mesh.
#[derive(Default)]
pub(in super::super) struct Counted {
    /// In addition to one in each cell.
    pub faces: u64,
    pub vertices: u64,
    /// Ends of curves on edges; each point is one from both sides.
    pub ends: u64,
    /// Corners of the mesh in which curves end, once for each.
    pub in_corners: Vec<u32>,
    /// Corners that a cell got after it was counted.
    pub late: Vec<u32>,
    /// By cell: whether it was counted.
    cells: Vec<bool>,
}

impl Counted {
    /// Records that a cell with this many parts was counted.
    pub(super) fn close(&mut self, face: u32, faces: u32) {
        self.cells.resize(faces as usize, false);
        self.cells[face as usize] = true;
    }

    /// Records that an edge of this cell was split.
    pub(in super::super) fn split(&mut self, neighbour: u32, corner: u32) {
        if self.cells.get(neighbour as usize).copied().unwrap_or(false) {
            self.late.push(corner);
        }
    }
}
