//! Exact decisions, where floats are not certain.

use super::choices::Choices;
use super::cut::{Cut, Rule};
use crate::affine::Form as FloatForm;
use crate::cube::space::Judge;
use crate::cube::vertex::{Vertex, crossing};
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::graph::demand::{Computed, Demand, Element, Form, PieceSource, difference, less, value};
use crease_network::Graph;
use crease_network::graph::Unit;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

/// Beyond this many, all remembered forms are dropped.
const MOST_KNOWN: usize = 1 << 18;

/// Where a plane comes from.
enum Source {
    /// A side of the cube.
    Side(Rc<ExactForm<4>>),
    /// A cut, and the choices of the earlier neurons there.
    Cut { rule: Rule, choices: Choices },
}

pub(super) struct Exact<'a> {
    graph: &'a Graph,
    demand: &'a Demand<'a, 4>,
    /// The choices for which the remembered forms hold.
    here: Option<Choices>,
    known: Computed<4>,
    /// The source of each plane.
    sources: Vec<Source>,
    /// Planes that were needed.
    planes: HashMap<u32, Rc<ExactForm<4>>>,
    /// How many decisions were made here.
    pub fallbacks: u64,
}

/// A cell with known choices.
struct In<'g> {
    graph: &'g Graph,
    choices: &'g Choices,
}

impl PieceSource<4> for In<'_> {
    fn piece(&self, (node, element): Element) -> Option<u8> {
        let piece = self.choices.get(node as usize, element as usize);
        piece.and_then(|piece| u8::try_from(piece).ok())
    }

    fn largest(&self, (node, element): Element) -> Option<Element> {
        let (node, element) = (node as usize, element as usize);
        if !self.graph.nodes()[node].is_neurons() {
            return None;
        }
        match self.graph.unit(node, element) {
            Unit::Largest(candidates) => {
                let (node, element) = candidates[self.choices.get(node, element)? as usize];
                Some((node as u32, element as u32))
            }
            _ => None,
        }
    }

    fn sign(&self, _: &Form<4>) -> Ordering {
        // All choices are known.
        Ordering::Equal
    }
}

impl<'a> Exact<'a> {
    /// Starts with the exact planes of the cube's sides.
    pub(super) fn new(graph: &'a Graph, demand: &'a Demand<'a, 4>, sides: &[FloatForm<4>]) -> Self {
        let exact = |side: &FloatForm<4>| Source::Side(Rc::new(side.value.map(Dyadic::from)));
        Self {
            graph,
            demand,
            here: None,
            known: Computed::new(),
            sources: sides.iter().map(exact).collect(),
            planes: HashMap::new(),
            fallbacks: 0,
        }
    }

    /// An element where these choices hold.
    fn element(&mut self, choices: &Choices, (node, element): (usize, usize)) -> Rc<Form<4>> {
        let stale = self.here.as_ref().is_none_or(|here| !here.are(choices));
        if stale || self.known.len() > MOST_KNOWN {
            self.known.clear();
            self.here = Some(choices.clone());
        }
        let graph = self.graph;
        let source = In { graph, choices };
        let element = (node as u32, element as u32);
        self.demand.form(&mut self.known, &source, element)
    }

    /// The exact form whose zeros a cut follows.
    fn rule(&mut self, choices: &Choices, rule: &Rule) -> ExactForm<4> {
        match *rule {
            Rule::Breakpoint { of, breakpoint, .. } => less(&self.element(choices, of), breakpoint),
            Rule::Tie { candidates, .. } => {
                let [a, b] = candidates.map(|candidate| self.element(choices, candidate));
                difference(&a, &b)
            }
        }
    }

    fn plane(&mut self, plane: u32) -> Rc<ExactForm<4>> {
        let (rule, choices) = match &self.sources[plane as usize] {
            Source::Side(form) => return Rc::clone(form),
            Source::Cut { rule, choices } => (*rule, choices.clone()),
        };
        if let Some(known) = self.planes.get(&plane) {
            return Rc::clone(known);
        }
        let form = Rc::new(self.rule(&choices, &rule));
        if self.planes.len() > MOST_KNOWN {
            self.planes.clear();
        }
        self.planes.insert(plane, Rc::clone(&form));
        form
    }

    /// The ray of a vertex.
    pub(super) fn vertex(&mut self, vertex: &Vertex) -> ExactForm<4> {
        let [p, q, r] = vertex.planes.map(|plane| self.plane(plane));
        crossing(&p, &q, &r)
    }

    /// Whether any output's gradient differs between two cells.
    #[cold]
    pub(super) fn gradients_differ(&mut self, [a, b]: [&Choices; 2]) -> bool {
        self.fallbacks += 1;
        let (output, elements) = (self.graph.output(), self.graph.output_elements());
        let here: Vec<Rc<Form<4>>> = (0..elements)
            .map(|element| self.element(a, (output, element)))
            .collect();
        here.iter().enumerate().any(|(element, here)| {
            let there = self.element(b, (output, element));
            here[..3] != there[..3]
        })
    }
}

impl Judge<Cut> for Exact<'_> {
    fn is_source(&self, plane: u32, cut: &Cut) -> bool {
        let source = &self.sources[plane as usize];
        matches!(source, Source::Cut { rule, .. } if *rule == cut.rule)
    }

    #[cold]
    fn decide(&mut self, vertex: &Vertex, cut: &mut Cut) -> Ordering {
        self.fallbacks += 1;
        let known = cut.exact.take();
        let form = known.unwrap_or_else(|| Rc::new(self.rule(&cut.choices, &cut.rule)));
        cut.exact = Some(Rc::clone(&form));
        if form.iter().all(Dyadic::is_zero) {
            return Ordering::Equal;
        }
        value(&form, &self.vertex(vertex)).sign()
    }

    fn add_plane(&mut self, cut: &Cut) {
        self.sources.push(Source::Cut {
            rule: cut.rule,
            choices: cut.choices.clone(),
        });
    }
}
