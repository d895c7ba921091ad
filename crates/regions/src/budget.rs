//! What a count may still find.

use crate::{Options, Progress, RegionsError};

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
