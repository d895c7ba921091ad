//! Cutting a cube, node by node and cell by cell.

use super::choices::{Choice, Choices};
use super::cut::{Cut, Element, Rule};
use super::exact::Exact;
use super::forms::{NodeForms, constant, input, less, on_piece, sum};
use crate::affine::Form;
use crate::budget::Budget;
use crate::cube::space::{Space, Strictly};
use crate::graph::demand::Demand;
use crate::{Cube, Options, RegionsError};
use crease_network::Graph;
use crease_network::graph::{Op, Unit};

/// What is known in a cell of the solid.
#[derive(Clone)]
pub(super) struct Cell {
    pub choices: Choices,
    /// The forms of the nodes that later nodes read.
    forms: Vec<(usize, NodeForms)>,
}

impl Cell {
    /// The forms of a node's elements.
    pub(super) fn forms(&self, node: usize) -> Option<&NodeForms> {
        let found = self.forms.iter().find(|(of, _)| *of == node);
        found.map(|(_, forms)| forms)
    }

    /// An element before the current node.
    pub(super) fn form(&self, (node, element): Element) -> &Form<4> {
        const UNKNOWN: &Form<4> = &Form {
            value: [f64::NAN; 4],
            error: [f64::INFINITY; 4],
        };
        self.forms(node).map_or(UNKNOWN, |forms| &forms[element])
    }
}

/// The subdivision of a cube by the neurons of a graph.
pub(super) struct Subdivision<'a> {
    pub graph: &'a Graph,
    pub demand: &'a Demand<'a, 4>,
    pub space: Space,
    /// In the order of the solid's cells.
    pub cells: Vec<Cell>,
    pub exact: Exact<'a>,
    budget: Budget,
    /// Cuts along ties, which need not have been walls.
    spurious: u64,
}

impl<'a> Subdivision<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        demand: &'a Demand<'a, 4>,
        cube: Cube,
        options: &Options,
    ) -> Self {
        let space = Space::new(cube);
        Self {
            graph,
            demand,
            cells: vec![Cell {
                choices: Choices::default(),
                forms: Vec::new(),
            }],
            exact: Exact::new(graph, demand, &space.planes),
            space,
            budget: Budget::new(options),
            spurious: 0,
        }
    }

    /// Cuts by the first `end` nodes, and keeps the forms of the last of them.
    pub(super) fn run(&mut self, end: usize) -> Result<(), RegionsError> {
        let mut last_readers: Vec<usize> = (0..end).collect();
        for (index, node) in self.graph.nodes()[..end].iter().enumerate() {
            for &read in node.inputs() {
                last_readers[read] = index;
            }
        }
        self.budget.spend(1)?;
        for node in 0..end {
            for first in 0..self.cells.len() {
                match self.graph.nodes()[node].op() {
                    Op::Activate(_) => self.cut_by_activations(node, first)?,
                    Op::MaxPool(_) | Op::Maximum => self.cut_by_ties(node, first)?,
                    _ => {
                        let forms = self.linear(node, first);
                        self.cells[first].forms.push((node, forms));
                    }
                }
            }
            for cell in &mut self.cells {
                let read_later = |of: usize| last_readers[of] > node || of + 1 == end;
                cell.forms.retain(|(of, _)| read_later(*of));
            }
        }
        Ok(())
    }

    /// Counts the regions that were found.
    pub(super) fn close(&mut self, regions: u64) -> Result<(), RegionsError> {
        self.budget.close(regions)
    }

    /// The forms of a node without neurons.
    fn linear(&self, node: usize, cell: usize) -> NodeForms {
        let cell = &self.cells[cell];
        let elements = self.graph.nodes()[node].elements();
        let form = |element: usize| match self.graph.unit(node, element) {
            Unit::Input(axis) => input(axis),
            Unit::Affine { bias, terms } => {
                sum(bias, &terms, |of, element| cell.form((of, element)))
            }
            // This kind of node has no such units.
            Unit::Activation { .. } | Unit::Largest(_) => constant(f64::NAN),
        };
        (0..elements).map(form).collect()
    }

    fn cut_by_activations(&mut self, node: usize, first: usize) -> Result<(), RegionsError> {
        let graph = self.graph;
        let elements = graph.nodes()[node].elements();
        let before = self.cells[first].clone();
        let hull = self.space.solid.hull(first as u32).to_vec();
        let (mut parts, mut pieces) = (vec![first as u32], vec![0; elements]);
        for element in 0..elements {
            let Unit::Activation {
                node: from,
                element: at,
                ..
            } = graph.unit(node, element)
            else {
                continue;
            };
            let form = before.form((from, at));
            let demand = self.demand;
            let breakpoints = demand
                .pieces_of((node as u32, element as u32))
                .breakpoints();
            for (number, &breakpoint) in (1..).zip(breakpoints) {
                let rule = Rule::Breakpoint {
                    neuron: (node, element),
                    of: (from, at),
                    breakpoint,
                };
                let mut cut = Cut::new(rule, less(form, breakpoint), &before.choices);
                self.space.forget_signs();
                let whole = self.space.sides_of(&hull, &mut cut, &mut self.exact);
                for part in 0..parts.len() {
                    let sides = if whole.on_both() {
                        self.sides(parts[part], &mut cut)
                    } else {
                        whole
                    };
                    let at = part * elements;
                    if sides.on_both() {
                        parts.push(self.cut_cell(parts[part], &mut cut)?);
                        pieces.extend_from_within(at..at + elements);
                        let last = pieces.len() - elements;
                        pieces[last + element] = number;
                    } else if sides.above {
                        pieces[at + element] = number;
                    }
                }
            }
        }
        self.settle(node, &before, &parts, pieces.chunks_exact(elements));
        Ok(())
    }

    /// Gives the parts of a cell the choices and forms of a node that cut it.
    pub(super) fn settle<'c>(
        &mut self,
        node: usize,
        before: &Cell,
        parts: &[u32],
        choices: impl Iterator<Item = &'c [u32]>,
    ) {
        self.cells
            .resize(self.space.solid.cell_count(), before.clone());
        for (&part, choices) in parts.iter().zip(choices) {
            let choice = Choice::from(choices);
            let form = |(element, &choice): (usize, &u32)| match self.graph.unit(node, element) {
                Unit::Activation {
                    node: from,
                    element: at,
                    ..
                } => {
                    let pieces = self.demand.pieces_of((node as u32, element as u32));
                    on_piece(before.form((from, at)), pieces, choice as u8)
                }
                Unit::Largest(candidates) => *before.form(candidates[choice as usize]),
                // This kind of node has no such units.
                Unit::Input(_) | Unit::Affine { .. } => constant(f64::NAN),
            };
            let forms = choices.iter().enumerate().map(form).collect();
            let cell = &mut self.cells[part as usize];
            cell.choices = before.choices.with(node, choice);
            cell.forms.push((node, forms));
        }
    }

    /// On which sides of a cut a cell lies.
    pub(super) fn sides(&mut self, cell: u32, cut: &mut Cut) -> Strictly {
        self.space.sides(cell, cut, &mut self.exact)
    }

    /// Cuts a cell with vertices strictly on both sides. Returns the new cell, above the cut.
    pub(super) fn cut_cell(&mut self, cell: u32, cut: &mut Cut) -> Result<u32, RegionsError> {
        let is_tie = matches!(cut.rule, Rule::Tie { .. });
        self.spurious += u64::from(is_tie);
        let cells = self.space.solid.cell_count() as u64 + 1;
        self.budget
            .spend(cells.saturating_sub(self.spurious).max(1))?;
        self.space.cut_cell(cell, cut, &mut self.exact)
    }
}
