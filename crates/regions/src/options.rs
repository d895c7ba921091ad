use crate::{Progress, limits};

/// What to count besides activation regions, and when to give up.
///
/// # Example
/// ```
/// use crease_regions::Options;
///
/// let options = Options::everything().with_threads(2).with_max_regions(1_000_000);
/// assert!(options.linear_regions && options.measures);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// More regions than this are an error, so that a count cannot fill the machine's memory.
    pub max_regions: u64,
    /// Whether to merge activation regions into linear regions too.
    pub linear_regions: bool,
    /// Whether to add up the lengths of the boundary in a window.
    pub measures: bool,
    /// How many threads may be used. The counts do not depend on it; more threads help where counts
    /// are large or many.
    pub threads: usize,
    /// A handle that shows how far a count has got and can stop it.
    pub progress: Option<Progress>,
}

impl Options {
    /// Activation regions, edges and vertices only, on one thread, up to
    /// [`MAX_REGIONS`](limits::MAX_REGIONS).
    pub const fn regions() -> Self {
        Self {
            max_regions: limits::MAX_REGIONS,
            linear_regions: false,
            measures: false,
            threads: 1,
            progress: None,
        }
    }

    /// Linear regions and boundary measures too.
    pub const fn everything() -> Self {
        Self::regions()
            .with_linear_regions(true)
            .with_measures(true)
    }

    /// With another limit on the number of regions.
    #[must_use]
    pub const fn with_max_regions(mut self, max_regions: u64) -> Self {
        self.max_regions = max_regions;
        self
    }

    /// With linear regions or without.
    #[must_use]
    pub const fn with_linear_regions(mut self, linear_regions: bool) -> Self {
        self.linear_regions = linear_regions;
        self
    }

    /// With the lengths of the boundary or without.
    #[must_use]
    pub const fn with_measures(mut self, measures: bool) -> Self {
        self.measures = measures;
        self
    }

    /// On this many threads.
    #[must_use]
    pub const fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Watched by a handle.
    #[must_use]
    pub fn with_progress(mut self, progress: &Progress) -> Self {
        self.progress = Some(progress.clone());
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::regions()
    }
}
