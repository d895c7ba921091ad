use std::thread;

/// The results of all jobs, on as many threads as there are cores, or as the system grants.
pub(super) fn map<T: Sync, R: Send>(jobs: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let share = jobs.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let parts = jobs.chunks(share).map(|part| {
            let work = move || part.iter().map(work).collect::<Vec<R>>();
            let thread = thread::Builder::new().spawn_scoped(scope, work);
            (part, thread)
        });
        // All are started before the first is joined.
        let parts: Vec<_> = parts.collect();
        let done = parts.into_iter().flat_map(|(part, thread)| match thread {
            Ok(thread) => thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => part.iter().map(work).collect(),
        });
        done.collect()
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn everything_is_done_once_and_in_order() {
        for count in [0, 1, 2, 3, 100] {
            let jobs: Vec<usize> = (0..count).collect();
            let done = super::map(&jobs, |job| job * 2);
            assert_eq!(done, jobs.iter().map(|job| job * 2).collect::<Vec<_>>());
        }
    }
}
