//! How far a count has got, and whether it is to stop.

use crate::{Options, RegionsError};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A handle on counts under way: shows how many regions they have found, and stops them. Clones are
/// handles on the same counts; one of them goes into [`Options`], and another stays with whoever
/// watches from another thread.
///
/// # Example
/// ```
/// # use crease_regions::{Activation, Layer, Network};
/// use crease_regions::{Options, Plane, Progress, RegionsError, count};
/// # let layer = |inputs: usize, outputs: usize| Layer {
/// #     weight: vec![1.0; inputs * outputs], bias: vec![0.0; outputs], inputs, outputs,
/// # };
/// # let network = Network::new(vec![layer(2, 3), layer(3, 1)], Activation::relu())?;
/// let progress = Progress::new();
/// let options = Options::regions().with_progress(&progress);
/// let counts = count(&network, &Plane::of_inputs().into(), &options)?;
/// assert_eq!(progress.regions(), counts.activation_regions);
/// // As a handler of Ctrl-C would do in another thread.
/// progress.cancel();
/// let stopped = count(&network, &Plane::of_inputs().into(), &options);
/// assert_eq!(stopped, Err(RegionsError::Cancelled));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    regions: AtomicU64,
}

impl Progress {
    /// A handle on nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops the counts that have this handle, and those that are given it later, within a few
    /// thousand regions: they return [`RegionsError::Cancelled`].
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether [`cancel`](Self::cancel) was called.
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }

    /// How many regions have been found so far, in all counts that have this handle together.
    pub fn regions(&self) -> u64 {
        self.shared.regions.load(Ordering::Relaxed)
    }

    fn add(&self, regions: u64) {
        self.shared.regions.fetch_add(regions, Ordering::Relaxed);
    }

    pub(crate) fn check(&self) -> Result<(), RegionsError> {
        if self.is_cancelled() {
            return Err(RegionsError::Cancelled);
        }
        Ok(())
    }
}

/// A count looks at its handle after this many regions: a millisecond or less.
const STRIDE: u64 = 1 << 12;

/// What one count, or one thread of it, may still find.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    limit: u64,
    progress: Option<Progress>,
    /// How many regions the handle has been told of.
    told: u64,
    /// Beyond this many regions there is something to look at.
    quiet: u64,
}

impl Budget {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            limit: options.max_regions,
            progress: options.progress.clone(),
            told: 0,
            // At the first call, so that a count that was cancelled before it began finds nothing.
            quiet: 0,
        }
    }

    /// To be called again and again with the number of regions found so far.
    ///
    /// # Errors
    /// If there are too many, or the count was cancelled.
    #[inline]
    pub(crate) fn spend(&mut self, found: u64) -> Result<(), RegionsError> {
        if found <= self.quiet {
            return Ok(());
        }
        self.look(found)
    }

    /// The same at the end of a count.
    pub(crate) fn close(&mut self, found: u64) -> Result<(), RegionsError> {
        self.look(found)
    }

    #[cold]
    fn look(&mut self, found: u64) -> Result<(), RegionsError> {
        if found > self.limit {
            return Err(RegionsError::TooMany { limit: self.limit });
        }
        if let Some(progress) = &self.progress {
            progress.check()?;
            progress.add(found.saturating_sub(self.told));
            self.told = found;
            self.quiet = self.limit.min(found.saturating_add(STRIDE));
        } else {
            self.quiet = self.limit;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_learns_of_every_region_once() {
        let progress = Progress::new();
        let options = Options::regions().with_progress(&progress);
        let mut budget = Budget::new(&options);
        for found in 1..=10 * STRIDE {
            budget.spend(found).unwrap();
        }
        let seen = progress.regions();
        assert!(seen > 9 * STRIDE && seen <= 10 * STRIDE, "{seen}");
        budget.close(10 * STRIDE).unwrap();
        assert_eq!(progress.regions(), 10 * STRIDE);
    }

    #[test]
    fn a_limit_holds_with_a_handle_and_without() {
        let limited = Options::regions().with_max_regions(10);
        for options in [limited.clone(), limited.with_progress(&Progress::new())] {
            let mut budget = Budget::new(&options);
            for found in 1..=10 {
                budget.spend(found).unwrap();
            }
            let refused = budget.spend(11);
            assert_eq!(refused, Err(RegionsError::TooMany { limit: 10 }));
        }
    }

    #[test]
    fn a_cancelled_count_ends_within_a_stride() {
        let progress = Progress::new();
        let mut budget = Budget::new(&Options::regions().with_progress(&progress));
        budget.spend(1).unwrap();
        progress.cancel();
        let end = (2..=3 * STRIDE).find(|&found| budget.spend(found).is_err());
        assert!(end.is_some_and(|end| end <= 2 + STRIDE), "{end:?}");
    }
}
