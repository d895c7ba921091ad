//! The cuts that the neurons of a dense network make in a cube, and their exact signs.

use super::space::{self, Judge};
use super::vertex::Vertex;
use crate::affine::Form;
use crate::dyadic::Dyadic;
use crate::exact::{Exact, ExactForm};
use crate::pattern::Cells;
use crate::sign::{Neuron, Signs, Source};
use std::cmp::Ordering;
use std::rc::Rc;

/// Where a neuron passes through a breakpoint in a cell of the layers before it.
pub(crate) struct Cut {
    pub form: Form<4>,
    pub cell: u32,
    pub neuron: Neuron,
    pub breakpoint: f64,
    pub plane: Option<u32>,
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

impl space::Cut for Cut {
    fn form(&self) -> &Form<4> {
        &self.form
    }

    fn plane(&mut self) -> &mut Option<u32> {
        &mut self.plane
    }
}

/// Makes exact forms from the patterns of cells.
pub(crate) struct Decider<'a> {
    pub cells: Cells,
    pub signs: Signs<'a, 4>,
    /// The source of each plane.
    sources: Vec<Source<4>>,
}

impl<'a> Decider<'a> {
    /// Starts with the exact planes of the cube's sides.
    pub(crate) fn new(exact: Exact<'a, 4>, sides: &[Form<4>]) -> Self {
        let fixed = |side: &Form<4>| Source::Fixed(Rc::new(side.value.map(Dyadic::from)));
        Self {
            cells: Cells::new(),
            signs: Signs::new(exact),
            sources: sides.iter().map(fixed).collect(),
        }
    }

    /// The ray of a vertex, exactly.
    pub(crate) fn vertex(&mut self, vertex: &Vertex) -> ExactForm<4> {
        let planes = vertex.planes.map(|plane| &self.sources[plane as usize]);
        self.signs.exact_vertex(&self.cells, planes)
    }
}

impl Judge<Cut> for Decider<'_> {
    fn is_source(&self, plane: u32, cut: &Cut) -> bool {
        self.sources[plane as usize].is_of(cut.neuron)
    }

    fn decide(&mut self, vertex: &Vertex, cut: &mut Cut) -> Ordering {
        let planes = vertex.planes.map(|plane| &self.sources[plane as usize]);
        self.signs.at_vertex(&self.cells, planes, &cut.source())
    }

    fn add_plane(&mut self, cut: &Cut) {
        self.sources.push(cut.source());
    }
}
