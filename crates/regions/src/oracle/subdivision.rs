//! Cutting the mesh, layer by layer and cell by cell.

use super::corner::Corner;
use super::hull::HullSides;
use super::line::{Line, fixed_line};
use super::mesh::{EdgeKind, Mesh};
use super::start;
use crate::affine::{Affine, Form, Forms};
use crate::budget::Budget;
use crate::dyadic::Dyadic;
use crate::exact::{Exact, ExactForm};
use crate::mesh::Oriented;
use crate::pattern::{Cells, Pieces};
use crate::sign::{Neuron, Side, Signs, Source};
use crate::{Plane, RegionsError, limits};
use crease_network::Network;
use std::cmp::Ordering;

/// The subdivision of a plane by all neurons of a network.
pub(crate) struct Subdivision<'a> {
    pub affine: Affine,
    pub cells: Cells,
    pub signs: Signs<'a>,
    pub mesh: Mesh,
    /// The cell of each face.
    pub cell_of: Vec<u32>,
    /// Post-activations of the last layer cut, face by face; once all are cut, the outputs, where
    /// they are asked for.
    pub posts: Vec<Forms>,
    /// Whether an auxiliary line cuts every region in two.
    pub doubled: bool,
    pub lines: Vec<Line>,
    pieces: &'a Pieces,
    /// Lines of the first layer that were needed before any cut.
    early: Vec<(Neuron, u32)>,
    memo: SignMemo,
    sides: HullSides,
    budget: Budget,
}

/// The signs of one form at the vertices, as far as they are known.
#[derive(Default)]
struct SignMemo {
    stamp: u32,
    stamps: Vec<u32>,
    signs: Vec<Ordering>,
}

/// The form that is cutting.
struct Cut {
    form: Form,
    cell: u32,
    neuron: Neuron,
    /// Its line, once something was cut.
    line: Option<u32>,
}

impl<'a> Subdivision<'a> {
    /// Cuts the plane by all neurons; keeps what `gradients` of the output need. `None` if no neuron
    /// of the first layer cuts the whole plane, which is then one region.
    pub(crate) fn new(
        network: &'a Network,
        plane: &'a Plane,
        pieces: &'a Pieces,
        gradients: bool,
        budget: Budget,
    ) -> Result<Option<Self>, RegionsError> {
        let mut this = Self {
            affine: Affine::on(network, plane.vectors(), pieces),
            cells: Cells::new(),
            signs: Signs::new(Exact::on(network, plane.vectors(), pieces)),
            mesh: Mesh::default(),
            cell_of: Vec::new(),
            posts: Vec::new(),
            doubled: false,
            pieces,
            lines: Vec::new(),
            early: Vec::new(),
            memo: SignMemo::default(),
            sides: HullSides::default(),
            budget,
        };
        if let Some(window) = &plane.window {
            this.mesh = start::window(window, &mut this.lines);
        } else if !this.start_from_wedges(network) {
            return Ok(None);
        }
        this.cell_of = vec![Cells::ROOT; this.mesh.faces() as usize];
        let layers = network.hidden().len();
        for layer in 0..layers {
            this.cut_layer(layer, layer + 1 == layers, gradients)?;
        }
        if layers == 0 {
            this.posts = vec![this.affine.first().clone()];
        }
        let regions = this.regions(this.mesh.faces().into());
        this.budget.close(regions)?;
        Ok(Some(this))
    }

    /// The number of regions that this many faces make.
    fn regions(&self, faces: u64) -> u64 {
        if self.doubled { faces / 2 } else { faces }
    }

    /// Finds two lines of the first layer that cross and begins with their four wedges. If all
    /// lines are parallel, an auxiliary line across them takes the place of the second.
    fn start_from_wedges(&mut self, network: &Network) -> bool {
        let units = network.hidden().first().map_or(0, |layer| layer.outputs);
        let mut first = None;
        for unit in 0..units {
            let neuron = Neuron {
                layer: 0,
                unit: unit as u32,
                breakpoint: 0,
            };
            let line = self.first_layer_line(neuron);
            let Some(a) = first else {
                let exact = self
                    .signs
                    .form(&self.cells, &self.lines[line as usize].source);
                if exact[0].is_zero() && exact[1].is_zero() {
                    self.lines.pop();
                } else {
                    first = Some(line);
                    self.early.push((neuron, line));
                }
                continue;
            };
            match self.turn(a, line) {
                Ordering::Equal => {
                    self.lines.pop();
                }
                turn => {
                    self.early.push((neuron, line));
                    let (a, b) = if turn.is_gt() { (a, line) } else { (line, a) };
                    self.mesh = start::wedges(a, b, EdgeKind::Wall, &mut self.lines);
                    return true;
                }
            }
        }
        let Some(a) = first else { return false };
        let exact = self.signs.form(&self.cells, &self.lines[a as usize].source);
        // Through the origin, along the lines' common normal (g0, g1): a x b is at positive w.
        let across: ExactForm = [-&exact[1], exact[0].clone(), Dyadic::ZERO];
        let b = self.lines.len() as u32;
        self.lines.push(fixed_line(across));
        self.mesh = start::wedges(a, b, EdgeKind::Auxiliary, &mut self.lines);
        self.doubled = true;
        true
    }

    fn first_layer_line(&mut self, neuron: Neuron) -> u32 {
        let breakpoint = self.pieces.breakpoints()[neuron.breakpoint as usize];
        let unit = neuron.unit as usize;
        self.lines.push(Line {
            form: self.affine.form(0, self.affine.first(), unit, breakpoint),
            source: Source::Neuron {
                cell: Cells::ROOT,
                neuron,
                breakpoint,
            },
        });
        (self.lines.len() - 1) as u32
    }

    /// On which side of infinity two lines cross, taken in this order.
    fn turn(&mut self, a: u32, b: u32) -> Ordering {
        let oriented = |line| Oriented {
            line,
            negative: false,
        };
        let corner = Corner::new(&self.lines, oriented(a), oriented(b), false);
        let infinity = start::infinity();
        self.signs.at(
            &self.lines,
            &self.cells,
            &corner,
            &infinity.form,
            &infinity.source,
        )
    }

    fn cut_layer(&mut self, layer: usize, last: bool, gradients: bool) -> Result<(), RegionsError> {
        let before = self.mesh.faces() as usize;
        let (mut pre, mut hidden) = (Forms::new(), Forms::new());
        // Faces that come of one face share its cell, its forms and its lines. So do the four
        // wedges that the first layer begins with.
        let groups: Vec<Vec<u32>> = if layer == 0 {
            vec![(0..before as u32).collect()]
        } else {
            (0..before as u32).map(|face| vec![face]).collect()
        };
        let mut old_posts = std::mem::take(&mut self.posts);
        let mut posts: Vec<Forms> = Vec::with_capacity(before);
        let mut cell_of = vec![0; before];
        for group in groups {
            let cell = self.cell_of[group[0] as usize];
            if layer == 0 {
                pre.clone_from(self.affine.first());
            } else {
                // They are not needed again.
                let old = std::mem::take(&mut old_posts[group[0] as usize]);
                self.affine.forward(layer, &old, &mut pre);
            }
            let (faces, patterns) = self.cut_cell(layer, cell, &pre, group)?;
            let units = pre.len() / 3;
            cell_of.resize(self.mesh.faces() as usize, 0);
            posts.resize_with(self.mesh.faces() as usize, Forms::new);
            for (&face, pattern) in faces.iter().zip(patterns.chunks_exact(units)) {
                cell_of[face as usize] = self.cells.push(cell, pattern);
                let post = &mut posts[face as usize];
                if !last {
                    self.pieces.apply(&pre, pattern, post);
                } else if gradients {
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

    /// Cuts the faces of one cell by all units of the next layer. Returns the faces and, one after
    /// the other, their patterns.
    fn cut_cell(
        &mut self,
        layer: usize,
        cell: u32,
        pre: &[f64],
        mut faces: Vec<u32>,
    ) -> Result<(Vec<u32>, Vec<u8>), RegionsError> {
        let units = pre.len() / 3;
        let mut patterns = vec![0_u8; units * faces.len()];
        let mut ring = Vec::new();
        let hull = self.hull(&faces, &mut ring);
        let pieces = self.pieces;
        for (breakpoint, &at) in pieces.breakpoints().iter().enumerate() {
            let corners = hull
                .iter()
                .map(|&vertex| &self.mesh.corners[vertex as usize]);
            self.sides.classify(&self.affine, layer, pre, at, corners);
            let above = breakpoint as u8 + 1;
            for unit in 0..units {
                let known = self.sides.get(unit);
                let raise = |patterns: &mut [u8]| {
                    for pattern in patterns.chunks_exact_mut(units) {
                        pattern[unit] = above;
                    }
                };
                match known {
                    Some(Side::Below) => continue,
                    Some(Side::Above) => {
                        raise(&mut patterns);
                        continue;
                    }
                    Some(Side::Both) | None => {}
                }
                let neuron = Neuron {
                    layer: layer as u32,
                    unit: unit as u32,
                    breakpoint: breakpoint as u32,
                };
                let mut cut = Cut {
                    form: self.affine.form(layer, pre, unit, at),
                    cell,
                    neuron,
                    line: self.early_line(neuron),
                };
                self.memo.begin();
                match known.unwrap_or_else(|| self.side(&hull, &cut)) {
                    Side::Below => continue,
                    Side::Above => {
                        raise(&mut patterns);
                        continue;
                    }
                    Side::Both => {}
                }
                for at in 0..faces.len() {
                    self.mesh.ring(faces[at], &mut ring);
                    let vertices: Vec<u32> =
                        ring.iter().map(|&edge| self.mesh.origin(edge)).collect();
                    match self.side(&vertices, &cut) {
                        Side::Below => {}
                        Side::Above => patterns[at * units + unit] = above,
                        Side::Both => {
                            let new = self.cut_face(&ring, &mut cut)?;
                            faces.push(new);
                            patterns.extend_from_within(at * units..(at + 1) * units);
                            let last = patterns.len() - units;
                            patterns[last + unit] = above;
                        }
                    }
                }
            }
        }
        Ok((faces, patterns))
    }

    /// The vertices around a cell before it is cut: a form that takes one sign at all of them takes
    /// it in the whole cell.
    fn hull(&self, faces: &[u32], ring: &mut Vec<u32>) -> Vec<u32> {
        let mut hull = Vec::new();
        for &face in faces {
            self.mesh.ring(face, ring);
            hull.extend(ring.iter().map(|&edge| self.mesh.origin(edge)));
        }
        hull
    }

    fn early_line(&self, neuron: Neuron) -> Option<u32> {
        let mut early = self.early.iter();
        early.find(|(of, _)| *of == neuron).map(|(_, line)| *line)
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
        // A form that is zero everywhere may count as below or as above: the activation is
        // continuous.
        if above { Side::Above } else { Side::Below }
    }

    fn sign(&mut self, vertex: u32, cut: &Cut) -> Ordering {
        if let Some(sign) = self.memo.get(vertex) {
            return sign;
        }
        let corner = &self.mesh.corners[vertex as usize];
        // At a corner that the neuron itself made, in this cell or a neighbour, it is zero: it is
        // continuous.
        let made = |line: Oriented| self.lines[line.line as usize].source.is_of(cut.neuron);
        let sign = if made(corner.a) || made(corner.b) {
            Ordering::Equal
        } else {
            let source = cut.source(self.pieces);
            self.signs
                .at(&self.lines, &self.cells, corner, &cut.form, &source)
        };
        self.memo.set(vertex, sign, self.mesh.corners.len());
        sign
    }

    /// Cuts a face with vertices strictly on both sides. Returns the new face, above the cut.
    fn cut_face(&mut self, ring: &[u32], cut: &mut Cut) -> Result<u32, RegionsError> {
        let faces = u64::from(self.mesh.faces()) + 1;
        if faces > limits::MAX_KEPT_REGIONS {
            return Err(RegionsError::TooMany {
                limit: limits::MAX_KEPT_REGIONS,
            });
        }
        self.budget.spend(self.regions(faces))?;
        let line = self.line_of(cut);
        let oriented = Oriented {
            line,
            negative: false,
        };
        // The half-edges that start at the two zeros on the boundary: where the form turns positive
        // and where it turns negative.
        let (mut entering, mut leaving) = (None, None);
        for (at, &edge) in ring.iter().enumerate() {
            let next = ring[(at + 1) % ring.len()];
            let here = self.sign(self.mesh.origin(edge), cut);
            let there = self.sign(self.mesh.origin(next), cut);
            match (here, there) {
                (Ordering::Less, Ordering::Greater) => {
                    entering = Some(self.split(edge, oriented, false));
                }
                (Ordering::Greater, Ordering::Less) => {
                    leaving = Some(self.split(edge, oriented, true));
                }
                (Ordering::Equal, Ordering::Greater) => entering = Some(edge),
                (Ordering::Equal, Ordering::Less) => leaving = Some(edge),
                _ => {}
            }
        }
        match (entering, leaving) {
            (Some(entering), Some(leaving)) => {
                let kind = EdgeKind::Wall;
                Ok(self.mesh.split_face(line, kind, [entering, leaving]))
            }
            // A convex boundary on both sides of a line crosses it twice; exact signs make this
            // unreachable, and an error is better than a guess.
            _ => Err(RegionsError::Euler {
                vertices: self.mesh.census().vertices,
                edges: self.mesh.census().edges,
                faces: self.mesh.census().faces,
            }),
        }
    }

    /// Splits an edge at the cut; returns the half-edge after the new vertex.
    fn split(&mut self, edge: u32, cut: Oriented, falling: bool) -> u32 {
        let vertex = self.mesh.split_edge(&self.lines, edge, cut, falling);
        self.memo
            .set(vertex, Ordering::Equal, self.mesh.corners.len());
        self.mesh.next(edge)
    }

    fn line_of(&mut self, cut: &mut Cut) -> u32 {
        if let Some(line) = cut.line {
            return line;
        }
        let line = self.lines.len() as u32;
        self.lines.push(Line {
            form: cut.form,
            source: cut.source(self.pieces),
        });
        cut.line = Some(line);
        line
    }
}

impl Cut {
    fn source(&self, pieces: &Pieces) -> Source {
        Source::Neuron {
            cell: self.cell,
            neuron: self.neuron,
            breakpoint: pieces.breakpoints()[self.neuron.breakpoint as usize],
        }
    }
}

impl SignMemo {
    fn begin(&mut self) {
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.fill(0);
            self.stamp = 1;
        }
    }

    fn get(&self, vertex: u32) -> Option<Ordering> {
        let at = vertex as usize;
        (self.stamps.get(at) == Some(&self.stamp)).then(|| self.signs[at])
    }

    fn set(&mut self, vertex: u32, sign: Ordering, vertices: usize) {
        if self.stamps.len() < vertices {
            self.stamps.resize(vertices, 0);
            self.signs.resize(vertices, Ordering::Equal);
        }
        self.stamps[vertex as usize] = self.stamp;
        self.signs[vertex as usize] = sign;
    }
}
