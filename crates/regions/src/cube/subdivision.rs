//! Cutting the cube, layer by layer and cell by cell.

use crate::affine::{Affine, Forms};
use crate::budget::Budget;
use crate::cube::areas;
use crate::cube::arrangement::Arrangement;
use crate::cube::cut::{Cut, Decider};
use crate::cube::sides::Sides;
use crate::cube::space::{Space, Strictly};
use crate::exact::Exact;
use crate::pattern::{Cells, Pieces};
use crate::sign::{Neuron, Side};
use crate::{Cube, Options, RegionsError};
use crease_network::Network;

/// The subdivision of a cube by all neurons of a network.
pub(crate) struct Subdivision<'a> {
    pub affine: Affine<4>,
    pub space: Space,
    pub decider: Decider<'a>,
    /// The cell of the network's tree for each cell of the solid.
    pub cell_of: Vec<u32>,
    /// Post-activations of the last layer cut, cell by cell; in the end the forms of the output
    /// layer, if their gradients are wanted.
    pub posts: Vec<Forms>,
    pieces: &'a Pieces,
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
        let space = Space::new(cube);
        let mut this = Self {
            affine: Affine::on(network, axes, pieces),
            decider: Decider::new(Exact::on(network, axes, pieces), &space.planes),
            space,
            cell_of: vec![Cells::ROOT],
            posts: Vec::new(),
            pieces,
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

    /// The areas of all inner facets, in the solid's order.
    pub(crate) fn areas(&mut self, half_side: f64) -> Vec<f64> {
        let decider = &mut self.decider;
        areas::of_walls(&self.space.solid, half_side, |vertex| {
            decider.vertex(vertex)
        })
    }

    /// The number of regions, including those that were only counted.
    pub(crate) fn regions(&self) -> u64 {
        self.space.solid.cell_count() as u64 + self.counted
    }

    /// Counts the parts into which the last layer would cut the cells, and cuts those in which that
    /// is not certain.
    fn count_layer(&mut self, layer: usize) -> Result<(), RegionsError> {
        let posts = std::mem::take(&mut self.posts);
        let mut pre = Forms::new();
        let mut uncertain = Vec::new();
        for cell in 0..self.space.solid.cell_count() {
            self.forward(layer, posts.get(cell), &mut pre);
            match self.count_parts(layer, &pre, cell as u32) {
                Some(parts) => self.counted += parts - 1,
                None => uncertain.push(cell),
            }
            self.budget.spend(self.regions())?;
        }
        // Cut only now, so that no cell was counted with vertices of the last layer on it.
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
            let hull = self.space.solid.hull(cell).iter();
            let vertices = hull.map(|&vertex| self.space.solid.vertex(vertex));
            self.sides
                .classify(&self.affine, layer, pre, breakpoint, vertices);
            for unit in 0..pre.len() / 4 {
                if self.sides.get(unit)? == Side::Both {
                    let form = self.affine.form(layer, pre, unit, breakpoint);
                    self.arrangement.planes.push(form);
                }
            }
        }
        if self.arrangement.planes.len() > 1 {
            self.space.solid.refresh(cell);
        }
        self.arrangement
            .count(&self.space.solid, &self.space.planes, cell)
    }

    fn cut_layer(&mut self, layer: usize, last: bool) -> Result<(), RegionsError> {
        let before = self.space.solid.cell_count();
        let mut old_posts = std::mem::take(&mut self.posts);
        let mut posts: Vec<Forms> = Vec::new();
        let mut cell_of = vec![0; before];
        let (mut pre, mut hidden) = (Forms::new(), Forms::new());
        for first in 0..before {
            if layer == 0 {
                pre.clone_from(self.affine.first());
            } else {
                // They are not needed again.
                let old = std::mem::take(&mut old_posts[first]);
                self.affine.forward(layer, &old, &mut pre);
            }
            let parent = self.cell_of[first];
            let (parts, patterns) = self.cut_by_units(layer, parent, &pre, first as u32)?;
            let units = pre.len() / 4;
            cell_of.resize(self.space.solid.cell_count(), 0);
            posts.resize_with(self.space.solid.cell_count(), Forms::new);
            for (&part, pattern) in parts.iter().zip(patterns.chunks_exact(units)) {
                cell_of[part as usize] = self.decider.cells.push(parent, pattern);
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
        let hull = self.space.solid.hull(first).to_vec();
        let pieces = self.pieces;
        for (number, &breakpoint) in pieces.breakpoints().iter().enumerate() {
            let vertices = hull.iter().map(|&vertex| self.space.solid.vertex(vertex));
            self.sides
                .classify(&self.affine, layer, pre, breakpoint, vertices);
            let above = number as u8 + 1;
            for unit in 0..units {
                let known = self.sides.get(unit);
                if known == Some(Side::Below) {
                    continue;
                }
                self.space.forget_signs();
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
                let whole = known.unwrap_or_else(|| {
                    let strictly = self.space.sides_of(&hull, &mut cut, &mut self.decider);
                    side(strictly)
                });
                for at in 0..parts.len() {
                    let side = match whole {
                        Side::Both => {
                            side(self.space.sides(parts[at], &mut cut, &mut self.decider))
                        }
                        one_side => one_side,
                    };
                    match side {
                        Side::Below => {}
                        Side::Above => patterns[at * units + unit] = above,
                        Side::Both => {
                            self.budget.spend(self.regions() + 1)?;
                            let part =
                                self.space
                                    .cut_cell(parts[at], &mut cut, &mut self.decider)?;
                            parts.push(part);
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
}

/// A form that is zero everywhere may count as below or as above: the activation is continuous.
fn side(strictly: Strictly) -> Side {
    if strictly.on_both() {
        Side::Both
    } else if strictly.above {
        Side::Above
    } else {
        Side::Below
    }
}
