//! As many threads as the system grants: a limit on processes (`ulimit -u`), on a container's tasks or
//! on memory must not end a computation that one thread can do.

use std::thread::{Builder, Result, Scope, ScopedJoinHandle, scope};

/// Starts a thread in `scope`; `None` if the system refuses, in which case `work` has not started.
pub fn start<'scope, 'env, T: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    Builder::new().spawn_scoped(scope, work).ok()
}

/// [`start`], with a stack of this many bytes.
pub fn start_deep<'scope, 'env, T: Send + 'scope>(
    scope: &'scope Scope<'scope, 'env>,
    stack: usize,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Option<ScopedJoinHandle<'scope, T>> {
    let builder = Builder::new().stack_size(stack);
    builder.spawn_scoped(scope, work).ok()
}

/// Does `work` on `count` threads at once, including the calling one, or on as many as the system
/// grants. The results, at least one, are in no particular order; an error is the payload of a panic.
pub fn side_by_side<T: Send>(count: usize, work: impl Fn() -> T + Sync) -> Vec<Result<T>> {
    scope(|scope| {
        let others: Vec<_> = (1..count).map_while(|_| start(scope, &work)).collect();
        let mut answers = vec![Ok(work())];
        answers.extend(others.into_iter().map(ScopedJoinHandle::join));
        answers
    })
}

/// Starts a thread that outlives the caller; `false` if the system refuses.
pub fn detach(work: impl FnOnce() + Send + 'static) -> bool {
    Builder::new().spawn(work).is_ok()
}

/// Whether the system grants one more thread now: for libraries that panic if it does not.
pub fn are_available() -> bool {
    scope(|scope| start(scope, || {}).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn all_work_at_once() {
        let all_there = Barrier::new(4);
        let answers = side_by_side(4, || all_there.wait().is_leader());
        let leaders = answers.iter().filter(|answer| matches!(answer, Ok(true)));
        assert_eq!((answers.len(), leaders.count()), (4, 1));
    }

    #[test]
    fn the_calling_thread_is_always_there() {
        let own = std::thread::current().id();
        for count in [0, 1] {
            let answers = side_by_side(count, || std::thread::current().id() == own);
            assert!(matches!(answers.as_slice(), [Ok(true)]));
        }
    }

    #[test]
    fn a_panic_is_an_answer() {
        let own = std::thread::current().id();
        let answers = side_by_side(2, || assert!(std::thread::current().id() == own));
        assert!(answers[0].is_ok() && answers[1].is_err());
    }
}
