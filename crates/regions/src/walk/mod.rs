//! Counting without building anything: a walk from cell to cell.
//!
//! Cells are visited depth first. A cell is a polygon of a few corners with the pre-activations of
//! its next layer; where a unit cuts it, the walk goes into both parts, and the forms of the layer
//! after change by rank one. The last layer is only counted: `k` chords in a convex cell make
//! `1 + k + (pairs that cross)` regions, and two chords cross if and only if their ends interleave
//! along the boundary. Where chords end or meet in one point, the cell is cut like any other.
//!
//! # Signs
//! Every sign is decided in `f64` beyond the bound of [`prepare`], or else exactly, where it arises
//! ([`decide`]). A cell is cut by a unit that is strictly positive at one of its corners and strictly
//! negative at another; a chord may begin in a corner where the unit is zero. A unit that is zero all
//! over a cell, or only touches it, cuts nothing.
//!
//! # Edges and vertices
//! Units are continuous: where one cuts a cell up to a wall, it cuts the cell beyond from there on.
//! So every vertex is a corner of all faces around it, and the edges are the sides of faces, each
//! seen from the two faces beside it. A chord is a side of both its parts; an end of it within a
//! wall makes one side of that wall two, as it is seen from here. With `C` pieces of chords, and
//! `P` and `N` ends on walls seen from the positive and from the negative side of their unit,
//! `E = C + P = C + N`. The walk counts `P` and `N` separately and checks that Euler's relation,
//! `V = 1 + E - F`, gives the same with both.

mod active;
mod chords;
mod classes;
mod crossing;
mod decide;
mod ends;
mod form;
mod forms;
mod joined;
mod kernels;
mod last;
mod layers;
mod leaves;
mod lengths;
mod line;
mod narrow;
mod points;
mod polygon;
mod prepare;
mod ramps;
mod split;
mod start;
mod tasks;
#[cfg(test)]
mod tests;
mod visit;
mod walls;
mod wide;

use crate::budget::Budget;
use crate::pattern::Pieces;
use crate::{Options, Plane, RegionsError};
pub(crate) use classes::classes;
pub(crate) use leaves::{CellKind, Leaf, LeafSide, Sink, walk_cells};
pub(crate) use line::LineId;
pub(crate) use walls::{Name, name as name_of_unit};

use active::{Active, UnitStates};
use chords::Chords;
use crease_network::Network;
use decide::Decider;
use form::WalkForm;
use forms::{Forms, FormsAt};
use leaves::Leaves;
use lengths::Lengths;
use narrow::Narrowing;
use points::Points;
use polygon::{Side, Signs};
use std::cmp::Ordering;
use std::ops::Range;
use walls::{Merged, Walls};

/// What was counted strictly inside the frame.
#[derive(Debug, Default)]
pub(crate) struct WalkCounts {
    pub faces: u64,
    /// Pieces of chords that are edges, both sides of each.
    inner_edges: u64,
    /// Ends of chords within walls, by the side from which the wall is seen: positive, negative.
    ends: [u64; 2],
    /// How many decisions needed exact arithmetic.
    pub fallbacks: u64,
    /// The faces that belong together, and the lengths of walls, if asked for.
    merged: Option<Merged>,
    lengths: Option<Lengths>,
}

impl WalkCounts {
    /// What a graph of layers has, whose cells are counted elsewhere.
    pub(crate) fn elsewhere(fallbacks: u64) -> Self {
        Self {
            fallbacks,
            ..Self::default()
        }
    }

    /// Edges strictly inside the frame, as seen from the positive sides of walls.
    pub(crate) fn edges(&self) -> u64 {
        self.inner_edges + self.ends[0]
    }

    /// Vertices strictly inside the frame, or the error that the two sides of walls do not agree.
    pub(crate) fn vertices(&self) -> Result<u64, RegionsError> {
        let by_negative_sides = 1 + self.inner_edges + self.ends[1];
        match by_negative_sides.checked_sub(self.faces) {
            Some(vertices) if self.ends[0] == self.ends[1] => Ok(vertices),
            vertices => Err(RegionsError::Euler {
                vertices: vertices.unwrap_or_default(),
                edges: self.edges(),
                faces: self.faces,
            }),
        }
    }

    /// Sets of faces without a jump of the gradient between them.
    pub(crate) fn linear_regions(&self) -> Option<u64> {
        self.merged
            .as_ref()
            .map(|merged| self.faces - merged.joins())
    }

    /// The set of faces without a jump of the gradient between them that the face of this name is in;
    /// `None` if it is alone.
    pub(crate) fn set_of(&mut self, face: Name) -> Option<u32> {
        self.merged.as_mut()?.set_of(face)
    }

    /// The length of all walls.
    pub(crate) fn length(&self) -> Option<f64> {
        self.lengths.as_ref().map(Lengths::total)
    }

    /// The length of those across which the gradient jumps.
    pub(crate) fn jumping_length(&self) -> Option<f64> {
        let (merged, lengths) = self.merged.as_ref().zip(self.lengths.as_ref())?;
        // Not what the rounding of lengths leaves.
        Some(if merged.flat_edges == self.edges() {
            0.0
        } else {
            lengths.jumping()
        })
    }

    fn add(&mut self, other: Self) {
        self.faces += other.faces;
        self.inner_edges += other.inner_edges;
        self.ends[0] += other.ends[0];
        self.ends[1] += other.ends[1];
        self.fallbacks += other.fallbacks;
        match (&mut self.merged, other.merged) {
            (Some(merged), Some(other)) => merged.add(&other),
            (none, other) => *none = other,
        }
        match (&mut self.lengths, other.lengths) {
            (Some(lengths), Some(other)) => lengths.join(&other),
            (none, other) => *none = other,
        }
    }
}

/// Why a walk ended early.
#[derive(Debug)]
enum Stop {
    /// More faces than allowed, or cancelled.
    Refused(RegionsError),
    /// The system cannot start a thread with a stack as deep as the walk may nest.
    NoThread,
    /// Signs that no form has on a convex cell: a bug in this crate.
    Unsound,
}

impl Stop {
    fn into_error(self) -> RegionsError {
        match self {
            Self::Refused(error) => error,
            Self::Unsound => RegionsError::Unsound,
            Self::NoThread => RegionsError::NoThread,
        }
    }
}

/// What to count.
struct Request<'a> {
    network: &'a Network,
    plane: &'a Plane,
    pieces: &'a Pieces,
    layers: &'a layers::Layers,
    options: &'a Options,
}

/// Counts the whole subdivision by the neurons of a network that has some.
pub(crate) fn walk(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    options: &Options,
) -> Result<WalkCounts, RegionsError> {
    let layers = prepare::prepare(network, plane, pieces);
    walk_through(network, plane, pieces, &layers, options)
}

/// The same with these layers and their bounds.
fn walk_through(
    network: &Network,
    plane: &Plane,
    pieces: &Pieces,
    layers: &layers::Layers,
    options: &Options,
) -> Result<WalkCounts, RegionsError> {
    let request = Request {
        network,
        plane,
        pieces,
        layers,
        options,
    };
    tasks::walk(&request).map_err(Stop::into_error)
}

/// The walk's stacks. Children lie above their parents and are dropped with them.
struct Walker<'a> {
    layers: &'a layers::Layers,
    decider: Decider<'a>,
    arch: pulp::Arch,
    sides: Vec<Side>,
    forms: Forms,
    crossing: Vec<Crossing>,
    on: Vec<(u32, [f64; 3])>,
    active: Active,
    narrowing: Narrowing,
    /// What each layer's units are in the current cell.
    flags: Vec<Vec<f64>>,
    hot: Vec<u32>,
    ring_signs: Vec<Ordering>,
    spare_sides: Vec<Side>,
    lanes: usize,
    depth: usize,
    chords: Chords,
    walls: Option<Box<Walls>>,
    lengths: Option<Lengths>,
    points: Points,
    /// Where whole cells go, if they are handed out.
    leaves: Option<Box<Leaves<'a>>>,
    found: WalkCounts,
    budget: Budget,
    /// Where parts of the first layer go that are left to other threads.
    deferred: Option<Vec<tasks::Task>>,
}

impl<'a> Walker<'a> {
    fn new(request: &Request<'a>) -> Self {
        let &Request {
            network,
            plane,
            pieces,
            layers,
            options,
        } = request;
        Self {
            deferred: None,
            layers,
            decider: Decider::new(network, plane, pieces, layers),
            arch: pulp::Arch::new(),
            sides: Vec::new(),
            forms: Forms::default(),
            crossing: Vec::new(),
            on: Vec::new(),
            active: Active::default(),
            narrowing: Narrowing::default(),
            flags: vec![Vec::new(); layers.hidden.len()],
            hot: Vec::new(),
            ring_signs: Vec::new(),
            spare_sides: Vec::new(),
            lanes: layers::BLOCK,
            depth: 0,
            chords: Chords::default(),
            walls: options
                .linear_regions
                .then(|| Box::new(Walls::new(network, pieces, layers))),
            lengths: if options.measures {
                Lengths::new(plane)
            } else {
                None
            },
            points: Points::for_lengths(plane.window.as_ref(), layers.scale),
            leaves: None,
            found: WalkCounts::default(),
            budget: Budget::new(options),
        }
    }

    fn walk(&mut self) -> Result<(), Stop> {
        match &self.decider.plane.window {
            Some(window) => self.walk_window(window),
            None => self.walk_plane(),
        }
    }

    /// Ends the walk, when nothing is left to visit, with what was found.
    fn close(mut self) -> Result<WalkCounts, Stop> {
        let close = self.budget.close(self.found.faces);
        close.map_err(Stop::Refused)?;
        Ok(WalkCounts {
            fallbacks: self.decider.fallbacks,
            merged: self.walls.map(|walls| walls.merged),
            lengths: self.lengths,
            ..self.found
        })
    }

    fn is_last(&self, layer: usize) -> bool {
        layer + 1 == self.layers.hidden.len()
    }

    /// The form of a unit of a cell's layer.
    fn form(&self, at: &Crossed, unit: u32) -> WalkForm {
        let this = self.active.layer(self.layers, at.layer);
        this.form(self.forms.at(at.forms), unit as usize)
    }

    /// What is known of the current cell, and the decider for the rest.
    fn judge(&mut self) -> (UnitStates<'_>, &mut Decider<'a>) {
        let known = UnitStates {
            flags: &self.flags,
            active: &self.active,
        };
        (known, &mut self.decider)
    }
}

/// A cell on the stacks, at a layer some of whose units may still cross it.
struct Crossed {
    layer: usize,
    /// Its polygon among [`Walker::sides`].
    cell: Range<usize>,
    /// The units that cross it, among [`Walker::crossing`].
    crossing: Range<usize>,
    /// The forms of the layer.
    forms: FormsAt,
    /// The forms of the layer after it with the crossing units off; of no use at the last layer.
    next: FormsAt,
}

/// A unit that cuts a cell.
#[derive(Clone, Copy)]
struct Crossing {
    unit: u32,
    /// The row of its weights in the next layer: `unit`, unless that layer is narrowed.
    row: u32,
    signs: Signs,
    /// Its signs at the ends of the chord that cuts the cell, where that chord's own unit turns
    /// positive and where it turns negative along the boundary.
    up: Ordering,
    down: Ordering,
}

/// Cells of the last layer with more chords are cut before they are counted: counting looks at
/// pairs, and at triples of chords that cross each other.
const MOST_CHORDS: usize = 24;

/// Units to switch on, with their rows in the next layer: mostly one or two.
type On = smallvec::SmallVec<[(u32, u32); 8]>;
