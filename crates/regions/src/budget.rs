//! The limit of a count, and its reports of progress.

use crate::{Options, Progress, RegionsError};

/// A count checks its handle every this many regions, which take a millisecond or less.
const STRIDE: u64 = 1 << 12;

/// The limit and the handle of one count, or of one thread of it.
#[derive(Clone, Debug)]
pub(crate) struct Budget {
    limit: u64,
    progress: Option<Progress>,
    /// How many regions have been reported to the handle.
    reported: u64,
    /// The next check is due beyond this many regions.
    next_check: u64,
}

impl Budget {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            limit: options.max_regions,
            progress: options.progress.clone(),
            reported: 0,
            // The first call checks, so that a count cancelled before it began finds nothing.
            next_check: 0,
        }
    }

    /// Call this repeatedly with the number of regions found so far.
    ///
    /// # Errors
    /// If there are too many, or the count was cancelled.
    #[inline]
    pub(crate) fn spend(&mut self, found: u64) -> Result<(), RegionsError> {
        if found <= self.next_check {
            return Ok(());
        }
        self.check(found)
    }

    /// The same at the end of a count.
    pub(crate) fn close(&mut self, found: u64) -> Result<(), RegionsError> {
        self.check(found)
    }

    #[cold]
    fn check(&mut self, found: u64) -> Result<(), RegionsError> {
        if found > self.limit {
            return Err(RegionsError::TooMany { limit: self.limit });
        }
        if let Some(progress) = &self.progress {
            progress.check()?;
            progress.add(found.saturating_sub(self.reported));
            self.reported = found;
            self.next_check = self.limit.min(found.saturating_add(STRIDE));
        } else {
            self.next_check = self.limit;
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
