//! Cutting a cell by the maxima of a node: until one candidate of each is the largest in each part.

use super::cut::{Cut, Element, Rule};
use super::forms::difference;
use super::subdivision::{Cell, Subdivision};
use crate::RegionsError;
use crease_network::graph::Unit;

/// Candidates of a maximum by their numbers, those that may be the largest.
type Rest = Vec<u32>;

/// A maximum of the current node, and the cell before it.
struct Maximum<'c> {
    neuron: Element,
    candidates: &'c [Element],
    before: &'c Cell,
}

impl Maximum<'_> {
    /// Where one candidate is as large as another.
    fn tie(&self, first: u32, second: u32) -> Cut {
        let candidates = [first, second].map(|number| self.candidates[number as usize]);
        let [a, b] = candidates.map(|candidate| self.before.form(candidate));
        let rule = Rule::Tie {
            neuron: self.neuron,
            candidates,
        };
        Cut::new(rule, difference(a, b), &self.before.choices)
    }
}

impl Subdivision<'_> {
    pub(super) fn cut_by_ties(&mut self, node: usize, first: usize) -> Result<(), RegionsError> {
        let graph = self.graph;
        let elements = graph.nodes()[node].elements();
        let before = self.cells[first].clone();
        let (mut parts, mut leaders) = (vec![first as u32], vec![0; elements]);
        for element in 0..elements {
            let Unit::Largest(candidates) = graph.unit(node, element) else {
                continue;
            };
            let maximum = Maximum {
                neuron: (node, element),
                candidates: &candidates,
                before: &before,
            };
            let all: Rest = (0..candidates.len() as u32).collect();
            let mut open: Vec<(usize, Rest)> =
                (0..parts.len()).map(|part| (part, all.clone())).collect();
            while let Some((part, mut rest)) = open.pop() {
                self.drop_smaller(parts[part], &maximum, &mut rest);
                let [a, b, ..] = rest[..] else {
                    leaders[part * elements + element] = rest[0];
                    continue;
                };
                let mut cut = maximum.tie(a, b);
                self.space.forget_signs();
                let above = self.cut_cell(parts[part], &mut cut)?;
                let without = |number: u32| -> Rest {
                    rest.iter()
                        .copied()
                        .filter(|other| *other != number)
                        .collect()
                };
                open.push((part, without(a)));
                open.push((parts.len(), without(b)));
                parts.push(above);
                leaders.extend_from_within(part * elements..(part + 1) * elements);
            }
        }
        self.settle(node, &before, &parts, leaders.chunks_exact(elements));
        Ok(())
    }

    /// Drops candidates that are not larger than another one anywhere in a cell. Of equal ones the
    /// first is kept. Of any two that stay, each is larger than the other somewhere.
    fn drop_smaller(&mut self, cell: u32, maximum: &Maximum<'_>, rest: &mut Rest) {
        // Most are smaller than the one that is largest in the middle.
        if let Some(largest) = self.largest_in_the_middle(cell, maximum, rest) {
            let mut kept = Rest::with_capacity(rest.len());
            for &other in rest.iter() {
                let [first, second] = [other.min(largest), other.max(largest)];
                let smaller = (first != second)
                    .then(|| self.smaller(cell, maximum, [first, second]))
                    .flatten();
                if smaller != Some(other) {
                    kept.push(other);
                }
            }
            *rest = kept;
        }
        let mut first = 0;
        'first: while first < rest.len() {
            let mut second = first + 1;
            while second < rest.len() {
                match self.smaller(cell, maximum, [rest[first], rest[second]]) {
                    None => second += 1,
                    Some(smaller) if smaller == rest[first] => {
                        rest.remove(first);
                        continue 'first;
                    }
                    Some(_) => {
                        rest.remove(second);
                    }
                }
            }
            first += 1;
        }
    }

    /// Which of two candidates, in the order of their numbers, is not larger anywhere in a cell;
    /// the second if they are equal.
    fn smaller(&mut self, cell: u32, maximum: &Maximum<'_>, pair: [u32; 2]) -> Option<u32> {
        let [first, second] = pair;
        let mut cut = maximum.tie(first, second);
        self.space.forget_signs();
        let sides = self.sides(cell, &mut cut);
        match (sides.above, sides.below) {
            (true, true) => None,
            (false, true) => Some(first),
            (_, false) => Some(second),
        }
    }

    /// The candidate whose computed form is the largest at the sum of a cell's corners.
    fn largest_in_the_middle(&self, cell: u32, maximum: &Maximum<'_>, rest: &Rest) -> Option<u32> {
        let mut middle = [0.0; 4];
        for &vertex in self.space.solid.hull(cell) {
            let corner = self.space.solid.vertex(vertex).value;
            for (sum, coordinate) in middle.iter_mut().zip(corner) {
                *sum += coordinate / corner[3];
            }
        }
        let value = |number: u32| -> f64 {
            let form = maximum.before.form(maximum.candidates[number as usize]);
            let terms = form.value.iter().zip(&middle);
            terms.map(|(f, x)| f * x).sum()
        };
        let values = rest.iter().map(|&number| (number, value(number)));
        let largest = values.max_by(|(_, a), (_, b)| a.total_cmp(b));
        largest.map(|(number, _)| number)
    }
}
