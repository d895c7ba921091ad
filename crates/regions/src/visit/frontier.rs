//! The frontier between cells that have been seen and cells that have not.
//!
//! Each side of a cell is a whole edge, and a wall is a side of exactly two cells. Both give it the
//! same name: the cell where its unit is off, and the unit. A wall that has been seen from one side
//! is kept under that name until it is seen from the other. A corner of the current cell is the
//! same vertex as the end of the known walls that lead to it; where both sides at a corner are
//! known, and lead to two vertices so far, these are one. A vertex whose walls have all been seen
//! from both sides has all its cells around it. Then it is shown, then the walls both of whose ends
//! are known, and all of them are forgotten.
//!
//! No coordinates are compared. At any time, the part that has been seen is a union of a few convex
//! cells of each layer, so that few walls are kept.

use super::visitor::{CellWall, Vertex, Visitor, proceed};
use crate::units::{Neuron, Units};
use crate::walk::{Leaf, LeafSide, Name, name_of_unit};
use crate::{RegionsError, Window};
use crease_network::Network;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// No wall, or no vertex.
const NONE: u32 = u32::MAX;

/// A wall that has not been shown.
#[derive(Debug, Default)]
struct OpenWall {
    unit: u32,
    /// Above and below the unit's breakpoint.
    cells: [u64; 2],
    /// The outputs' gradients in the cell that was seen first; then, by how much they are larger
    /// above.
    gradients: Vec<[f64; 2]>,
    flat: bool,
    /// How many of these are still missing: the other cell, and both ends.
    missing: u8,
    /// The vertices at its ends, counter-clockwise around the cell above, while they are open.
    corners: [u32; 2],
    points: [[f64; 2]; 2],
    vertices: [Option<u64>; 2],
}

/// A vertex some of whose cells have not been seen.
#[derive(Debug, Default)]
struct OpenVertex {
    point: [f64; 2],
    /// The walls that end here, and at which of their ends.
    walls: SmallVec<[(u32, u8); 4]>,
    /// How many of them have been seen from one side only.
    unpaired: usize,
    on_rim: bool,
}

/// Numbered values; freed numbers are reused.
#[derive(Debug)]
struct Slab<T> {
    all: Vec<T>,
    free: Vec<u32>,
}

impl<T: Default> Slab<T> {
    fn new() -> Self {
        Self {
            all: Vec::new(),
            free: Vec::new(),
        }
    }

    /// The number of a value to fill in; the value is as it was when the number was freed.
    fn take(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.all.push(T::default());
            self.all.len() as u32 - 1
        })
    }

    fn give_back(&mut self, number: u32) {
        self.free.push(number);
    }

    fn is_empty(&self) -> bool {
        self.free.len() == self.all.len()
    }

    fn at(&mut self, number: u32) -> &mut T {
        &mut self.all[number as usize]
    }
}

/// A side of the current cell.
#[derive(Clone, Copy)]
struct Met {
    /// [`NONE`] on the rim.
    wall: u32,
    /// Whether the wall was seen from its other side before.
    is_known: bool,
    /// Which end of the wall is the side's beginning.
    start: u8,
}

/// See the [module](self).
pub(super) struct Frontier {
    units: Units,
    names: Vec<Name>,
    window: Window,
    with_flat: bool,
    unpaired: HashMap<(Name, u32), u32>,
    walls: Slab<OpenWall>,
    vertices: Slab<OpenVertex>,
    met: Vec<Met>,
    /// The vertex at each corner of the current cell.
    corners: Vec<u32>,
    neurons: Vec<Neuron>,
    walls_shown: u64,
    vertices_shown: u64,
}

impl Frontier {
    pub(super) fn new(network: &Network, window: Window, with_flat: bool) -> Self {
        let units = Units::new(network);
        Self {
            names: (0..units.count() as u32).map(name_of_unit).collect(),
            units,
            window,
            with_flat,
            unpaired: HashMap::new(),
            walls: Slab::new(),
            vertices: Slab::new(),
            met: Vec::new(),
            corners: Vec::new(),
            neurons: Vec::new(),
            walls_shown: 0,
            vertices_shown: 0,
        }
    }

    /// How many walls have been shown.
    pub(super) fn walls_shown(&self) -> u64 {
        self.walls_shown
    }

    /// How many vertices have been shown.
    pub(super) fn vertices_shown(&self) -> u64 {
        self.vertices_shown
    }

    /// Whether nothing is missing any more.
    pub(super) fn is_closed(&self) -> bool {
        self.unpaired.is_empty() && self.walls.is_empty() && self.vertices.is_empty()
    }

    /// Joins a cell to what has been seen, and shows what is complete then.
    pub(super) fn take(
        &mut self,
        leaf: &Leaf<'_>,
        cell: u64,
        visitor: &mut impl Visitor,
    ) -> Result<(), RegionsError> {
        self.meet_walls(leaf, cell)?;
        self.find_corners(leaf);
        for k in 0..leaf.sides.len() {
            let Met { wall, is_known, .. } = self.met[k];
            if wall != NONE && is_known {
                self.pair(wall);
            }
        }
        for k in 0..leaf.sides.len() {
            let corner = self.corners[k];
            if self.vertices.at(corner).unpaired == 0 {
                self.close(corner, visitor)?;
            }
        }
        Ok(())
    }

    /// Finds the walls of a cell among those that have been seen, or begins them.
    fn meet_walls(&mut self, leaf: &Leaf<'_>, cell: u64) -> Result<(), RegionsError> {
        self.met.clear();
        for side in leaf.sides {
            let Some(unit) = side.line.unit() else {
                self.met.push(Met {
                    wall: NONE,
                    is_known: false,
                    start: 0,
                });
                continue;
            };
            let is_below = side.line.is_negated();
            let below = if is_below {
                leaf.name
            } else {
                self.beyond(leaf, side, unit)
            };
            let gradients = leaf.outputs.iter().map(|&[g, h, _]| [g, h]);
            let wall = match self.unpaired.entry((below, unit)) {
                Entry::Occupied(known) => {
                    let wall = known.remove();
                    let open = self.walls.at(wall);
                    if open.cells[usize::from(is_below)] != u64::MAX {
                        // A cell has two sides of one name.
                        return Err(RegionsError::Unsound);
                    }
                    let sign = if is_below { 1.0 } else { -1.0 };
                    for (first, second) in open.gradients.iter_mut().zip(gradients) {
                        *first = [0, 1].map(|k| sign * (first[k] - second[k]));
                    }
                    open.flat |= side.flat;
                    (wall, true)
                }
                Entry::Vacant(place) => {
                    let wall = *place.insert(self.walls.take());
                    let open = self.walls.at(wall);
                    open.unit = unit;
                    open.cells = [u64::MAX; 2];
                    open.gradients.clear();
                    open.gradients.extend(gradients);
                    open.flat = side.flat;
                    open.missing = 3;
                    open.corners = [NONE; 2];
                    (wall, false)
                }
            };
            self.walls.at(wall.0).cells[usize::from(is_below)] = cell;
            self.met.push(Met {
                wall: wall.0,
                is_known: wall.1,
                start: u8::from(is_below),
            });
        }
        Ok(())
    }

    /// The name of the cell below a wall.
    fn beyond(&self, leaf: &Leaf<'_>, side: &LeafSide, unit: u32) -> Name {
        let mut shared = leaf.beyond.iter();
        match shared.find(|(line, _)| *line == side.line) {
            Some((_, name)) => *name,
            None => leaf.name ^ self.names[unit as usize],
        }
    }

    /// Finds the vertex at each corner of a cell, or begins it.
    fn find_corners(&mut self, leaf: &Leaf<'_>) {
        self.corners.clear();
        for (k, side) in leaf.sides.iter().enumerate() {
            let before = self.met[if k == 0 { self.met.len() } else { k } - 1];
            let after = self.met[k];
            let mut known = NONE;
            for (met, end) in [(before, 1 - before.start), (after, after.start)] {
                if met.wall == NONE || !met.is_known {
                    continue;
                }
                let corner = self.walls.at(met.wall).corners[usize::from(end)];
                known = match known {
                    NONE => corner,
                    known => self.join(known, corner),
                };
            }
            if known == NONE {
                known = self.vertices.take();
                let vertex = self.vertices.at(known);
                // In a window every corner is finite. Adding 0 turns -0 into 0.
                let point = self.window.nearest(side.corner.unwrap_or([f64::NAN; 2]));
                vertex.point = point.map(|number| number + 0.0);
                vertex.walls.clear();
                vertex.unpaired = 0;
                vertex.on_rim = false;
            }
            for (met, end) in [(before, 1 - before.start), (after, after.start)] {
                let vertex = self.vertices.at(known);
                if met.wall == NONE {
                    vertex.on_rim = true;
                } else if !met.is_known {
                    vertex.walls.push((met.wall, end));
                    vertex.unpaired += 1;
                    self.walls.at(met.wall).corners[usize::from(end)] = known;
                }
            }
            self.corners.push(known);
        }
    }

    /// Makes two vertices one, and says which.
    fn join(&mut self, a: u32, b: u32) -> u32 {
        if a == b {
            return a;
        }
        let larger = self.vertices.at(a).walls.len() >= self.vertices.at(b).walls.len();
        let (kept, dropped) = if larger { (a, b) } else { (b, a) };
        let OpenVertex {
            walls,
            unpaired,
            on_rim,
            ..
        } = std::mem::take(self.vertices.at(dropped));
        self.vertices.give_back(dropped);
        for &(wall, end) in &walls {
            self.walls.at(wall).corners[usize::from(end)] = kept;
        }
        let vertex = self.vertices.at(kept);
        vertex.walls.extend(walls);
        vertex.unpaired += unpaired;
        vertex.on_rim |= on_rim;
        kept
    }

    /// Records that a wall has been seen from both sides.
    fn pair(&mut self, wall: u32) {
        let open = self.walls.at(wall);
        open.missing -= 1;
        for corner in open.corners {
            self.vertices.at(corner).unpaired -= 1;
        }
    }

    /// Shows a vertex all of whose cells have been seen, and the walls that are complete with it.
    fn close(&mut self, corner: u32, visitor: &mut impl Visitor) -> Result<(), RegionsError> {
        let vertex = std::mem::take(self.vertices.at(corner));
        self.vertices.give_back(corner);
        let mut index = None;
        if !vertex.on_rim {
            index = Some(self.vertices_shown);
            let mut units: SmallVec<[u32; 8]> = SmallVec::new();
            for &(wall, _) in &vertex.walls {
                units.push(self.walls.at(wall).unit);
            }
            units.sort_unstable();
            units.dedup();
            let neurons = units.iter().map(|&unit| self.units.neuron_of(unit));
            self.neurons.clear();
            self.neurons.extend(neurons);
            proceed(visitor.vertex(&Vertex {
                index: self.vertices_shown,
                point: vertex.point,
                neurons: &self.neurons,
                degree: vertex.walls.len(),
            }))?;
            self.vertices_shown += 1;
        }
        for &(wall, end) in &vertex.walls {
            let open = self.walls.at(wall);
            open.points[usize::from(end)] = vertex.point;
            open.vertices[usize::from(end)] = index;
            open.missing -= 1;
            if open.missing > 0 {
                continue;
            }
            let shown = CellWall {
                ends: open.points,
                vertices: open.vertices,
                cells: open.cells,
                neuron: self.units.neuron_of(open.unit),
                jump: &open.gradients,
                jumps: self.with_flat.then_some(!open.flat),
            };
            proceed(visitor.wall(&shown))?;
            self.walls_shown += 1;
            self.walls.give_back(wall);
        }
        Ok(())
    }
}
