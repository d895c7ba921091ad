//! All cells of a walk, with their neighbours.
//!
//! A walk hands out cells one by one. Each side of a cell is a whole edge, as every vertex is a
//! corner of all cells around it; so the two sides of a wall match. The neighbour beyond a wall is
//! found by name: its name is that of the cell with the wall's unit off instead of on. What follows
//! from neighbours is combinatorial: which corners are one vertex, and how many there are.

mod join;

use crate::units::{Neuron, Units};
use crate::walk::{CellKind, Leaf, LineId, Name, Sink, WalkCounts, classes, walk_cells};
use crate::{Options, Plane, RegionsError, Window, limits};
use crease_network::Network;
use std::collections::HashMap;

/// No half, no vertex.
pub(crate) const NONE: u32 = u32::MAX;

/// An activation region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    name: Name,
    /// Its first face; its faces are those up to the first of the next cell.
    first_face: u32,
}

/// A cell, or the part of it that a class wins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Face {
    pub cell: u32,
    pub class: u32,
    first_half: u32,
}

/// A side of a face, counter-clockwise.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Half {
    pub line: LineId,
    pub face: u32,
    /// The neighbour's side of the same edge; [`NONE`] on the frame.
    pub twin: u32,
    /// The vertex where it begins.
    pub origin: u32,
    /// Whether the gradient does not jump across.
    pub flat: bool,
    /// Where it begins, as computed in this face; NaN at infinity.
    corner: [f64; 2],
}

/// A corner of faces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vertex {
    /// NaN at infinity.
    pub point: [f64; 2],
    /// Whether it lies strictly inside the frame.
    pub is_inner: bool,
}

/// All cells of a plane.
pub(crate) struct Complex {
    cells: Vec<Cell>,
    pub faces: Vec<Face>,
    pub halves: Vec<Half>,
    pub vertices: Vec<Vertex>,
    /// `[g_1, g_2, c]` of each output, cell by cell.
    outputs: Vec<[f64; 3]>,
    outputs_each: usize,
    /// Which units are on, a bit each, cell by cell.
    on: Vec<u64>,
    words: usize,
    /// Units of the network; larger numbers are differences of classes.
    units: Units,
    classes: u32,
    /// The cells beyond walls along which several units are zero.
    beyond: HashMap<(u32, LineId), Name>,
    /// For graphs of layers: whether each side is also a side of an activation region.
    walls: Option<Vec<bool>>,
    pub found: WalkCounts,
}

/// A face of a graph of layers; those of one region come one after the other.
pub(crate) struct GraphFace {
    pub region: u32,
    pub class: u32,
    pub sides: Vec<GraphSide>,
}

/// A side of a face, one of the two half-edges `h` and `h ^ 1`.
pub(crate) struct GraphSide {
    pub half: u32,
    pub origin: u32,
    pub is_frame: bool,
    pub is_wall: bool,
}

impl Complex {
    /// Walks through a plane and keeps all cells.
    pub(crate) fn new(
        network: &Network,
        plane: &Plane,
        options: &Options,
        wanted: CellKind,
    ) -> Result<Self, RegionsError> {
        let mut this = Self {
            cells: Vec::new(),
            faces: Vec::new(),
            halves: Vec::new(),
            vertices: Vec::new(),
            outputs: Vec::new(),
            outputs_each: network.outputs(),
            on: Vec::new(),
            words: 0,
            units: Units::new(network),
            classes: classes(network.outputs()) as u32,
            beyond: HashMap::new(),
            walls: None,
            found: WalkCounts::default(),
        };
        // Faces and sides have 32-bit numbers.
        let limit = options.max_regions.min(limits::MAX_KEPT_REGIONS);
        let options = options.clone().with_max_regions(limit);
        this.found = walk_cells(network, plane, &options, wanted, &mut this)?;
        this.join()?;
        this.check()?;
        Ok(this)
    }

    /// Takes faces that are already joined, with their corners and whether each corner is inside.
    pub(crate) fn of_graph(
        faces: impl Iterator<Item = GraphFace>,
        corners: impl Iterator<Item = ([f64; 2], bool)>,
        fallbacks: u64,
    ) -> Result<Self, RegionsError> {
        let finite = |point: [f64; 2]| {
            let whole = point.iter().all(|number| number.is_finite());
            if whole { point } else { [f64::NAN; 2] }
        };
        let vertices = corners.map(|(point, is_inner)| Vertex {
            point: finite(point),
            is_inner,
        });
        let mut this = Self {
            cells: Vec::new(),
            faces: Vec::new(),
            halves: Vec::new(),
            vertices: vertices.collect(),
            outputs: Vec::new(),
            outputs_each: 0,
            on: Vec::new(),
            words: 0,
            units: Units::of_graph(),
            classes: 0,
            beyond: HashMap::new(),
            walls: None,
            found: WalkCounts::elsewhere(fallbacks),
        };
        let (mut last, mut places, mut walls) = (None, HashMap::new(), Vec::new());
        for GraphFace {
            region,
            class,
            sides,
        } in faces
        {
            let face = this.faces.len() as u32;
            if last.replace(region) != Some(region) {
                this.cells.push(Cell {
                    name: 0,
                    first_face: face,
                });
            }
            this.faces.push(Face {
                cell: this.cells.len() as u32 - 1,
                class,
                first_half: this.halves.len() as u32,
            });
            for side in sides {
                let place = this.halves.len() as u32;
                let line = if side.is_frame {
                    LineId::of_window(0)
                } else if side.half.is_multiple_of(2) {
                    LineId::of_unit(0)
                } else {
                    LineId::of_unit(0).negated()
                };
                let twin = places.remove(&(side.half ^ 1)).unwrap_or(NONE);
                if twin == NONE {
                    places.insert(side.half, place);
                } else {
                    this.halves[twin as usize].twin = place;
                }
                walls.push(side.is_wall);
                this.halves.push(Half {
                    line,
                    face,
                    twin,
                    origin: side.origin,
                    flat: false,
                    corner: this.vertices[side.origin as usize].point,
                });
            }
        }
        this.walls = Some(walls);
        this.check()?;
        Ok(this)
    }

    /// Whether a side of a face is also a side of its activation region.
    pub(crate) fn is_wall(&self, half: u32) -> bool {
        match &self.walls {
            Some(walls) => walls[half as usize],
            None => self.neuron(half).is_some(),
        }
    }

    pub(crate) fn cell_count(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn name(&self, cell: u32) -> Name {
        self.cells[cell as usize].name
    }

    /// `[g_1, g_2, c]` of each output in a cell, in the plane's coordinates.
    pub(crate) fn outputs(&self, cell: u32) -> &[[f64; 3]] {
        let start = cell as usize * self.outputs_each;
        &self.outputs[start..start + self.outputs_each]
    }

    /// Which units are on in a cell, a bit each.
    pub(crate) fn on(&self, cell: u32) -> &[u64] {
        let start = cell as usize * self.words;
        &self.on[start..start + self.words]
    }

    /// The neuron that passes a breakpoint along a side.
    pub(crate) fn neuron(&self, half: u32) -> Option<Neuron> {
        let line = self.half(half).line;
        if self.classes_of(line).is_some() {
            return None;
        }
        self.units.neuron(line)
    }

    /// Appends the piece of each neuron in a cell, layer by layer.
    pub(crate) fn push_pattern(&self, cell: u32, into: &mut Vec<u8>) {
        self.units.push_pattern(self.on(cell), into);
    }

    /// The numbers of a face's sides.
    pub(crate) fn ring(&self, face: u32) -> std::ops::Range<u32> {
        let end = self.faces.get(face as usize + 1);
        let end = end.map_or(self.halves.len() as u32, |next| next.first_half);
        self.faces[face as usize].first_half..end
    }

    /// The numbers of a cell's faces.
    pub(crate) fn faces_of(&self, cell: u32) -> std::ops::Range<u32> {
        let end = self.cells.get(cell as usize + 1);
        let end = end.map_or(self.faces.len() as u32, |next| next.first_face);
        self.cells[cell as usize].first_face..end
    }

    /// The next side around the face.
    pub(crate) fn next(&self, half: u32) -> u32 {
        let ring = self.ring(self.halves[half as usize].face);
        if half + 1 == ring.end {
            ring.start
        } else {
            half + 1
        }
    }

    /// The previous side around the face.
    pub(crate) fn previous(&self, half: u32) -> u32 {
        let ring = self.ring(self.halves[half as usize].face);
        let after = if half == ring.start { ring.end } else { half };
        after - 1
    }

    pub(crate) fn half(&self, half: u32) -> &Half {
        &self.halves[half as usize]
    }

    /// The corners of a face.
    pub(crate) fn corners(&self, face: u32) -> impl Iterator<Item = [f64; 2]> + '_ {
        self.ring(face).map(|half| self.point(half))
    }

    /// The same, kept inside the window against rounding.
    pub(crate) fn corners_within<'c>(
        &'c self,
        face: u32,
        window: &'c Window,
    ) -> impl Iterator<Item = [f64; 2]> + 'c {
        self.corners(face).map(|point| window.nearest(point))
    }

    /// Where a side begins: the same point for all faces around it.
    pub(crate) fn point(&self, half: u32) -> [f64; 2] {
        self.vertices[self.half(half).origin as usize].point
    }

    /// Each edge inside once, by the side that is positive inside, or belongs to the smaller class.
    pub(crate) fn edges(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.halves.len() as u32).filter(|&half| {
            let Half { line, twin, .. } = *self.half(half);
            twin != NONE
                && match self.classes_of(line) {
                    Some([class, other]) => class < other,
                    None => !line.is_negated(),
                }
        })
    }

    /// The class that wins inside and the one that wins beyond, on a line between two.
    fn classes_of(&self, line: LineId) -> Option<[u32; 2]> {
        let pair = line.unit()?.checked_sub(self.units.count() as u32)?;
        Some([pair / self.classes, pair % self.classes])
    }

    /// Where all walls are parallel: the point of each that is nearest to the origin.
    pub(crate) fn feet(&self) -> Vec<[f64; 2]> {
        let all = 0..self.halves.len() as u32;
        let across = all.filter(|&half| self.half(half).line.is_auxiliary());
        let ends =
            across.flat_map(|half| [self.previous(half), self.next(half)].map(|wall| (half, wall)));
        let on_walls = ends.filter(|&(_, wall)| !self.half(wall).line.is_frame());
        // A wall that leads up to the auxiliary line ends where that line begins.
        let mut feet: Vec<u32> = on_walls
            .map(|(half, wall)| if self.next(wall) == half { half } else { wall })
            .map(|half| self.half(half).origin)
            .collect();
        feet.sort_unstable();
        feet.dedup();
        feet.into_iter()
            .map(|vertex| self.vertices[vertex as usize].point)
            .collect()
    }

    /// Checks Euler's relation.
    fn check(&self) -> Result<(), RegionsError> {
        let vertices = self
            .vertices
            .iter()
            .filter(|vertex| vertex.is_inner)
            .count() as u64;
        let inside = self.halves.iter().filter(|half| half.twin != NONE).count() as u64;
        let (edges, faces) = (inside / 2, self.faces.len() as u64);
        if faces == 0 || vertices + faces == edges + 1 {
            return Ok(());
        }
        Err(RegionsError::Euler {
            vertices,
            edges,
            faces,
        })
    }
}

impl Sink for Complex {
    fn take(&mut self, leaf: &Leaf<'_>) -> Result<(), RegionsError> {
        let cell = self.cells.len() as u32;
        self.cells.push(Cell {
            name: leaf.name,
            first_face: self.faces.len() as u32,
        });
        self.words = leaf.on.len();
        self.on.extend_from_slice(leaf.on);
        self.outputs.extend_from_slice(leaf.outputs);
        let beyond = leaf.beyond.iter();
        self.beyond
            .extend(beyond.map(|&(line, name)| ((cell, line), name)));
        let mut sides = leaf.sides.iter();
        for part in leaf.parts {
            let face = self.faces.len() as u32;
            self.faces.push(Face {
                cell,
                class: part.class,
                first_half: self.halves.len() as u32,
            });
            let halves = sides.by_ref().take(part.sides).map(|side| Half {
                line: side.line,
                face,
                twin: NONE,
                origin: NONE,
                flat: side.flat,
                corner: side.corner.unwrap_or([f64::NAN; 2]),
            });
            self.halves.extend(halves);
        }
        if self.halves.len() >= NONE as usize || self.faces.len() as u64 > limits::MAX_KEPT_REGIONS
        {
            return Err(RegionsError::TooMany {
                limit: limits::MAX_KEPT_REGIONS,
            });
        }
        Ok(())
    }
}
