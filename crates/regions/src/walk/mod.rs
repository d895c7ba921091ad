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
mod joined;
mod kernels;
mod layers;
mod narrow;
mod polygon;
mod start;
mod tasks;
#[cfg(test)]
mod tests;

use crate::affine::Affine;
use crate::pattern::Pieces;
use crate::progress::Budget;
use crate::{Options, Plane, RegionsError};
use chords::Chords;
use crease_network::Network;
use joined::Active;
use narrow::Narrowing;
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
    /// More faces than allowed, or cancelled.
    Refused(RegionsError),
}

/// Counts the whole subdivision, or `None` where only the mesh can.
pub(crate) fn walk(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    options: &Options,
) -> Option<Result<Walked, RegionsError>> {
    if !pieces.is_relu() || network.hidden().is_empty() {
        return None;
    }
    let affine = Affine::new(network, plane, pieces);
    let layers = layers::prepare(network, &affine)?;
    let walked = if options.threads > 1 {
        tasks::walk(&layers, plane, options)
    } else {
        let mut walker = Walker::new(&layers, Budget::new(options));
        walker.walk(plane).and_then(|()| walker.close())
    };
    match walked {
        Ok(found) => Some(Ok(found)),
        Err(Stop::Refused(error)) => Some(Err(error)),
        Err(Stop::Unsure) => None,
    }
}

/// The walk's stacks. Children lie above their parents and are dropped with them.
struct Walker<'a> {
    layers: &'a layers::Layers,
    arch: pulp::Arch,
    sides: Vec<Side>,
    forms: Vec<f64>,
    crossing: Vec<Crossing>,
    on: Vec<(u32, [f64; 3])>,
    active: Active,
    narrowing: Narrowing,
    flags: Vec<f64>,
    hot: Vec<u32>,
    lanes: usize,
    depth: usize,
    chords: Chords,
    found: Walked,
    budget: Budget,
    /// Where parts of the first layer go that are left to other threads.
    deferred: Option<Vec<tasks::Task>>,
}

impl<'a> Walker<'a> {
    fn new(layers: &'a layers::Layers, budget: Budget) -> Self {
        Self {
            deferred: None,
            layers,
            arch: pulp::Arch::new(),
            sides: Vec::new(),
            forms: Vec::new(),
            crossing: Vec::new(),
            on: Vec::new(),
            active: Active::default(),
            narrowing: Narrowing::default(),
            flags: Vec::new(),
            hot: Vec::new(),
            lanes: layers::BLOCK,
            depth: 0,
            chords: Chords::default(),
            found: Walked::default(),
            budget,
        }
    }

    fn walk(&mut self, plane: &Plane) -> Result<(), Stop> {
        match &plane.window {
            Some(window) => self.walk_window(window),
            None => self.walk_plane(),
        }
    }

    /// Visits a cell before layer `layer`, whose forms begin at `forms`.
    fn visit(&mut self, layer: usize, cell: Range<usize>, forms: usize) -> Result<(), Stop> {
        self.classify(layer, &cell, forms);
        self.enter(layer, cell, forms)
    }

    fn classify(&mut self, layer: usize, cell: &Range<usize>, forms: usize) {
        let width = self.active.layer(self.layers, layer);
        self.flags.resize(width.padded, 0.0);
        self.hot.clear();
        self.lanes = self.arch.dispatch(kernels::Classify {
            layer: width,
            forms: &self.forms[forms..],
            sides: &self.sides[cell.clone()],
            flags: &mut self.flags,
            hot: &mut self.hot,
        });
    }

    /// Goes on from a cell whose units have their flags.
    fn enter(&mut self, layer: usize, cell: Range<usize>, forms: usize) -> Result<(), Stop> {
        let crossing = self.push_crossing(layer, &cell, forms)?;
        let bottom = crossing.start;
        if self.is_last(layer) {
            self.split(layer, cell, crossing, forms, forms)?;
        } else {
            let base = self.base(layer, forms);
            let next = self.narrow(layer, &cell, &crossing, [forms, base]);
            self.split(layer, cell, crossing, forms, next)?;
            self.widen();
            self.forms.truncate(base);
        }
        self.crossing.truncate(bottom);
        Ok(())
    }

    fn is_last(&self, layer: usize) -> bool {
        layer + 1 == self.layers.hidden.len()
    }

    /// Pushes the units that cross a cell, with their signs at its corners.
    fn push_crossing(
        &mut self,
        layer: usize,
        cell: &Range<usize>,
        forms: usize,
    ) -> Result<Range<usize>, Stop> {
        let bottom = self.crossing.len();
        let this = self.active.layer(self.layers, layer);
        let sides = &self.sides[cell.clone()];
        for &block in &self.hot {
            let block = block as usize;
            for unit in block..this.units.min(block + self.lanes) {
                let flag = self.flags[unit];
                if flag < kernels::BOTH {
                    continue;
                }
                if flag == kernels::UNSURE {
                    return Err(Stop::Unsure);
                }
                let form = this.form(&self.forms[forms..], unit);
                self.crossing.push(Crossing {
                    unit: unit as u32,
                    row: self.active.row(layer, unit),
                    signs: form.signs(sides).ok_or(Stop::Unsure)?,
                    up: false,
                    down: false,
                });
            }
        }
        Ok(bottom..self.crossing.len())
    }

    /// The forms of the next layer with every crossing unit still off.
    fn base(&mut self, layer: usize, forms: usize) -> usize {
        let this = self.active.layer(self.layers, layer);
        let after = self.active.all(self.layers, layer + 1);
        self.on.clear();
        let flags = self.flags[..this.units].iter().enumerate();
        let above = flags.filter(|(_, flag)| **flag == kernels::ABOVE);
        let from = &self.forms[forms..];
        let active = &self.active;
        self.on.extend(above.map(|(unit, _)| {
            let row = active.row(layer, unit);
            (row, this.coefficients(from, unit))
        }));
        let next = self.forms.len();
        if active.is_joined(layer) {
            // The units that are on all over were added up before.
            for coefficient in 0..3 {
                let start = forms + coefficient * this.stride + this.padded;
                self.forms.extend_from_within(start..start + after.padded);
            }
        } else {
            self.forms.resize(next + 2 * after.padded, 0.0);
            self.forms.extend_from_slice(&after.bias);
        }
        self.arch.dispatch(kernels::Product {
            after,
            on: &self.on,
            into: &mut self.forms[next..],
        });
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
        if layer == 0 && self.defer(&cell, &crossing, next) {
            return Ok(());
        }
        if layer == 0 && self.joining_pays(&crossing) {
            return self.split_joined(cell, crossing, forms, next);
        }
        if self.is_last(layer) {
            if crossing.len() <= MOST_CHORDS {
                return self.count_last(layer, &cell, forms, &crossing);
            }
        } else if crossing.is_empty() {
            return self.visit(layer + 1, cell, next);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Stop::Unsure);
        }
        let pivot = self.crossing[crossing.start];
        let rest = crossing.start + 1..crossing.end;
        let this = self.active.layer(self.layers, layer);
        let form = this.form(&self.forms[forms..], pivot.unit as usize);
        let bottom = self.sides.len();
        let cut = polygon::Cut::new(pivot.signs, cell.len()).ok_or(Stop::Unsure)?;
        let parts = cut.push_parts(&mut self.sides, &cell, &form);
        self.found.frame_ends += parts.frame_ends;
        self.look_at_ends(layer, &rest, &parts, forms)?;
        self.descend(
            layer,
            &cut,
            parts.negative,
            rest.clone(),
            [forms, next],
            None,
        )?;
        let switched = Some((pivot.unit, pivot.row));
        self.descend(layer, &cut, parts.positive, rest, [forms, next], switched)?;
        self.sides.truncate(bottom);
        self.depth -= 1;
        Ok(())
    }

    /// The signs of the other units at both ends of a chord.
    fn look_at_ends(
        &mut self,
        layer: usize,
        units: &Range<usize>,
        parts: &polygon::Parts,
        forms: usize,
    ) -> Result<(), Stop> {
        let this = self.active.layer(self.layers, layer);
        let (up, down) = (
            &self.sides[parts.positive.start],
            &self.sides[parts.negative.start],
        );
        for crossing in &mut self.crossing[units.clone()] {
            let form = this.form(&self.forms[forms..], crossing.unit as usize);
            crossing.up = form.sign(up).ok_or(Stop::Unsure)?;
            crossing.down = form.sign(down).ok_or(Stop::Unsure)?;
        }
        Ok(())
    }

    /// Sorts the units that crossed the parent by what they do in one of its parts.
    fn descend(
        &mut self,
        layer: usize,
        cut: &polygon::Cut,
        part: Range<usize>,
        units: Range<usize>,
        [forms, next]: [usize; 2],
        switched: Option<(u32, u32)>,
    ) -> Result<(), Stop> {
        let bottom = self.crossing.len();
        let positive = switched.is_some();
        let mut on = switched.into_iter().collect::<On>();
        for at in units {
            let crossing = self.crossing[at];
            let signs = cut.signs(positive, &crossing);
            if signs == 0 {
                continue;
            }
            if signs == polygon::all(part.len()) {
                on.push((crossing.unit, crossing.row));
            } else {
                self.crossing.push(Crossing { signs, ..crossing });
            }
        }
        let crossing = bottom..self.crossing.len();
        if on.is_empty() || self.is_last(layer) {
            self.split(layer, part, crossing, forms, next)?;
        } else {
            let moved = self.switch_on(layer, forms, next, &on);
            self.split(layer, part, crossing, forms, moved)?;
            self.forms.truncate(moved);
        }
        self.crossing.truncate(bottom);
        Ok(())
    }

    /// The forms of the next layer with these units on too: one rank each.
    fn switch_on(&mut self, layer: usize, forms: usize, next: usize, on: &On) -> usize {
        let this = self.active.layer(self.layers, layer);
        let after = self.active.after(self.layers, layer);
        let moved = self.forms.len();
        self.forms.extend_from_within(next..next + 3 * after.padded);
        let (below, into) = self.forms.split_at_mut(moved);
        self.arch.dispatch(kernels::AddRanks {
            this,
            after,
            forms: &below[forms..],
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
    ) -> Result<(), Stop> {
        let sides = &self.sides[cell.clone()];
        let framed = sides.iter().any(|side| side.frame);
        if crossing.len() <= 1 && !framed {
            // Nothing to compare.
            self.found.faces += 1 + crossing.len() as u64;
        } else {
            let this = self.active.layer(self.layers, layer);
            let forms = &self.forms[forms..];
            let chords = self.crossing[crossing.clone()]
                .iter()
                .map(|chord| (chord.signs, this.form(forms, chord.unit as usize)));
            let found = self.chords.count(sides, chords)?;
            self.found.faces += found.faces;
            self.found.frame_ends += found.frame_ends;
        }
        self.budget.spend(self.found.faces).map_err(Stop::Refused)
    }

    /// What was found, when nothing is left to visit.
    fn close(mut self) -> Result<Walked, Stop> {
        self.budget.close(self.found.faces).map_err(Stop::Refused)?;
        Ok(self.found)
    }
}

/// A unit that cuts a cell.
#[derive(Clone, Copy)]
struct Crossing {
    unit: u32,
    /// The row of its weights in the layer behind: `unit`, unless that layer is narrowed.
    row: u32,
    /// Bit `k` is set where the unit is positive at corner `k`.
    signs: u64,
    /// Whether the unit is positive at the ends of the chord that cuts the cell, where that chord's
    /// own unit turns positive and where it turns negative along the boundary.
    up: bool,
    down: bool,
}

/// Cells of the last layer with more chords are cut before they are counted: counting looks at
/// pairs, and at triples of chords that cross each other.
const MOST_CHORDS: usize = 24;

/// A walk that nests deeper is left to the mesh, which does not nest.
const DEEPEST: usize = 1000;

/// Units to switch on, with their rows in the layer behind: mostly one or two.
type On = smallvec::SmallVec<[(u32, u32); 8]>;
