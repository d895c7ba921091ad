//! The walk: steps of the graph one after the other, cells depth first.

use super::columns::Columns;
use super::drawing::{Counted, Drawing};
use super::exact::Exact;
use super::facts::Facts;
use super::form::Form;
use super::half::Half;
use super::hull::Hull;
use super::lines::Line;
use super::mesh::Mesh;
use super::net::Net;
use super::open::{Cut, Open, Verdict};
use super::part::Part;
use super::pieces::{PieceBuffers, find_pieces};
use super::start;
use super::state::State;
use super::touches::Touches;
use super::walls::Walls;
use crate::budget::Budget;
use crate::graph::duplicates::Slots;
use crate::graph::plan::{Kind, Step};
use crate::{Plane, RegionsError};
use crease_network::Graph;
use pulp::Arch;

/// The remaining work, last entries first.
enum Task {
    /// A cell at a step of neurons, with all before it settled: `neurons[index]`.
    Enter { index: usize, face: u32 },
    /// A part of such a cell, with the neurons that are open in it.
    Part {
        index: usize,
        face: u32,
        open: Vec<Open>,
        /// With no more than this many, a net of all that is open may be small.
        few: usize,
    },
}

/// With this many open neurons of a step, it is worth trying to make a net.
const FEW: usize = 400;

/// A net of more atoms is too large: the cell is to be cut first.
pub(super) const MOST_ATOMS: usize = 1500;

/// A cell with more atoms is cut before its parts are counted.
pub(super) const MOST_DRAWN: usize = 20;

pub(super) struct Cutter<'a> {
    pub state: State<'a>,
    pub mesh: Mesh,
    pub lines: Vec<Line>,
    pub touches: Touches,
    pub walls: Walls,
    pub exact: Exact<'a>,
    /// Steps of neurons.
    pub neurons: Vec<usize>,
    pub facts: Facts,
    /// Changes whenever a piece may have.
    pub version: u64,
    pub budget: Budget,
    /// Cuts that need not have been walls.
    pub spurious: u64,
    pub ring: Vec<u32>,
    pub piece_buffers: PieceBuffers,
    pub columns: Columns,
    /// A buffer.
    pub due: Vec<u32>,
    pub outputs: Vec<Form>,
    /// If only counts are needed: what was counted without cutting.
    pub counted: Option<Counted>,
    pub drawing: Drawing,
    /// A net of more atoms is too large.
    pub most_atoms: usize,
    /// A cell with more atoms is cut before its parts are counted.
    pub most_drawn: usize,
    nets: Vec<Net>,
    pub part: Part,
    pub halves: Vec<Half>,
    /// By cell, if it is needed: the largest candidate of the last maximum.
    pub leaders: Option<Vec<u16>>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(
        arch: Arch,
        graph: &'a Graph,
        steps: &'a [Step],
        slots: &'a [Slots],
        plane: &'a Plane,
        walls: Walls,
        budget: Budget,
    ) -> Self {
        let (mesh, lines) = match &plane.window {
            Some(window) => start::window(window),
            None => start::plane(),
        };
        let is_neurons =
            |index: &usize| matches!(steps[*index].kind, Kind::Activate(_) | Kind::Largest(_));
        let state = State::new(arch, steps, slots, plane);
        Self {
            columns: Columns::new(&state),
            most_atoms: MOST_ATOMS,
            most_drawn: MOST_DRAWN,
            nets: vec![Net::default()],
            part: Part::default(),
            halves: Vec::new(),
            outputs: Vec::new(),
            counted: None,
            drawing: Drawing::default(),
            due: Vec::new(),
            state,
            spurious: u64::from(mesh.faces() - 1),
            mesh,
            lines,
            touches: Touches::new(walls.wanted()),
            walls,
            exact: Exact::new(graph, steps, plane),
            neurons: (0..steps.len()).filter(is_neurons).collect(),
            facts: Facts::default(),
            version: 1,
            budget,
            ring: Vec::new(),
            piece_buffers: PieceBuffers::default(),
            leaders: None,
        }
    }

    /// Cuts everything.
    pub(super) fn run(&mut self) -> Result<(), RegionsError> {
        let faces = (0..self.mesh.faces()).rev();
        let mut tasks: Vec<Task> = faces.map(|face| Task::Enter { index: 0, face }).collect();
        self.budget.spend(1)?;
        while let Some(task) = tasks.pop() {
            match task {
                Task::Enter { index, face } => self.enter(index, face, &mut tasks),
                Task::Part {
                    index,
                    face,
                    open,
                    few,
                } => self.part(index, face, open, few, &mut tasks)?,
            }
        }
        Ok(())
    }

    /// A lower bound on the number of regions found.
    pub(super) fn close(&mut self, regions: u64) -> Result<(), RegionsError> {
        self.budget.close(regions)
    }

    fn enter(&mut self, index: usize, face: u32, tasks: &mut Vec<Task>) {
        let begin = if index == 0 {
            0
        } else {
            self.neurons[index - 1]
        };
        let end = self
            .neurons
            .get(index)
            .copied()
            .unwrap_or(if self.walls.wanted() {
                self.state.steps.len()
            } else {
                begin
            });
        for step in begin..end {
            self.state.update(step);
        }
        let Some(&step) = self.neurons.get(index) else {
            self.leaf(face, None);
            return;
        };
        self.mesh.ring(face, &mut self.ring);
        let hull = Hull::of(self.ring.iter().map(|&edge| self.mesh.corner(edge)));
        let mut open = Vec::new();
        let buffers = &mut self.piece_buffers;
        find_pieces(&mut self.state, step, &hull, buffers, &mut open);
        self.version += 1;
        tasks.push(Task::Part {
            index,
            face,
            open,
            few: FEW,
        });
    }

    fn part(
        &mut self,
        index: usize,
        face: u32,
        open: Vec<Open>,
        mut few: usize,
        tasks: &mut Vec<Task>,
    ) -> Result<(), RegionsError> {
        let step = self.neurons[index];
        let mut ring = std::mem::take(&mut self.ring);
        self.mesh.ring(face, &mut ring);
        let hull = Hull::of(ring.iter().map(|&edge| self.mesh.corner(edge)));
        let mut left: Vec<Open> = Vec::with_capacity(open.len());
        // The cut nearest to the middle makes the most even parts.
        let mut best: Option<(usize, f64, Cut)> = None;
        for neuron in open {
            let unit = neuron.unit();
            match self.judge(step, neuron, &ring, &hull) {
                Verdict::Settled(piece) => {
                    let at = &mut self.state.at[step];
                    if at.pieces[unit as usize] != piece {
                        at.pieces[unit as usize] = piece;
                        at.moved.push(unit);
                        self.version += 1;
                    }
                }
                Verdict::Cut(neuron, cut) => {
                    let (value, bound) = hull.value(&cut.form);
                    let off = value.abs() / bound;
                    if best.as_ref().is_none_or(|(_, least, _)| off < *least) {
                        best = Some((left.len(), off, cut));
                    }
                    left.push(neuron);
                }
            }
        }
        let Some((at, _, cut)) = best else {
            self.ring = ring;
            tasks.push(Task::Enter {
                index: index + 1,
                face,
            });
            return Ok(());
        };
        if left.len() <= few {
            if self.by_net(index, face, &left)? {
                self.ring = ring;
                return Ok(());
            }
            few = left.len() / 2;
        }
        let new = self.cut(&ring, &cut)?;
        self.ring = ring;
        let neuron = left.swap_remove(at);
        let halves = neuron.halves(&cut);
        // First the part in which the state stays the same.
        let now = self.state.at[step].pieces[neuron.unit() as usize];
        let [below, above] = halves;
        let mut parts = [(face, below), (new, above)];
        if parts[0].1.allows(now) {
            parts.swap(0, 1);
        }
        for (face, half) in parts {
            let mut open = left.clone();
            open.push(half);
            tasks.push(Task::Part {
                index,
                face,
                open,
                few,
            });
        }
        Ok(())
    }

    /// Cuts a cell to its end if its open neurons make a small net.
    fn by_net(&mut self, index: usize, face: u32, open: &[Open]) -> Result<bool, RegionsError> {
        let (mut nets, mut part) = (
            std::mem::take(&mut self.nets),
            std::mem::take(&mut self.part),
        );
        part.set(&self.mesh, face);
        let fits = self.relax(index, open, &mut nets[0], &part);
        self.part = part;
        if fits {
            self.cut_net(face, &mut nets)?;
        }
        self.nets = nets;
        Ok(fits)
    }
}
