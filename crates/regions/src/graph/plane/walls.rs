//! The walls across which the gradient of the outputs jumps.

use super::exact::Exact;
use super::form::{Form, largest};
use super::lines::Line;
use super::mesh::{Kind as EdgeKind, Mesh, OUTSIDE};
use super::state::State;
use super::touches::Touches;
use crate::affine::{SLACK, UNIT, gamma};
use crate::graph::plan::Kind;

/// A cell that is not settled yet.
const UNKNOWN: u32 = u32::MAX;

pub(super) struct Walls {
    wanted: bool,
    /// Whether one sum of all outputs stands for them: enough to tell that gradients differ.
    sums_outputs: bool,
    /// By cell: where its outputs are.
    place: Vec<u32>,
    /// Cell after cell, the forms of the outputs' units.
    forms: Vec<[f64; 3]>,
    /// A bound on all errors of a cell.
    errors: Vec<f64>,
    /// By edge: whether the gradient jumps.
    jumps: Vec<bool>,
    reached: Reached,
}

/// Units that a change may reach.
#[derive(Default)]
struct Reached {
    stamp: u32,
    /// By step and unit.
    stamps: Vec<Vec<u32>>,
    /// By step.
    lists: Vec<Vec<u32>>,
}

/// The weight of an output's unit in the sum of all: any number that is unlikely to make changes of
/// outputs cancel.
pub(super) fn weight(unit: usize) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    0.5 + 0.5 * (GOLDEN * (unit + 1) as f64).fract()
}

/// The weighted sum of forms.
pub(super) fn weighted_sum(forms: impl Iterator<Item = Form>) -> Form {
    let (mut sum, mut size) = (Form::default(), 0.0);
    let mut count = 4;
    for (unit, form) in forms.enumerate() {
        let weight = weight(unit);
        for (sum, value) in sum.value.iter_mut().zip(form.value) {
            *sum += weight * value;
        }
        sum.error += weight * form.error;
        size += weight * largest(&form);
        count += 1;
    }
    sum.error = (sum.error + gamma(count) * size) * SLACK + f64::MIN_POSITIVE;
    sum
}

impl Walls {
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            wanted,
            sums_outputs: false,
            place: Vec::new(),
            forms: Vec::new(),
            errors: Vec::new(),
            jumps: Vec::new(),
            reached: Reached::default(),
        }
    }

    /// The same where nobody needs the outputs themselves.
    pub(super) fn with_sum(wanted: bool) -> Self {
        Self {
            sums_outputs: true,
            ..Self::new(wanted)
        }
    }

    /// Whether one sum of all outputs stands for them.
    pub(super) fn sums_outputs(&self) -> bool {
        self.sums_outputs
    }

    /// Whether they are requested.
    pub(super) fn wanted(&self) -> bool {
        self.wanted
    }

    pub(super) fn jumps(&self, edge: u32) -> bool {
        self.jumps.get(edge as usize).copied().unwrap_or(false)
    }

    /// The outputs' forms in a cell.
    pub(super) fn outputs(&self, face: u32, units: usize) -> &[[f64; 3]] {
        let place = self.place[face as usize] as usize;
        &self.forms[place * units..(place + 1) * units]
    }

    /// Keeps the outputs of a cell that nothing cuts any more, and checks its walls.
    #[allow(clippy::too_many_arguments)] // all that there is, by its parts
    pub(super) fn settle(
        &mut self,
        face: u32,
        ring: &[u32],
        outputs: &[Form],
        state: &State<'_>,
        version: u64,
        mesh: &Mesh,
        lines: &[Line],
        touches: &Touches,
        exact: &mut Exact<'_>,
    ) {
        self.place.resize(mesh.faces() as usize, UNKNOWN);
        self.jumps.resize(mesh.edges() as usize, false);
        let units = outputs.len();
        self.place[face as usize] = self.errors.len() as u32;
        let mut error = 0.0f64;
        for form in outputs {
            self.forms.push(form.value);
            error = error.max(form.error);
        }
        self.errors.push(error);
        for &edge in ring {
            let other = mesh.face(edge ^ 1);
            if other == OUTSIDE || self.place[other as usize] == UNKNOWN {
                continue;
            }
            let pair = edge / 2;
            if mesh.kind(edge) == EdgeKind::Open && !touches.change(pair) {
                continue;
            }
            let jumps = self.differ([face, other], units)
                || (self.reaches(state, mesh, lines, touches, edge)
                    && exact.jumps(state, version, lines, mesh, other));
            self.jumps[pair as usize] = jumps;
        }
    }

    /// Whether the gradients in two cells certainly differ.
    fn differ(&self, faces: [u32; 2], units: usize) -> bool {
        let [a, b] = faces.map(|face| self.outputs(face, units));
        let error: f64 = faces
            .iter()
            .map(|&face| self.errors[self.place[face as usize] as usize])
            .sum();
        a.iter().zip(b).any(|(f, g)| {
            (0..2).any(|i| {
                let gap = (f[i] - g[i]).abs();
                gap > (error + 4.0 * UNIT * gap) * SLACK + f64::MIN_POSITIVE
            })
        })
    }

    /// Whether what changes on an edge may reach an output, given the pieces of the current cell.
    fn reaches(
        &mut self,
        state: &State<'_>,
        mesh: &Mesh,
        lines: &[Line],
        touches: &Touches,
        edge: u32,
    ) -> bool {
        let reached = &mut self.reached;
        reached.begin(state);
        let owner = lines[mesh.line(edge).line as usize].owner();
        let touching = touches.of(edge / 2).map(|touch| (touch.step, touch.unit));
        let mut first = state.steps.len();
        for (step, unit) in owner.into_iter().chain(touching) {
            reached.push(step, unit);
            first = first.min(step as usize);
        }
        let output = state.steps.len() - 1;
        for index in first..output {
            let list = std::mem::take(&mut reached.lists[index]);
            for &unit in &list {
                reached.spread(state, index, unit);
            }
            reached.lists[index] = list;
            if !reached.lists[output].is_empty() {
                return true;
            }
        }
        !reached.lists[output].is_empty()
    }
}

impl Reached {
    fn begin(&mut self, state: &State<'_>) {
        if self.stamps.is_empty() {
            let units = state.at.iter().map(|at| vec![0; at.values.parts[0].len()]);
            self.stamps = units.collect();
            self.lists = vec![Vec::new(); state.steps.len()];
        }
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.iter_mut().for_each(|stamps| stamps.fill(0));
            self.stamp = 1;
        }
        self.lists.iter_mut().for_each(Vec::clear);
    }

    fn push(&mut self, step: u32, unit: u32) {
        let stamp = &mut self.stamps[step as usize][unit as usize];
        if std::mem::replace(stamp, self.stamp) != self.stamp {
            self.lists[step as usize].push(unit);
        }
    }

    /// Marks what reads a unit of a step.
    fn spread(&mut self, state: &State<'_>, index: usize, unit: u32) {
        let step = &state.steps[index];
        let (slot, channel) = (unit as usize / step.padded, unit as usize % step.padded);
        for &(reader, input) in &state.wired[index].readers {
            let (at, wired) = (&state.steps[reader as usize], &state.wired[reader as usize]);
            let width = at.padded;
            for &(first, second) in wired.reads[input as usize].of(slot as u32) {
                match &at.kind {
                    Kind::Input | Kind::Constant(_) => {}
                    Kind::Mix(mix) => {
                        let row = (second as usize * step.channels + channel) * mix.span;
                        let begin = first as usize * width + mix.first[channel / mix.group];
                        for (offset, &weight) in mix.weight[row..row + mix.span].iter().enumerate()
                        {
                            if weight != 0.0 {
                                self.push(reader, (begin + offset) as u32);
                            }
                        }
                    }
                    Kind::Diagonal(_) => {
                        self.push(reader, (first as usize * width + channel) as u32);
                    }
                    Kind::Move(_) => {
                        if second as usize == channel {
                            self.push(reader, first);
                        }
                    }
                    Kind::Activate(pieces) => {
                        let pieces = &pieces[if pieces.len() == 1 { 0 } else { channel }];
                        let piece = state.at[reader as usize].pieces[unit as usize] as u8;
                        if pieces.slope(piece) != 0.0 {
                            self.push(reader, unit);
                        }
                    }
                    Kind::Largest(_) => {
                        let own = first as usize * width + channel;
                        let piece = state.at[reader as usize].pieces[own];
                        let leader = wired.candidates[first as usize][piece as usize];
                        // A maximum whose leader changes at the edge is among those that touch it.
                        if leader == (index as u32, slot as u32) {
                            self.push(reader, own as u32);
                        }
                    }
                }
            }
        }
    }
}
