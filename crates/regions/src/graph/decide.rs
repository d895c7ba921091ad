//! Decision boundaries of graphs: the classes are the candidates of one more maximum, over all outputs.

use super::count::GraphCounter;
use super::plane::decide_plane;
use crate::decision::{DecisionBoundary, LineClasses};
use crate::{Line, Options, Plane, RegionsError};
use crease_network::Graph;
use crease_network::graph::{Constant, MaxPool, Op, Window};

/// The graph with a maximum of its outputs as the last node; one output is compared with 0, which
/// comes first.
fn with_maximum(graph: &Graph) -> Result<Graph, RegionsError> {
    let mut graph = graph.clone();
    let (output, classes) = (graph.output(), graph.output_elements());
    // Nodes from a graph always fit.
    let mut push = |op: Op, inputs: &[usize]| {
        let node = graph.push("classes", op, inputs);
        node.map_err(|_| RegionsError::Unsound)
    };
    if classes == 1 {
        let shape = vec![1];
        let flat = push(Op::Reshape(shape.clone()), &[output])?;
        let values = vec![0.0];
        let zero = push(Op::Constant(Constant { shape, values }), &[])?;
        push(Op::Maximum, &[zero, flat])?;
    } else {
        let flat = push(Op::Reshape(vec![1, classes]), &[output])?;
        let window = Window::new(&[classes]);
        push(Op::MaxPool(MaxPool { window }), &[flat])?;
    }
    Ok(graph)
}

impl GraphCounter {
    /// Finds the decision boundary of the graph in a plane or a window; see
    /// [`decide_plane`](crate::decide_plane). Parts and walls may also end at the ends of auxiliary
    /// lines.
    ///
    /// # Errors
    /// If the plane does not lie in the graph's input space, there are more parts than `options` allow,
    /// or the count was cancelled.
    pub fn decide_plane(
        &self,
        plane: &Plane,
        options: &Options,
    ) -> Result<DecisionBoundary, RegionsError> {
        plane.check(self.graph.input_elements())?;
        let counter = Self::new(with_maximum(&self.graph)?);
        let options = options
            .clone()
            .with_linear_regions(false)
            .with_measures(false);
        decide_plane(
            counter.arch,
            &counter.graph,
            &counter.steps,
            plane,
            &options,
        )
    }

    /// Finds where the largest output changes along a line or a segment; see
    /// [`decide_line`](crate::decide_line).
    ///
    /// # Errors
    /// If the line does not lie in the graph's input space, there are more regions than `options`
    /// allow, or the count was cancelled.
    pub fn decide_line(&self, line: &Line, options: &Options) -> Result<LineClasses, RegionsError> {
        let counter = Self::new(with_maximum(&self.graph)?);
        let options = options
            .clone()
            .with_linear_regions(false)
            .with_measures(false);
        let last = counter.graph.output();
        let mut found = LineClasses {
            classes: Vec::new(),
            changes: Vec::new(),
        };
        let single = self.graph.output_elements() == 1;
        let mut known = true;
        counter.along(line, &options, last + 1, |of| {
            // Candidates that are certainly the same position count once.
            let flat = &of.slots[counter.steps[last].inputs[0]];
            let class = |candidate: usize| {
                if single {
                    Some(candidate)
                } else {
                    flat.first.get(candidate).map(|&position| position as usize)
                }
            };
            let ends = of.stretch;
            let mut step = |t: f64, candidate: Option<usize>| {
                let Some(class) = candidate.and_then(class) else {
                    known = false;
                    return;
                };
                if found.classes.last() == Some(&class) {
                    return;
                }
                if !found.classes.is_empty() {
                    let at = |[begin, end]: [f64; 2]| begin * (1.0 - t) + end * t;
                    found.changes.push(at(ends.x) / at(ends.w));
                }
                found.classes.push(class);
            };
            let leaders = &of.field.leaders;
            step(0.0, leaders.first);
            for &(event, leader) in &leaders.changes {
                step(of.events.all[event as usize].t, Some(leader));
            }
            of.events.all.len() as u64
        })?;
        if known {
            Ok(found)
        } else {
            Err(RegionsError::Unsound)
        }
    }
}
