//! Elements of a graph as linear forms in exact arithmetic, computed on demand.

use crate::dyadic::Dyadic;
use crate::pattern::Pieces;
use crease_network::Graph;
use crease_network::graph::{Op, Unit};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

/// An element of a node: the node and its index there.
pub(super) type Element = (u32, u32);

/// A linear form in the `K` coordinates of a slice: those of its directions, and `w` last.
pub(super) type Form<const K: usize> = [Dyadic; K];

/// Elements that were computed at one place.
pub(super) type Computed<const K: usize> = HashMap<Element, Rc<Form<K>>>;

/// The pieces that neurons are on at one place of the slice.
pub(super) trait PieceSource<const K: usize> {
    /// The piece of an activation, where that is known.
    fn piece(&self, element: Element) -> Option<u8>;

    /// The largest candidate of a maximum, where that is known.
    fn largest(&self, element: Element) -> Option<Element>;

    /// The sign of a form. Called only where the piece is not known.
    fn sign(&self, form: &Form<K>) -> Ordering;
}

/// A graph on a slice of its inputs.
pub(super) struct Demand<'a, const K: usize> {
    graph: &'a Graph,
    /// The vectors that the coordinates of the slice multiply.
    vectors: [&'a [f64]; K],
    /// By node: the pieces of its activations.
    pieces: Vec<Vec<Pieces>>,
}

impl<'a, const K: usize> Demand<'a, K> {
    pub(super) fn new(graph: &'a Graph, vectors: [&'a [f64]; K]) -> Self {
        let pieces = graph.nodes().iter().map(|node| match node.op() {
            Op::Activate(activate) => activate.activations.iter().map(Pieces::new).collect(),
            _ => Vec::new(),
        });
        Self {
            graph,
            vectors,
            pieces: pieces.collect(),
        }
    }

    /// Computes an element after all that it depends on, without recursion: graphs may be deep.
    pub(super) fn form(
        &self,
        known: &mut Computed<K>,
        source: &impl PieceSource<K>,
        target: Element,
    ) -> Rc<Form<K>> {
        let mut stack = vec![target];
        while let Some(&element) = stack.last() {
            if known.contains_key(&element) {
                stack.pop();
                continue;
            }
            let unit = self.graph.unit(element.0 as usize, element.1 as usize);
            let unit = match (unit, source.largest(element)) {
                // The others are not needed.
                (Unit::Largest(_), Some((node, at))) => {
                    Unit::Largest(vec![(node as usize, at as usize)])
                }
                (unit, _) => unit,
            };
            let waiting = stack.len();
            let mut need = |node: usize, element: usize| {
                let needed = (node as u32, element as u32);
                if !known.contains_key(&needed) {
                    stack.push(needed);
                }
            };
            match &unit {
                Unit::Input(_) => {}
                Unit::Affine { terms, .. } => {
                    for term in terms {
                        need(term.node, term.element);
                    }
                }
                Unit::Activation { node, element, .. } => need(*node, *element),
                Unit::Largest(candidates) => {
                    for &(node, at) in candidates {
                        need(node, at);
                    }
                }
            }
            if stack.len() == waiting {
                let form = self.compute(known, source, element, &unit);
                known.insert(element, Rc::new(form));
                stack.pop();
            }
        }
        Rc::clone(&known[&target])
    }

    fn compute(
        &self,
        known: &Computed<K>,
        source: &impl PieceSource<K>,
        element: Element,
        unit: &Unit<'_>,
    ) -> Form<K> {
        let get = |node: usize, element: usize| &known[&(node as u32, element as u32)];
        match unit {
            Unit::Input(at) => self.vectors.map(|vector| Dyadic::from(vector[*at])),
            Unit::Affine { bias, terms } => {
                let mut sum = [const { Dyadic::ZERO }; K];
                sum[K - 1] = Dyadic::from(*bias);
                for term in terms {
                    let form = get(term.node, term.element);
                    let factor = Dyadic::from(term.factor);
                    for (sum, coefficient) in sum.iter_mut().zip(form.iter()) {
                        if !coefficient.is_zero() {
                            *sum = &*sum + &(&factor * coefficient);
                        }
                    }
                }
                sum
            }
            Unit::Activation {
                node, element: at, ..
            } => {
                let pieces = self.pieces_of(element);
                let form = get(*node, *at);
                let piece = source.piece(element).unwrap_or_else(|| {
                    let above = |breakpoint: &&f64| source.sign(&less(form, **breakpoint)).is_gt();
                    pieces.breakpoints().iter().take_while(above).count() as u8
                });
                let slope = Dyadic::from(pieces.slope(piece));
                let mut form = form.each_ref().map(|coefficient| &slope * coefficient);
                form[K - 1] = &form[K - 1] + pieces.exact_offset(piece);
                form
            }
            Unit::Largest(candidates) => {
                let mut largest = get(candidates[0].0, candidates[0].1);
                for &(node, at) in &candidates[1..] {
                    let other = get(node, at);
                    if source.sign(&difference(other, largest)).is_gt() {
                        largest = other;
                    }
                }
                Form::clone(largest)
            }
        }
    }

    /// The pieces of an activation.
    pub(super) fn pieces_of(&self, (node, element): Element) -> &Pieces {
        let pieces = &self.pieces[node as usize];
        if pieces.len() == 1 {
            return &pieces[0];
        }
        let shape = self.graph.nodes()[node as usize].shape();
        let positions: usize = shape[1..].iter().product();
        &pieces[element as usize / positions]
    }
}

/// A form minus a constant.
pub(super) fn less<const K: usize>(form: &Form<K>, constant: f64) -> Form<K> {
    let mut form = form.clone();
    if constant != 0.0 {
        form[K - 1] = &form[K - 1] - &Dyadic::from(constant);
    }
    form
}

/// One form minus another.
pub(super) fn difference<const K: usize>(a: &Form<K>, b: &Form<K>) -> Form<K> {
    std::array::from_fn(|coefficient| &a[coefficient] - &b[coefficient])
}

/// The value of a form at a ray.
pub(super) fn value<const K: usize>(form: &Form<K>, point: &Form<K>) -> Dyadic {
    let products = form.iter().zip(point);
    products.fold(Dyadic::ZERO, |sum, (a, b)| &sum + &(a * b))
}
