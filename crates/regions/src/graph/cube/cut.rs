//! One form that cuts cells.

use super::choices::Choices;
use crate::affine::Form;
use crate::cube::space;
use crate::exact::ExactForm;
use std::rc::Rc;

/// An element of a node's output, `(node, element)`.
pub(super) type Element = (usize, usize);

/// The continuous function whose zeros a cut follows, in any cell.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Rule {
    /// The element that an activation reads, minus one of its breakpoints.
    Breakpoint {
        neuron: Element,
        of: Element,
        breakpoint: f64,
    },
    /// One candidate of a maximum minus another.
    Tie {
        neuron: Element,
        candidates: [Element; 2],
    },
}

/// A rule in a cell, where it is linear.
pub(super) struct Cut {
    pub rule: Rule,
    pub form: Form<4>,
    /// The choices of the earlier neurons in the cell.
    pub choices: Choices,
    /// The same form exactly, once that was needed.
    pub exact: Option<Rc<ExactForm<4>>>,
    /// Its plane, once something was cut.
    pub plane: Option<u32>,
}

impl Cut {
    pub(super) fn new(rule: Rule, form: Form<4>, choices: &Choices) -> Self {
        Self {
            rule,
            form,
            choices: choices.clone(),
            exact: None,
            plane: None,
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
