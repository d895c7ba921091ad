//! Counting in general position without building the mesh: a walk from cell to cell.
//!
//! Cells are visited depth first. A cell is a polygon of a few corners with the pre-activations of
//! its next layer; where a neuron cuts it, the walk goes into both parts, and the forms of the layer
//! after change by rank one. The last layer is only counted: `k` chords in a convex cell make
//! `1 + k + (pairs that cross)` regions, and two chords cross if and only if their ends interleave
//! along the boundary.
//!
//! # When it may be used
//! Every sign the walk takes is decided in `f64` beyond the bound of [`layers`]. The first that is
//! not stops it, and the count is left to the [mesh](crate::mesh), which decides any sign and any
//! tie. So whatever the walk finishes is in general position: no neuron is zero at a corner, no two
//! chords end at one point, no three meet in one. Then every vertex joins four edges, and with `B`
//! ends of walls on the frame (window or infinity), `2 E = 4 V + B` and Euler's relation give
//! `E = 2 F - 2 - B / 2` and `V = F - 1 - B / 2`.

mod chords;
mod kernels;
mod layers;
mod polygon;
mod start;
#[cfg(test)]
mod tests;

use crate::RegionsError;
use crate::affine::Affine;
use crate::pattern::Pieces;
use crate::plane::Plane;
use chords::Chords;
use crease_network::Network;
use layers::WalkLayer;
use polygon::Side;
use std::ops::Range;

/// Faces, and ends of walls on the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Walked {
    pub faces: u64,
    frame_ends: u64,
}

impl Walked {
    /// Edges strictly inside the frame.
    pub(crate) fn edges(self) -> u64 {
        2 * self.faces - 2 - self.frame_ends / 2
    }

    /// Vertices strictly inside the frame.
    pub(crate) fn vertices(self) -> u64 {
        self.faces - 1 - self.frame_ends / 2
    }
}

/// Why a walk ended early.
#[derive(Debug)]
enum Stop {
    /// A sign or a tie is too close to call.
    Unsure,
    /// More faces than allowed.
    TooMany,
}

/// Counts the whole subdivision, or `None` where only the mesh can.
pub(crate) fn walk(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    limit: u64,
) -> Option<Result<Walked, RegionsError>> {
    if !pieces.is_relu() || network.hidden().is_empty() {
        return None;
    }
    let affine = Affine::new(network, plane, pieces);
    let layers = layers::prepare(network, &affine)?;
    let mut walker = Walker::new(layers, limit);
    let walked = match &plane.window {
        Some(window) => walker.walk_window(window),
        None => walker.walk_plane(),
    };
    match walked {
        Ok(()) => Some(Ok(walker.found)),
        Err(Stop::TooMany) => Some(Err(RegionsError::TooMany { limit })),
        Err(Stop::Unsure) => None,
    }
}

/// The walk's stacks. Children lie above their parents and are dropped with them.
struct Walker {
    layers: layers::Layers,
    arch: pulp::Arch,
    sides: Vec<Side>,
    forms: Vec<f64>,
    units: Vec<u32>,
    flags: Vec<f64>,
    hot: Vec<u32>,
    lanes: usize,
    chords: Chords,
    found: Walked,
    limit: u64,
}

impl Walker {
    fn new(layers: layers::Layers, limit: u64) -> Self {
        Self {
            layers,
            arch: pulp::Arch::new(),
            sides: Vec::new(),
            forms: Vec::new(),
            units: Vec::new(),
            flags: Vec::new(),
            hot: Vec::new(),
            lanes: layers::BLOCK,
            chords: Chords::default(),
            found: Walked::default(),
            limit,
        }
    }

    /// Visits a cell before layer `layer`, whose forms begin at `forms`.
    fn visit(&mut self, layer: usize, cell: Range<usize>, forms: usize) -> Result<(), Stop> {
        self.classify(layer, &cell, forms);
        self.enter(layer, cell, forms)
    }

    fn classify(&mut self, layer: usize, cell: &Range<usize>, forms: usize) {
        let width = &self.layers.layers[layer];
        self.flags.resize(width.padded, 0.0);
        self.hot.clear();
        self.lanes = self.arch.dispatch(kernels::Classify {
            layer: width,
            forms: &self.forms[forms..forms + 3 * width.padded],
            sides: &self.sides[cell.clone()],
            flags: &mut self.flags,
            hot: &mut self.hot,
        });
    }

    /// Goes on from a cell whose units have their flags.
    fn enter(&mut self, layer: usize, cell: Range<usize>, forms: usize) -> Result<(), Stop> {
        let bottom = self.units.len();
        let units = self.layers.layers[layer].units;
        for &block in &self.hot {
            let block = block as usize;
            for unit in block..units.min(block + self.lanes) {
                match self.flags[unit] {
                    kernels::UNSURE => return Err(Stop::Unsure),
                    kernels::BOTH => self.units.push(unit as u32),
                    _ => {}
                }
            }
        }
        let crossing = bottom..self.units.len();
        if layer + 1 == self.layers.layers.len() {
            let found = self.count_last(layer, &cell, forms, &crossing)?;
            self.found.faces += found.faces;
            self.found.frame_ends += found.frame_ends;
            if self.found.faces > self.limit {
                return Err(Stop::TooMany);
            }
        } else {
            let next = self.base(layer, forms);
            self.split(layer, cell, crossing, forms, next)?;
            self.forms.truncate(next);
        }
        self.units.truncate(bottom);
        Ok(())
    }

    /// The forms of the next layer with every crossing unit still off.
    fn base(&mut self, layer: usize, forms: usize) -> usize {
        let units = self.layers.layers[layer].units;
        let on = self.units.len();
        let flags = self.flags[..units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        self.units.extend(above.map(|(unit, _)| unit as u32));
        let next = self.forms.len();
        let (this, after) = (&self.layers.layers[layer], &self.layers.layers[layer + 1]);
        self.forms.resize(next + 3 * after.padded, 0.0);
        let (below, into) = self.forms.split_at_mut(next);
        self.arch.dispatch(kernels::Product {
            this,
            after,
            forms: &below[forms..forms + 3 * this.padded],
            on: &self.units[on..],
            into,
        });
        self.units.truncate(on);
        next
    }

    /// Splits a cell by the units that cross it and visits what comes of it.
    fn split(
        &mut self,
        layer: usize,
        cell: Range<usize>,
        crossing: Range<usize>,
        forms: usize,
        next: usize,
    ) -> Result<(), Stop> {
        if crossing.is_empty() {
            return self.visit(layer + 1, cell, next);
        }
        let unit = self.units[crossing.start] as usize;
        let rest = crossing.start + 1..crossing.end;
        let form = self.layers.layers[layer].form(&self.forms[forms..], unit);
        for positive in [false, true] {
            let bottom = self.sides.len();
            let ends = polygon::cut(&mut self.sides, cell.clone(), &form, positive);
            let ends = ends.ok_or(Stop::Unsure)?;
            // Both parts share the chord.
            self.found.frame_ends += if positive { ends } else { 0 };
            let part = bottom..self.sides.len();
            let unit = positive.then_some(unit as u32);
            self.descend(layer, part, rest.clone(), forms, next, unit)?;
            self.sides.truncate(bottom);
        }
        Ok(())
    }

    /// Sorts the units that crossed the parent by what they do in one of its parts.
    fn descend(
        &mut self,
        layer: usize,
        part: Range<usize>,
        units: Range<usize>,
        forms: usize,
        next: usize,
        switched: Option<u32>,
    ) -> Result<(), Stop> {
        let bottom = self.units.len();
        let this = &self.layers.layers[layer];
        let epsilon = polygon::epsilon(&self.sides[part.clone()]);
        let mut on = switched.into_iter().collect::<On>();
        for at in units {
            let unit = self.units[at];
            let form = this.form(&self.forms[forms..], unit as usize);
            match form.side(&self.sides[part.clone()], epsilon) {
                kernels::UNSURE => return Err(Stop::Unsure),
                kernels::BOTH => self.units.push(unit),
                kernels::ABOVE => on.extend([unit]),
                _ => {}
            }
        }
        let crossing = bottom..self.units.len();
        if on.is_empty() {
            self.split(layer, part, crossing, forms, next)?;
        } else {
            let moved = self.switch_on(layer, forms, next, &on);
            self.split(layer, part, crossing, forms, moved)?;
            self.forms.truncate(moved);
        }
        self.units.truncate(bottom);
        Ok(())
    }

    /// The forms of the next layer with these units on too: one rank each.
    fn switch_on(&mut self, layer: usize, forms: usize, next: usize, on: &On) -> usize {
        let (this, after) = (&self.layers.layers[layer], &self.layers.layers[layer + 1]);
        let moved = self.forms.len();
        self.forms.extend_from_within(next..next + 3 * after.padded);
        let (below, into) = self.forms.split_at_mut(moved);
        self.arch.dispatch(kernels::AddRanks {
            this,
            after,
            forms: &below[forms..forms + 3 * this.padded],
            on,
            into,
        });
        moved
    }

    /// Counts the last layer in a cell, without building it.
    fn count_last(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        forms: usize,
        crossing: &Range<usize>,
    ) -> Result<Walked, Stop> {
        let sides = &self.sides[cell.clone()];
        let framed = sides.iter().any(|side| side.frame);
        // Nothing to compare: one chord in an inner cell.
        if crossing.len() <= 1 && !framed {
            return Ok(Walked {
                faces: 1 + crossing.len() as u64,
                frame_ends: 0,
            });
        }
        let this: &WalkLayer = &self.layers.layers[layer];
        let units = &self.units[crossing.clone()];
        let chords = units
            .iter()
            .map(|&unit| this.form(&self.forms[forms..], unit as usize));
        self.chords.count(sides, chords)
    }
}

/// Units to switch on: mostly one or two.
type On = smallvec::SmallVec<[u32; 8]>;
