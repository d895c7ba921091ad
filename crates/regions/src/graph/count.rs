//! Counting a line through a graph: stretches, distinct points, and jumps of the output.

use super::Stop;
use super::cube::count_cube;
use super::distance::distances;
use super::duplicates::{Slots, slots};
use super::event::{Events, Place};
use super::exact::Exact;
use super::field::{Field, Memory};
use super::near::NearPoints;
use super::plan::{Step, plan};
use super::plane::{count_plane, tile_plane, vertices};
use super::stretch::{Reach, Stretch};
use super::sweep::Sweep;
use crate::affine::SLACK;
use crate::budget::Budget;
use crate::{Counts, Line, Options, Plane, Progress, RegionsError, Slice, Tiling};
use crease_network::Graph;
use crease_network::graph::Node;
use pulp::Arch;
use std::fmt;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Counts lines through a graph of layers: what does not depend on the line is prepared once. Clones
/// share it.
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
}

/// How often a stretch is cut at most before the line is given up.
const MOST_CUTS: u32 = 2000;

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

    /// Counts many slices on as many threads as `options` allow, and returns the counts in their
    /// order; see [`count`](Self::count).
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
            // What threads cannot be had for is counted here.
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
    /// [`tile_plane`](crate::tile_plane). Polygons have a corner also where a line ends that was
    /// needed on the way and is no wall.
    ///
    /// # Errors
    /// If the plane does not lie in the graph's input space or has no window, there are more regions
    /// than `options` allow, or the count was cancelled.
    pub fn tile_plane(&self, plane: &Plane, options: &Options) -> Result<Tiling, RegionsError> {
        tile_plane(self.arch, &self.graph, &self.steps, plane, options)
    }

    /// The points of a plane around which there is something to see: the vertices of its
    /// subdivision, in the plane's coordinates.
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

    /// Goes along a line, stretch by stretch, and adds up what is found on them: points, as many as
    /// the limit allows. Returns them, and how many decisions needed exact arithmetic.
    pub(super) fn along(
        &self,
        line: &Line,
        options: &Options,
        end: usize,
        mut visit: impl FnMut(OnStretch<'_, '_>) -> u64,
    ) -> Result<(u64, u64), RegionsError> {
        line.check(self.graph.input_elements())?;
        let slots = slots(&self.steps, &[&line.origin, &line.direction]);
        let sweep = Sweep {
            arch: self.arch,
            steps: &self.steps,
            slots: &slots,
            line,
            progress: options.progress.as_ref(),
            end,
            bounds: options.linear_regions,
        };
        let mut left = Stretch::whole(line.interval);
        left.reverse();
        let mut events = Events::default();
        let near = NearPoints::new(self.arch, &self.steps, &slots, line, left[0]);
        let mut exact = Exact::new(&self.graph, line, left[0], near);
        let mut budget = Budget::new(options);
        budget.spend(1)?;
        let (mut points, mut cuts) = (0u64, 0u32);
        let (mut reach, mut memory) = (Reach::default(), Memory::default());
        while let Some(stretch) = left.pop() {
            if let Some([before, after]) = reach.split(&stretch) {
                left.extend([after, before]);
                continue;
            }
            let cut = match sweep.run(stretch, &mut events, &mut exact, &mut memory) {
                Ok((field, jumps)) => {
                    reach.came_through(&stretch, jumps);
                    points += visit(OnStretch {
                        stretch: &stretch,
                        slots: &slots,
                        field: &field,
                        events: &mut events,
                        exact: &mut exact,
                    });
                    memory.keep(field);
                    budget.spend(points + 1)?;
                    continue;
                }
                // Events so far say where about a part of the work is.
                Err(Stop::Large) => {
                    reach.fell_short(&stretch);
                    events.middle()
                }
                // Anywhere else.
                Err(Stop::Cut) => {
                    let Some(next) = left.pop() else {
                        return Err(RegionsError::Unsound);
                    };
                    let whole = Stretch::join(&stretch, &next);
                    cuts += 1;
                    let part = 0.381_966_011 + 0.2 * (f64::from(cuts) * 0.618_033_988).fract();
                    divide(&mut left, &whole, part, cuts)?;
                    continue;
                }
                Err(Stop::Cancelled) => return Err(RegionsError::Cancelled),
                Err(Stop::Unsound) => return Err(RegionsError::Unsound),
            };
            cuts += 1;
            divide(&mut left, &stretch, cut, cuts)?;
        }
        budget.close(points + 1)?;
        Ok((points, exact.fallbacks))
    }
}

/// What was found on a stretch.
pub(super) struct OnStretch<'s, 'e> {
    pub stretch: &'s Stretch,
    pub slots: &'s [Slots],
    /// The functions of the last step.
    pub field: &'s Field,
    pub events: &'s mut Events,
    pub exact: &'s mut Exact<'e>,
}

fn divide(
    left: &mut Vec<Stretch>,
    stretch: &Stretch,
    at: f64,
    cuts: u32,
) -> Result<(), RegionsError> {
    match stretch.split(at) {
        Some([before, after]) if cuts < MOST_CUTS => {
            left.push(after);
            left.push(before);
            Ok(())
        }
        _ => Err(RegionsError::Unsound),
    }
}

/// Counts what is on one stretch.
struct Tally<'a, 'b, 'c> {
    graph: &'a Graph,
    slots: &'a super::duplicates::Slots,
    output: Option<&'a Field>,
    events: &'b mut Events,
    exact: &'b mut Exact<'c>,
}

impl Tally<'_, '_, '_> {
    /// How many distinct points there are, and at how many of them the gradient of the output jumps.
    fn run(&mut self) -> (u64, u64) {
        let groups = self.groups();
        let Some(output) = self.output else {
            return (groups.len() as u64, 0);
        };
        let spans: Vec<[f64; 2]> = groups.iter().map(|group| self.span(group)).collect();
        let mut group_of = vec![u32::MAX; self.events.all.len()];
        for (index, group) in groups.iter().enumerate() {
            for &event in group {
                group_of[event as usize] = index as u32;
            }
        }
        // By group: 0 if nothing jumps, 1 if something does, 2 if that must be asked.
        let mut verdicts = vec![0u8; groups.len()];
        let mut within = vec![Vec::new(); groups.len()];
        // What one neuron does alone is often certain.
        let alone: Vec<bool> = groups
            .iter()
            .map(|group| matches!(group[..], [event] if self.events.all[event as usize].alone))
            .collect();
        for slot in 0..output.slots() {
            let units = output.units(slot);
            for row in output.rows(slot) {
                within[group_of[output.events[row] as usize] as usize].push(row);
            }
            // Groups without rows bend nothing here.
            let bending: Vec<usize> = (0..groups.len())
                .filter(|&g| !within[g].is_empty())
                .collect();
            for (place, &index) in bending.iter().enumerate() {
                let rows = &mut within[index];
                let certain = |&row: &usize| {
                    let mut pairs = output.row(row).iter().zip(output.errors_of(row));
                    pairs.any(|(jump, error)| jump.abs() > *error)
                };
                if alone[index] && rows.iter().any(certain) {
                    verdicts[index] = 1;
                }
                if verdicts[index] == 1 {
                    rows.clear();
                    continue;
                }
                // If nothing jumped, the function would be affine from the group before to the next,
                // and what is computed would be within its spread of that.
                let begin = place
                    .checked_sub(1)
                    .map_or(0.0, |before| spans[bending[before]][1]);
                let end = bending.get(place + 1).map_or(1.0, |&after| spans[after][0]);
                let at = self.events.all[output.events[rows[0]] as usize].t;
                for channel in 0..output.channels {
                    let (mut sum, mut size, mut any) = (0.0, 0.0, false);
                    for &row in rows.iter() {
                        let jump = output.jumps[row * output.padded + channel];
                        let t = self.events.all[output.events[row] as usize].t;
                        let (low, high) = (at.min(t), at.max(t));
                        let weight = (low - begin) * (end - high) / (end - begin);
                        sum += jump * weight;
                        size += (jump * weight).abs();
                        any |= jump != 0.0;
                    }
                    let spread = output.spread[units.start + channel];
                    let inside = begin < spans[index][0] && spans[index][1] < end;
                    let off = (2.0 * spread + 1e-12 * size) * SLACK + 16.0 * f64::MIN_POSITIVE;
                    if inside && sum.abs() > off {
                        verdicts[index] = 1;
                    } else if any && verdicts[index] == 0 {
                        verdicts[index] = 2;
                    }
                }
                rows.clear();
            }
        }
        let mut jumps = 0;
        for (index, (group, verdict)) in groups.iter().zip(verdicts).enumerate() {
            // Floats before and after, with no other event between.
            let before = index.checked_sub(1).map_or(0.0, |before| spans[before][1]);
            let after = spans.get(index + 1).map_or(1.0, |after| after[0]);
            let middle = |low: f64, high: f64| 0.5 * (low + high);
            let between = [
                middle(before, spans[index][0]),
                middle(spans[index][1], after),
            ];
            let inside = before < between[0]
                && between[0] < spans[index][0]
                && spans[index][1] < between[1]
                && between[1] < after;
            let between = inside.then_some(between);
            let jumping = match verdict {
                2 => self.bends(group[0], between),
                verdict => verdict == 1,
            };
            jumps += u64::from(jumping);
        }
        (groups.len() as u64, jumps)
    }

    /// Events at the same point together, in order.
    fn groups(&mut self) -> Vec<Vec<u32>> {
        let sorted = self.events.sorted().to_vec();
        let mut groups: Vec<Vec<u32>> = Vec::with_capacity(sorted.len());
        let mut from = 0;
        while from < sorted.len() {
            // All that may be at one point: their intervals hang together.
            let mut reach = self.reach(sorted[from]);
            let mut to = from + 1;
            while to < sorted.len() && self.start(sorted[to]) <= reach {
                reach = reach.max(self.reach(sorted[to]));
                to += 1;
            }
            if to - from == 1 {
                groups.push(vec![sorted[from]]);
            } else {
                let mut cluster = sorted[from..to].to_vec();
                self.settle(&mut cluster);
                let first = groups.len();
                for event in cluster {
                    let same = groups.len() > first && {
                        let last = groups[groups.len() - 1][0];
                        let places = [Place::Event(last), Place::Event(event)];
                        self.exact.order(self.events, places[0], places[1]).is_eq()
                    };
                    if same {
                        if let Some(group) = groups.last_mut() {
                            group.push(event);
                        }
                    } else {
                        groups.push(vec![event]);
                    }
                }
            }
            from = to;
        }
        groups
    }

    /// Puts a cluster in its true order.
    fn settle(&mut self, cluster: &mut [u32]) {
        for index in 1..cluster.len() {
            let mut place = index;
            while place > 0 {
                let (a, b) = (cluster[place - 1], cluster[place]);
                let order = if self.reach(a) < self.start(b) {
                    std::cmp::Ordering::Less
                } else {
                    self.exact
                        .order(self.events, Place::Event(a), Place::Event(b))
                };
                if !order.is_gt() {
                    break;
                }
                cluster.swap(place - 1, place);
                place -= 1;
            }
        }
    }

    fn reach(&self, event: u32) -> f64 {
        let event = &self.events.all[event as usize];
        event.t + event.error * 2.0
    }

    fn start(&self, event: u32) -> f64 {
        let event = &self.events.all[event as usize];
        event.t - event.error * 2.0
    }

    fn span(&self, group: &[u32]) -> [f64; 2] {
        let starts = group.iter().map(|&event| self.start(event));
        let ends = group.iter().map(|&event| self.reach(event));
        [starts.fold(1.0, f64::min), ends.fold(0.0, f64::max)]
    }

    /// Whether an output bends at an event, exactly, given floats around it.
    fn bends(&mut self, event: u32, between: Option<[f64; 2]>) -> bool {
        let node = self.graph.output();
        let shape = self.graph.nodes()[node].shape();
        let positions: usize = shape[1..].iter().product();
        let elements: Vec<(u32, u32)> = (0..shape[0])
            .flat_map(|channel| {
                let first = self.slots.first.iter();
                first.map(move |&position| (node as u32, (channel * positions) as u32 + position))
            })
            .collect();
        between.is_some_and(|floats| self.exact.certainly_bends(self.events, floats, &elements))
            || self
                .exact
                .bends(self.events, Place::Event(event), &elements)
    }
}
