//! The reference for planes and cubes: a list of convex parts with the affine map of every element on
//! each, clipped by one neuron after the other. It knows nothing about errors, meshes or names.

use super::rational::Rational;
use crease_network::graph::{Number, Unit};
use crease_regions::Graph;

/// `f[0] x + f[1] y + ...`, the constant last.
pub type Form<const K: usize> = [Rational; K];

/// A convex part of a plane or of space.
pub trait Convex<const K: usize>: Clone {
    /// The part where a form is not below 0, if it has an inside as this one has.
    fn part(&self, form: &Form<K>) -> Option<Self>;

    /// Whether the two share a part of a wall.
    fn is_beside(&self, other: &Self) -> bool;
}

/// A part on which every element so far is one affine map.
#[derive(Clone)]
pub struct Cell<P, const K: usize> {
    pub inside: P,
    maps: Vec<Vec<Form<K>>>,
}

pub fn at<const K: usize>(form: &Form<K>, point: &[Rational]) -> Rational {
    let terms = form.iter().zip(point);
    terms.fold(form[K - 1].clone(), |sum, (f, x)| sum.plus(&f.times(x)))
}

pub fn minus<const K: usize>(a: &Form<K>, b: &Form<K>) -> Form<K> {
    std::array::from_fn(|i| a[i].minus(&b[i]))
}

pub fn constant<const K: usize>(number: Rational) -> Form<K> {
    let mut form = std::array::from_fn(|_| Rational::integer(0));
    form[K - 1] = number;
    form
}

pub fn is_zero(vector: &[Rational]) -> bool {
    vector.iter().all(|number| number.sign().is_eq())
}

/// The cells of a graph in a convex part, whose inputs are these forms.
pub fn cells<P: Convex<K>, const K: usize>(
    graph: &Graph,
    whole: P,
    input: impl Fn(usize) -> Form<K>,
) -> Vec<Cell<P, K>> {
    let mut cells = vec![Cell {
        inside: whole,
        maps: Vec::new(),
    }];
    for (node, layer) in graph.nodes().iter().enumerate() {
        for cell in &mut cells {
            cell.maps.push(Vec::new());
        }
        for index in 0..layer.elements() {
            let unit = graph.unit(node, index);
            let mut next = Vec::new();
            for cell in &cells {
                element(cell, &unit, &input, &mut next);
            }
            cells = next;
        }
    }
    cells
}

/// The parts of a cell by one more element.
fn element<P: Convex<K>, const K: usize>(
    cell: &Cell<P, K>,
    unit: &Unit<'_>,
    input: &impl Fn(usize) -> Form<K>,
    next: &mut Vec<Cell<P, K>>,
) {
    let number = Rational::from_parameter;
    let map = |node: usize, element: usize| &cell.maps[node][element];
    let mut push = |inside: P, map: Form<K>| {
        let mut maps = cell.maps.clone();
        maps.last_mut().unwrap().push(map);
        next.push(Cell { inside, maps });
    };
    match unit {
        Unit::Input(axis) => push(cell.inside.clone(), input(*axis)),
        Unit::Affine { bias, terms } => {
            let mut sum = constant(number(*bias));
            for term in terms {
                let (factor, form) = (number(term.factor), map(term.node, term.element));
                sum = std::array::from_fn(|i| sum[i].plus(&factor.times(&form[i])));
            }
            push(cell.inside.clone(), sum);
        }
        Unit::Activation {
            activation,
            node,
            element,
        } => {
            let pre = map(*node, *element).clone();
            let (breakpoints, slopes) = (activation.breakpoints(), activation.slopes());
            // The value at the end of each piece.
            let mut anchor = (number(breakpoints[0]), number(activation.anchor()));
            for piece in 0..slopes.len() {
                let mut part = Some(cell.inside.clone());
                if piece > 0 {
                    let start = number(breakpoints[piece - 1]);
                    if piece > 1 {
                        let rise = number(slopes[piece - 1]).times(&start.minus(&anchor.0));
                        anchor = (start.clone(), anchor.1.plus(&rise));
                    }
                    part = part.and_then(|part| part.part(&minus(&pre, &constant(start))));
                }
                if let Some(&end) = breakpoints.get(piece) {
                    let below = minus(&constant(number(end)), &pre);
                    // Where it equals the breakpoint everywhere, the piece below takes it.
                    let flat = is_zero(&below);
                    part = part.and_then(|part| if flat { Some(part) } else { part.part(&below) });
                }
                if let Some(part) = part {
                    let slope = number(slopes[piece]);
                    let mut post: Form<K> = pre.clone().map(|c| slope.times(&c));
                    post[K - 1] = post[K - 1].plus(&anchor.1.minus(&slope.times(&anchor.0)));
                    push(part, post);
                }
            }
        }
        Unit::Largest(candidates) => {
            let mut forms: Vec<Form<K>> = Vec::new();
            for &(node, element) in candidates {
                let form = map(node, element).clone();
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            for form in &forms {
                let mut others = forms.iter().filter(|other| *other != form);
                let whole = cell.inside.clone();
                let part = others.try_fold(whole, |part, other| part.part(&minus(form, other)));
                if let Some(part) = part {
                    push(part, form.clone());
                }
            }
        }
    }
}

/// The number of linear regions: neighbouring cells with the same gradient are merged.
pub fn linear_regions<P: Convex<K>, const K: usize>(cells: &[Cell<P, K>], output: usize) -> u64 {
    let mut group: Vec<usize> = (0..cells.len()).collect();
    let root = |group: &[usize], mut cell: usize| {
        while group[cell] != cell {
            cell = group[cell];
        }
        cell
    };
    for first in 0..cells.len() {
        for second in 0..first {
            let [a, b] = [first, second].map(|cell| &cells[cell]);
            let mut maps = a.maps[output].iter().zip(&b.maps[output]);
            let same = maps.all(|(f, g)| f[..K - 1] == g[..K - 1]);
            if same && a.inside.is_beside(&b.inside) {
                let (a, b) = (root(&group, first), root(&group, second));
                group[a] = b;
            }
        }
    }
    let roots = (0..group.len()).filter(|&cell| group[cell] == cell);
    roots.count() as u64
}
