//! The state of a walk.

use super::active::{Active, Narrowing, UnitStates};
use super::cell::{Crossed, Crossing};
use super::chords::Chords;
use super::decide::Decider;
use super::form::WalkForm;
use super::forms::Forms;
use super::found::{Stop, WalkCounts};
use super::layers::{BLOCK, Layers};
use super::leaf::Leaves;
use super::lengths::Lengths;
use super::points::Points;
use super::side::Side;
use super::walls::Walls;
use crate::budget::Budget;
use crate::pattern::Pieces;
use crate::{Options, Plane};
use crease_network::Network;
use std::cmp::Ordering;

/// What to count.
pub(super) struct Request<'a> {
    pub network: &'a Network,
    pub plane: &'a Plane,
    pub pieces: &'a Pieces,
    pub layers: &'a Layers,
    pub options: &'a Options,
}

/// A part of the first layer, with the stacks that it needs.
pub(super) struct Task {
    pub sides: Vec<Side>,
    pub crossing: Vec<Crossing>,
    /// Forms of the second layer.
    pub next: Vec<f64>,
    /// What the units of the first layer are.
    pub flags: Vec<f64>,
}

/// The walk's stacks. Children lie above their parents and are dropped with them.
pub(super) struct Walker<'a> {
    pub layers: &'a Layers,
    pub decider: Decider<'a>,
    pub arch: pulp::Arch,
    pub sides: Vec<Side>,
    pub forms: Forms,
    pub crossing: Vec<Crossing>,
    pub on: Vec<(u32, [f64; 3])>,
    pub active: Active,
    pub narrowing: Narrowing,
    /// What each layer's units are in the current cell.
    pub flags: Vec<Vec<f64>>,
    pub hot: Vec<u32>,
    pub ring_signs: Vec<Ordering>,
    pub spare_sides: Vec<Side>,
    pub lanes: usize,
    pub depth: usize,
    pub chords: Chords,
    pub walls: Option<Box<Walls>>,
    pub lengths: Option<Lengths>,
    pub points: Points,
    /// Where whole cells go, if they are handed out.
    pub leaves: Option<Box<Leaves<'a>>>,
    pub found: WalkCounts,
    pub budget: Budget,
    /// Where parts of the first layer go that are left to other threads.
    pub deferred: Option<Vec<Task>>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(request: &Request<'a>) -> Self {
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
            lanes: BLOCK,
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

    pub(super) fn walk(&mut self) -> Result<(), Stop> {
        match &self.decider.plane.window {
            Some(window) => self.walk_window(window),
            None => self.walk_plane(),
        }
    }

    /// Ends the walk, when nothing is left to visit, with what was found.
    pub(super) fn close(mut self) -> Result<WalkCounts, Stop> {
        let close = self.budget.close(self.found.faces);
        close.map_err(Stop::Refused)?;
        Ok(WalkCounts {
            fallbacks: self.decider.fallbacks,
            merged: self.walls.map(|walls| walls.merged),
            lengths: self.lengths,
            ..self.found
        })
    }

    pub(super) fn is_last(&self, layer: usize) -> bool {
        layer + 1 == self.layers.hidden.len()
    }

    /// The form of a unit of a cell's layer.
    pub(super) fn form(&self, at: &Crossed, unit: u32) -> WalkForm {
        let this = self.active.layer(self.layers, at.layer);
        this.form(self.forms.at(at.forms), unit as usize)
    }

    /// What is known of the current cell, and the decider for the rest.
    pub(super) fn judge(&mut self) -> (UnitStates<'_>, &mut Decider<'a>) {
        let known = UnitStates {
            flags: &self.flags,
            active: &self.active,
        };
        (known, &mut self.decider)
    }
}
