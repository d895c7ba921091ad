//! Counting slices of a graph.

use super::cube::count_cube;
use super::distance::distances;
use super::memory::Spare;
use super::plan::{Step, plan};
use super::plane::{count_plane, tile_plane, vertices};
use super::tally::Tally;
use crate::{Counts, Line, Options, Plane, Progress, RegionsError, Slice, Tiling};
use crease_network::Graph;
use crease_network::graph::Node;
use pulp::Arch;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Counts the regions of a graph of layers in slices. Whatever does not depend on the slice is
/// prepared once, and clones share it.
///
/// A *neuron* is an element of the output of an activation or a maximum. A maximum cuts where its
/// largest candidate changes to another one with another map.
///
/// # Example
/// ```
/// use crease_network::graph::{Activate, Conv, MaxPool, Op, Window};
/// use crease_regions::{Activation, Graph, GraphCounter, Line, Options};
///
/// // Differences of neighbours, their positive parts, and the larger of both.
/// let mut graph = Graph::new(&[1, 3])?;
/// let conv = Conv {
///     weight: vec![1.0, -1.0],
///     bias: vec![0.0],
///     outputs: 1,
///     groups: 1,
///     window: Window::new(&[2]),
/// };
/// graph.push("differences", Op::Conv(conv), &[0])?;
/// graph.push("relu", Op::Activate(Activate::all(Activation::relu())), &[1])?;
/// graph.push("larger", Op::MaxPool(MaxPool { window: Window::new(&[2]) }), &[2])?;
/// // From (0, 2, 3) to (4, 2, 0): the differences are 4 s - 2 and 3 s - 1.
/// let line = Line::between(&[0.0, 2.0, 3.0], &[4.0, 2.0, 0.0])?;
/// let counts = GraphCounter::new(graph).count_line(&line, &Options::regions())?;
/// // Breakpoints at 1/3 and 1/2; the differences are equal at 1 only, an end.
/// assert_eq!(counts.activation_regions, 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct GraphCounter {
    pub(super) graph: Arc<Graph>,
    pub(super) steps: Arc<Vec<Step>>,
    pub(super) arch: Arch,
    pub(super) spare: Arc<Spare>,
}

impl fmt::Debug for GraphCounter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counter = formatter.debug_struct("GraphCounter");
        counter.field("nodes", &self.graph.nodes().len());
        counter.finish_non_exhaustive()
    }
}

impl GraphCounter {
    /// Prepares a graph.
    pub fn new(graph: impl Into<Arc<Graph>>) -> Self {
        let graph = graph.into();
        Self {
            steps: Arc::new(plan(&graph)),
            graph,
            arch: Arch::new(),
            spare: Arc::default(),
        }
    }

    /// The graph whose regions are counted.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Counts the regions of the graph in a line, a plane or a part of them, or a cube of three inputs.
    ///
    /// # Errors
    /// If the slice does not lie in the graph's input space, there are more regions than `options`
    /// allow, or the count was cancelled.
    pub fn count(&self, slice: &Slice, options: &Options) -> Result<Counts, RegionsError> {
        match slice {
            Slice::Line(line) => self.count_line(line, options),
            Slice::Plane(plane) => self.count_plane(plane, options),
            Slice::Cube(cube) => count_cube(&self.graph, *cube, options),
        }
    }

    /// Counts many slices on as many threads as `options` allow, and returns the counts in the
    /// order of the slices; see [`count`](Self::count).
    pub fn count_all(
        &self,
        slices: &[Slice],
        options: &Options,
    ) -> Vec<Result<Counts, RegionsError>> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut counted = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(slice) = slices.get(index) else {
                    return counted;
                };
                counted.push((index, self.count(slice, options)));
            }
        };
        let mut counted = thread::scope(|scope| {
            // Slices for which no thread can start are counted here.
            let others: Vec<_> = (1..options.threads.min(slices.len()))
                .filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok())
                .collect();
            let mut counted = work();
            for other in others {
                counted.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            counted
        });
        counted.sort_by_key(|(index, _)| *index);
        counted.into_iter().map(|(_, counts)| counts).collect()
    }

    /// Counts the regions into which the graph's breakpoints cut a plane, or a window of it.
    ///
    /// # Errors
    /// If the plane does not lie in the graph's input space, there are more regions than `options`
    /// allow, or the count was cancelled.
    pub fn count_plane(&self, plane: &Plane, options: &Options) -> Result<Counts, RegionsError> {
        count_plane(self.arch, &self.graph, &self.steps, plane, options)
    }

    /// Cuts a window of a plane into the graph's activation regions; see
    /// [`tile_plane`](crate::tile_plane). Polygons also have corners at the ends of auxiliary
    /// lines, which are not walls.
    ///
    /// # Errors
    /// If the plane does not lie in the graph's input space or has no window, there are more regions
    /// than `options` allow, or the count was cancelled.
    pub fn tile_plane(&self, plane: &Plane, options: &Options) -> Result<Tiling, RegionsError> {
        tile_plane(self.arch, &self.graph, &self.steps, plane, options)
    }

    /// The points of a plane that a picture of it should show: the vertices of its subdivision, in
    /// the plane's coordinates.
    ///
    /// # Errors
    /// If the plane does not lie in the graph's input space, there are more regions than `options`
    /// allow, or the count was cancelled.
    pub fn vertices(
        &self,
        plane: &Plane,
        options: &Options,
    ) -> Result<Vec<[f64; 2]>, RegionsError> {
        vertices(self.arch, &self.graph, &self.steps, plane, options)
    }

    /// The distance of each point to the nearest boundary between activation regions; see
    /// [`distances`](crate::distances). `points` has `m x n_in` numbers, point after point.
    ///
    /// # Errors
    /// If the numbers do not make whole points or are not finite, or `progress` was cancelled.
    pub fn distances(
        &self,
        points: &[f64],
        progress: Option<&Progress>,
    ) -> Result<Vec<f64>, RegionsError> {
        distances(self.arch, &self.graph, &self.steps, points, progress)
    }

    /// Counts the pieces into which the graph's breakpoints cut a line or a segment.
    ///
    /// # Errors
    /// If the line does not lie in the graph's input space, there are more regions than `options`
    /// allow, or the count was cancelled.
    pub fn count_line(&self, line: &Line, options: &Options) -> Result<Counts, RegionsError> {
        let output = self.graph.output();
        let last_neurons = self.graph.nodes().iter().rposition(Node::is_neurons);
        let end = if options.linear_regions {
            output + 1
        } else {
            last_neurons.map_or(1, |last| last + 1)
        };
        let mut jumps = 0;
        let (points, fallbacks) = self.along(line, options, end, |of| {
            let mut tally = Tally {
                graph: &self.graph,
                slots: &of.slots[output],
                output: options.linear_regions.then_some(of.field),
                events: of.events,
                exact: of.exact,
            };
            let (points, bends) = tally.run();
            jumps += bends;
            points
        })?;
        let linear_regions = options.linear_regions.then_some(jumps + 1);
        let breakpoints = |points: u64| line.interval.map(|_| points as f64);
        Ok(Counts {
            neurons: self.graph.neurons(),
            activation_regions: points + 1,
            linear_regions,
            edges: None,
            vertices: None,
            boundary_measure: breakpoints(points),
            gradient_boundary_measure: linear_regions.and_then(|_| breakpoints(jumps)),
            exact_fallbacks: fallbacks,
        })
    }
}
