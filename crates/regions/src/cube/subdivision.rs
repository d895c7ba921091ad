//! Cutting the cube, layer by layer and cell by cell.

use crate::affine::{Affine, Form, Forms};
use crate::budget::Budget;
use crate::cube::arrangement::Arrangement;
use crate::cube::knife::{Knife, Memo};
use crate::cube::sides::Sides;
use crate::cube::solid::Solid;
use crate::cube::start;
use crate::cube::vertex::Wall;
use crate::exact::Exact;
use crate::pattern::{Cells, Pieces};
use crate::sign::{Neuron, Side, Signs, Source};
use crate::{Cube, Options, RegionsError};
use crease_network::Network;
use std::cmp::Ordering;

/// The subdivision of a cube by all neurons of a network.
pub(crate) struct Subdivision<'a> {
    pub affine: Affine<4>,
    pub cells: Cells,
    pub signs: Signs<'a, 4>,
    pub solid: Solid,
    pub walls: Vec<Wall>,
    /// The cell of the network's tree for each cell of the solid.
    pub cell_of: Vec<u32>,
    /// Post-activations of the last layer cut, cell by cell; in the end the forms of the output
    /// layer, if their gradients are wanted.
    pub posts: Vec<Forms>,
    pieces: &'a Pieces,
    memo: Memo,
    /// Kept for its memory.
    list: Vec<u32>,
    sides: Sides,
    budget: Budget,
    arrangement: Arrangement,
    /// Whether the gradients of the output layer are wanted.
    gradients: bool,
    /// Whether the last layer is cut like the others; else it is counted where that is certain.
    whole: bool,
    /// Regions that were counted and not cut.
    counted: u64,
}

/// The form that is cutting.
struct Cut {
    form: Form<4>,
    cell: u32,
    neuron: Neuron,
    breakpoint: f64,
    /// Its plane, once something was cut.
    plane: Option<u32>,
}

/// Half-edges are numbered in 32 bits.
const MOST_EDGES: usize = 1 << 30;

/// The coordinates of a ray are those of the input space and one more, for the constant.
const AXES: [[f64; 3]; 4] = [
    [1.0, 0.0, 0.0],
    [0.0, 1.0, 0.0],
    [0.0, 0.0, 1.0],
    [0.0, 0.0, 0.0],
];

impl<'a> Subdivision<'a> {
    /// Cuts the cube by all neurons; keeps what the options need.
    pub(crate) fn new(
        network: &'a Network,
        cube: Cube,
        pieces: &'a Pieces,
        options: &Options,
    ) -> Result<Self, RegionsError> {
        let axes: [&'static [f64]; 4] = [&AXES[0], &AXES[1], &AXES[2], &AXES[3]];
        let mut walls = Vec::new();
        let mut this = Self {
            affine: Affine::on(network, axes, pieces),
            cells: Cells::new(),
            signs: Signs::new(Exact::on(network, axes, pieces)),
            solid: start::solid(cube, &mut walls),
            walls,
            cell_of: vec![Cells::ROOT],
            posts: Vec::new(),
            pieces,
            memo: Memo::default(),
            list: Vec::new(),
            sides: Sides::default(),
            budget: Budget::new(options),
            arrangement: Arrangement::default(),
            gradients: options.linear_regions,
            whole: options.linear_regions || options.measures,
            counted: 0,
        };
        let layers = network.hidden().len();
        for layer in 0..layers {
            let last = layer + 1 == layers;
            if last && !this.whole {
                this.count_layer(layer)?;
            } else {
                this.cut_layer(layer, last)?;
            }
        }
        this.budget.close(this.regions())?;
        Ok(this)
    }

    /// All regions, those that were only counted too.
    pub(crate) fn regions(&self) -> u64 {
        self.solid.cell_count() as u64 + self.counted
    }

    /// Counts the parts into which the last layer would cut the cells, and cuts those in which that
    /// is not certain.
    fn count_layer(&mut self, layer: usize) -> Result<(), RegionsError> {
        let posts = std::mem::take(&mut self.posts);
        let mut pre = Forms::new();
        let mut uncertain = Vec::new();
        for cell in 0..self.solid.cell_count() {
            self.forward(layer, posts.get(cell), &mut pre);
            match self.count_parts(layer, &pre, cell as u32) {
                Some(parts) => self.counted += parts - 1,
                None => uncertain.push(cell),
            }
            self.budget.spend(self.regions())?;
        }
        // Only now, so that no cell was counted with vertices of the last layer on it.
        for cell in uncertain {
            self.forward(layer, posts.get(cell), &mut pre);
            self.cut_by_units(layer, self.cell_of[cell], &pre, cell as u32)?;
        }
        Ok(())
    }

    /// The pre-activations of a layer on a cell.
    fn forward(&self, layer: usize, posts: Option<&Forms>, pre: &mut Forms) {
        match posts {
            Some(posts) if layer > 0 => self.affine.forward(layer, posts, pre),
            _ => pre.clone_from(self.affine.first()),
        }
    }

    /// How many parts the units of a layer make of a cell, if that is certain.
    fn count_parts(&mut self, layer: usize, pre: &[f64], cell: u32) -> Option<u64> {
        self.arrangement.planes.clear();
        let pieces = self.pieces;
        for &breakpoint in pieces.breakpoints() {
            let hull = self.solid.hull(cell).iter();
            let vertices = hull.map(|&vertex| self.solid.vertex(vertex));
            self.sides
                .look(&self.affine, layer, pre, breakpoint, vertices);
            for unit in 0..pre.len() / 4 {
                if self.sides.get(unit)? == Side::Both {
                    let form = self.affine.form(layer, pre, unit, breakpoint);
                    self.arrangement.planes.push(form);
                }
            }
        }
        if self.arrangement.planes.len() > 1 {
            self.solid.refresh(cell);
        }
        self.arrangement.count(&self.solid, &self.walls, cell)
    }

    fn cut_layer(&mut self, layer: usize, last: bool) -> Result<(), RegionsError> {
        let before = self.solid.cell_count();
        let mut old_posts = std::mem::take(&mut self.posts);
        let mut posts: Vec<Forms> = Vec::new();
        let mut cell_of = vec![0; before];
        let (mut pre, mut hidden) = (Forms::new(), Forms::new());
        for first in 0..before {
            if layer == 0 {
                pre.clone_from(self.affine.first());
            } else {
                // Nobody needs them again.
                let old = std::mem::take(&mut old_posts[first]);
                self.affine.forward(layer, &old, &mut pre);
            }
            let parent = self.cell_of[first];
            let (parts, patterns) = self.cut_by_units(layer, parent, &pre, first as u32)?;
            let units = pre.len() / 4;
            cell_of.resize(self.solid.cell_count(), 0);
            posts.resize_with(self.solid.cell_count(), Forms::new);
            for (&part, pattern) in parts.iter().zip(patterns.chunks_exact(units)) {
                cell_of[part as usize] = self.cells.push(parent, pattern);
                let post = &mut posts[part as usize];
                if !last {
                    self.pieces.apply(&pre, pattern, post);
                } else if self.gradients {
                    hidden.clear();
                    self.pieces.apply(&pre, pattern, &mut hidden);
                    self.affine.forward(layer + 1, &hidden, post);
                }
            }
        }
        self.cell_of = cell_of;
        self.posts = posts;
        Ok(())
    }

    /// Cuts one cell by all units of the next layer. Returns its parts and, one after the other,
    /// their patterns.
    fn cut_by_units(
        &mut self,
        layer: usize,
        cell: u32,
        pre: &[f64],
        first: u32,
    ) -> Result<(Vec<u32>, Vec<u8>), RegionsError> {
        let units = pre.len() / 4;
        let (mut parts, mut patterns) = (vec![first], vec![0_u8; units]);
        let hull = self.solid.hull(first).to_vec();
        let pieces = self.pieces;
        for (number, &breakpoint) in pieces.breakpoints().iter().enumerate() {
            let vertices = hull.iter().map(|&vertex| self.solid.vertex(vertex));
            self.sides
                .look(&self.affine, layer, pre, breakpoint, vertices);
            let above = number as u8 + 1;
            for unit in 0..units {
                let known = self.sides.get(unit);
                if known == Some(Side::Below) {
                    continue;
                }
                self.memo.clear();
                let mut cut = Cut {
                    form: self.affine.form(layer, pre, unit, breakpoint),
                    cell,
                    neuron: Neuron {
                        layer: layer as u32,
                        unit: unit as u32,
                        breakpoint: number as u32,
                    },
                    breakpoint,
                    plane: None,
                };
                let whole = known.unwrap_or_else(|| self.side(&hull, &cut));
                for at in 0..parts.len() {
                    let side = match whole {
                        Side::Both => self.side_of_cell(parts[at], &cut),
                        one_side => one_side,
                    };
                    match side {
                        Side::Below => {}
                        Side::Above => patterns[at * units + unit] = above,
                        Side::Both => {
                            parts.push(self.cut_cell(parts[at], &mut cut)?);
                            patterns.extend_from_within(at * units..(at + 1) * units);
                            let last = patterns.len() - units;
                            patterns[last + unit] = above;
                        }
                    }
                }
            }
        }
        Ok((parts, patterns))
    }

    fn side_of_cell(&mut self, cell: u32, cut: &Cut) -> Side {
        let mut hull = std::mem::take(&mut self.list);
        hull.clear();
        hull.extend_from_slice(self.solid.hull(cell));
        let side = self.side(&hull, cut);
        self.list = hull;
        side
    }

    /// On which sides of the cut the hull of these vertices lies.
    fn side(&mut self, vertices: &[u32], cut: &Cut) -> Side {
        let (mut above, mut below) = (false, false);
        for &vertex in vertices {
            match self.sign(vertex, cut) {
                Ordering::Greater => above = true,
                Ordering::Less => below = true,
                Ordering::Equal => {}
            }
            if above && below {
                return Side::Both;
            }
        }
        // A form that is zero all over is as good below as above: the activation is continuous.
        if above { Side::Above } else { Side::Below }
    }

    fn sign(&mut self, vertex: u32, cut: &Cut) -> Ordering {
        if let Some(sign) = self.memo.get(vertex) {
            return sign;
        }
        let corner = self.solid.vertex(vertex);
        // Where the neuron itself made the vertex, in this cell or a neighbour, it is zero: it is
        // continuous.
        let made = |plane: u32| self.walls[plane as usize].is_of(cut.neuron);
        let sign = if corner.planes.into_iter().any(made) {
            Ordering::Equal
        } else {
            self.signs
                .at_vertex(&self.walls, &self.cells, corner, &cut.form, &cut.source())
        };
        self.memo.set(vertex, sign);
        sign
    }

    /// Cuts a cell with vertices strictly on both sides. Returns the new cell, above the cut.
    fn cut_cell(&mut self, cell: u32, cut: &mut Cut) -> Result<u32, RegionsError> {
        if self.solid.edge_count() >= MOST_EDGES {
            return Err(RegionsError::TooMany {
                limit: self.regions(),
            });
        }
        self.budget.spend(self.regions() + 1)?;
        self.solid.refresh(cell);
        let mut vertices = std::mem::take(&mut self.list);
        vertices.clear();
        vertices.extend(self.solid.vertices_of(cell));
        for &vertex in &vertices {
            self.sign(vertex, cut);
        }
        self.list = vertices;
        let plane = self.plane_of(cut);
        let mut knife = Knife {
            solid: &mut self.solid,
            walls: &self.walls,
            signs: &mut self.memo,
            plane,
        };
        knife.cut_cell(cell).ok_or(RegionsError::Unsound)
    }

    fn plane_of(&mut self, cut: &mut Cut) -> u32 {
        if let Some(plane) = cut.plane {
            return plane;
        }
        let plane = self.walls.len() as u32;
        self.walls.push(Wall {
            form: cut.form,
            source: cut.source(),
        });
        cut.plane = Some(plane);
        plane
    }
}

impl Cut {
    fn source(&self) -> Source<4> {
        Source::Neuron {
            cell: self.cell,
            neuron: self.neuron,
            breakpoint: self.breakpoint,
        }
    }
}
