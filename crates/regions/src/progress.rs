//! How far a count has got, and whether it is to stop.

use crate::RegionsError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A handle on counts under way: shows how many regions they have found, and stops them. Clones are
/// handles on the same counts; one of them goes into [`Options`](crate::Options), and another stays
/// with whoever watches from another thread.
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

    pub(crate) fn add(&self, regions: u64) {
        self.shared.regions.fetch_add(regions, Ordering::Relaxed);
    }

    pub(crate) fn check(&self) -> Result<(), RegionsError> {
        if self.is_cancelled() {
            return Err(RegionsError::Cancelled);
        }
        Ok(())
    }
}
