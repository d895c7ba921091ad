//! The public way into all counts.

use crate::count::count_plane;
use crate::crossed::{Crossed, crossed};
use crate::cube::count_cube;
use crate::line::LineCounter;
use crate::{Breakpoint, Counts, Line, Options, RegionsError, Slice};
use crease_network::Network;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts the regions of a network in a slice of its input space. For many slices, a [`Counter`]
/// prepares the network once.
///
/// # Errors
/// If the slice does not lie in the network's input space, there are more regions than `options`
/// allow, or the count was cancelled.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Cube, Layer, Line, Network, Options, Plane, count};
///
/// // Three lines in general position cut the plane into 1 + 3 + 3 regions.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0],
///     bias: vec![0.0, 0.0, -1.0],
///     inputs: 2,
///     outputs: 3,
/// };
/// let output = Layer { weight: vec![1.0; 3], bias: vec![0.0], inputs: 3, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let counts = count(&network, &Plane::of_inputs().into(), &Options::regions())?;
/// assert_eq!((counts.activation_regions, counts.edges, counts.vertices), (7, Some(9), Some(3)));
///
/// // Breakpoints at x = 0, 1 and again 1: three pieces, of slopes -2, -1 and 3.
/// let hidden = Layer {
///     weight: vec![1.0, 1.0, -2.0],
///     bias: vec![0.0, -1.0, 2.0],
///     inputs: 1,
///     outputs: 3,
/// };
/// let output = Layer { weight: vec![1.0, 2.0, 1.0], bias: vec![0.0], inputs: 3, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let counts = count(&network, &Line::of_inputs().into(), &Options::everything())?;
/// assert_eq!((counts.activation_regions, counts.linear_regions), (3, Some(3)));
///
/// // Two planes that cross cut a cube into four.
/// let hidden = Layer {
///     weight: vec![1.0, 0.0, 0.0, 0.0, 1.0, 1.0],
///     bias: vec![0.0, 0.5],
///     inputs: 3,
///     outputs: 2,
/// };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let counts = count(&network, &Cube::new(1.0)?.into(), &Options::regions())?;
/// assert_eq!(counts.activation_regions, 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn count(network: &Network, slice: &Slice, options: &Options) -> Result<Counts, RegionsError> {
    count_with(&mut None, network, slice, options)
}

/// Counts many slices of one network: what is prepared is kept, and so are the buffers. Clones
/// share the network and nothing else, so that each thread can have one.
///
/// # Example
/// ```
/// use crease_regions::{Activation, Counter, Layer, Line, Network, Options, Slice};
///
/// let hidden = Layer { weight: vec![1.0, 1.0], bias: vec![0.0, -1.0], inputs: 1, outputs: 2 };
/// let output = Layer { weight: vec![1.0, 2.0], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let mut counter = Counter::new(network);
/// // Breakpoints at 0 and 1.
/// let segment = |from: f64, to: f64| Line::between(&[from], &[to]).map(Slice::from);
/// let segments = [segment(-1.0, 0.5)?, segment(-1.0, 2.0)?];
/// let counts = counter.count_all(&segments, &Options::regions().with_threads(2));
/// let regions = counts.into_iter().map(|counts| Ok(counts?.activation_regions));
/// assert_eq!(regions.collect::<Result<Vec<_>, crease_regions::RegionsError>>()?, [2, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Counter {
    network: Arc<Network>,
    lines: Option<LineCounter>,
}

impl Counter {
    /// A counter of this network.
    pub fn new(network: impl Into<Arc<Network>>) -> Self {
        Self {
            network: network.into(),
            lines: None,
        }
    }

    /// The network whose regions are counted.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Counts one slice; see [`count`].
    ///
    /// # Errors
    /// As [`count`].
    pub fn count(&mut self, slice: &Slice, options: &Options) -> Result<Counts, RegionsError> {
        count_with(&mut self.lines, &self.network, slice, options)
    }

    /// The breakpoints on a line in order, with the neurons that pass and the jumps of the outputs'
    /// slopes. Of the options, only the limit and the progress handle are used.
    ///
    /// # Errors
    /// As [`count`].
    ///
    /// # Example
    /// ```
    /// use crease_regions::{Activation, Counter, Layer, Line, Network, Options};
    ///
    /// // 2 relu(x - 1) - relu(-x)
    /// let hidden = Layer { weight: vec![1.0, -1.0], bias: vec![-1.0, 0.0], inputs: 1, outputs: 2 };
    /// let output = Layer { weight: vec![2.0, -1.0], bias: vec![0.0], inputs: 2, outputs: 1 };
    /// let network = Network::new(vec![hidden, output], Activation::relu())?;
    /// let mut counter = Counter::new(network);
    /// let found = counter.breakpoints(&Line::of_inputs(), &Options::regions())?;
    /// assert_eq!((found[0].s, found[0].neurons[0].unit, found[0].jump[0]), (0.0, 1, -1.0));
    /// assert_eq!((found[1].s, found[1].neurons[0].unit, found[1].jump[0]), (1.0, 0, 2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn breakpoints(
        &mut self,
        line: &Line,
        options: &Options,
    ) -> Result<Vec<Breakpoint>, RegionsError> {
        line.check(self.network.inputs())?;
        let lines = self
            .lines
            .get_or_insert_with(|| LineCounter::new(&self.network));
        lines.breakpoints(&self.network, line, options)
    }

    /// The activation regions in a slice, and which neurons change their piece there: the neurons
    /// whose boundary crosses the slice, exactly. One that only touches it does not. Of the
    /// options, only the limit and the progress handle are used.
    ///
    /// # Errors
    /// As [`count`]; and if the slice is a cube, or a plane without a window.
    ///
    /// # Example
    /// ```
    /// use crease_regions::{Activation, Counter, Layer, Network, Options, Plane};
    ///
    /// // x, and x + y - 5, which passes by.
    /// let weight = vec![1.0, 0.0, 1.0, 1.0];
    /// let hidden = Layer { weight, bias: vec![0.0, -5.0], inputs: 2, outputs: 2 };
    /// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
    /// let network = Network::new(vec![hidden, output], Activation::relu())?;
    /// let square = Plane::square(1.0)?.into();
    /// let crossed = Counter::new(network).crossed(&square, &Options::regions())?;
    /// assert_eq!((crossed.activation_regions, crossed.neurons), (2, vec![true, false]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn crossed(&mut self, slice: &Slice, options: &Options) -> Result<Crossed, RegionsError> {
        crossed(&mut self.lines, &self.network, slice, options)
    }

    /// Counts each slice, as [`count`](Self::count) does, with as many at a time as there are
    /// threads. The answers are in the order of the slices and do not depend on the threads.
    pub fn count_all(
        &mut self,
        slices: &[Slice],
        options: &Options,
    ) -> Vec<Result<Counts, RegionsError>> {
        let threads = options.threads.clamp(1, slices.len().max(1));
        if threads == 1 {
            let counts = slices.iter().map(|slice| self.count(slice, options));
            return counts.collect();
        }
        // One thread a slice; spare threads work within the slices.
        let within = options.clone().with_threads(options.threads / threads);
        // Taken in small pieces, so that all threads finish at about the same time.
        let piece = slices.len().div_ceil(threads * 8);
        let pieces: Vec<&[Slice]> = slices.chunks(piece).collect();
        let next = AtomicUsize::new(0);
        let work = |counter: &mut Self| {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(slices) = pieces.get(index) else {
                    return done;
                };
                let counts = slices.iter().map(|slice| counter.count(slice, &within));
                done.push((index, counts.collect::<Vec<_>>()));
            }
        };
        let mut done = std::thread::scope(|scope| {
            let others = (1..threads).map_while(|_| {
                let mut counter = self.clone();
                crease_system::start(scope, move || work(&mut counter))
            });
            let others: Vec<_> = others.collect();
            let mut done = work(self);
            for other in others {
                match other.join() {
                    Ok(counts) => done.extend(counts),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            done
        });
        done.sort_unstable_by_key(|(index, _)| *index);
        done.into_iter().flat_map(|(_, counts)| counts).collect()
    }
}

impl Clone for Counter {
    fn clone(&self) -> Self {
        Self {
            network: Arc::clone(&self.network),
            lines: None,
        }
    }
}

impl fmt::Debug for Counter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counter = formatter.debug_struct("Counter");
        counter.field("widths", &self.network.widths());
        counter.finish_non_exhaustive()
    }
}

fn count_with(
    lines: &mut Option<LineCounter>,
    network: &Network,
    slice: &Slice,
    options: &Options,
) -> Result<Counts, RegionsError> {
    let inputs = network.inputs();
    match slice {
        Slice::Line(line) => {
            line.check(inputs)?;
            let lines = lines.get_or_insert_with(|| LineCounter::new(network));
            lines.count(network, line, options)
        }
        Slice::Plane(plane) => {
            plane.check(inputs)?;
            count_plane(network, plane, options)
        }
        Slice::Cube(cube) => {
            if inputs != 3 {
                return Err(RegionsError::CubeInputs(inputs));
            }
            count_cube(network, *cube, options)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DistanceMeter, Progress, Tiling};

    #[test]
    fn what_users_hold_goes_from_thread_to_thread() {
        fn moves<T: Send + 'static>() {}
        fn is_shared<T: Send + Sync + 'static>() {}
        moves::<Counter>();
        moves::<DistanceMeter>();
        is_shared::<Slice>();
        is_shared::<Options>();
        is_shared::<Progress>();
        is_shared::<Tiling>();
        is_shared::<RegionsError>();
    }
}
