//! The piece or largest candidate of every neuron in a cell.

use std::rc::Rc;

/// The pieces of a node's activations or the numbers of its maxima's largest candidates, by element.
pub(super) type Choice = Rc<[u32]>;

/// The choices of all neurons in a cell as far as they are known, node by node. Cells share equal
/// parts.
#[derive(Clone, Default)]
pub(super) struct Choices(Rc<Vec<(usize, Choice)>>);

impl Choices {
    /// The same with those of a later node.
    pub(super) fn with(&self, node: usize, choice: Choice) -> Self {
        let mut choices = Vec::with_capacity(self.0.len() + 1);
        choices.extend_from_slice(&self.0);
        choices.push((node, choice));
        Self(Rc::new(choices))
    }

    /// The choice of an element of a node.
    pub(super) fn get(&self, node: usize, element: usize) -> Option<u32> {
        let place = self.0.binary_search_by_key(&node, |(node, _)| *node);
        place.ok().map(|place| self.0[place].1[element])
    }

    /// Whether these are the very same choices, not only equal ones.
    pub(super) fn are(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// All of them, for comparison.
    pub(super) fn all(&self) -> &[(usize, Choice)] {
        &self.0
    }
}
