//! Parallel work with its results in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;

/// Does `work` on each item, `at_once` items at a time, and passes the results to `take` in the order of
/// the items, each as soon as those before it are done. After an error of `take` no more work starts.
///
/// # Errors
/// The first error of `take`.
pub fn in_order<I: Sync, R: Send>(
    items: &[I],
    at_once: usize,
    work: impl Fn(&I) -> R + Sync,
    mut take: impl FnMut(R) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if at_once <= 1 {
        return items.iter().try_for_each(|item| take(work(item)));
    }
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (results, received) = mpsc::channel();
    let (work, next, stop) = (&work, &next, &stop);
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            let results = results.clone();
            let worker = move || {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else {
                        return;
                    };
                    if results.send((index, work(item))).is_err() {
                        return;
                    }
                }
            };
            if crease_system::start(scope, worker).is_none() {
                break;
            }
        }
        drop(results);
        let mut waiting = BTreeMap::new();
        let mut due = 0;
        for (index, result) in received {
            waiting.insert(index, result);
            while let Some(result) = waiting.remove(&due) {
                due += 1;
                if let Err(error) = take(result) {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
        // The system granted no thread.
        items[due..].iter().try_for_each(|item| take(work(item)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn results_come_in_order_up_to_the_first_error() {
        let items: Vec<u64> = (0..50).collect();
        for threads in [1, 2, 7] {
            let slow_first = |&item: &u64| {
                std::thread::sleep(std::time::Duration::from_micros(500 - 10 * item));
                item
            };
            let mut taken = Vec::new();
            let end = in_order(&items, threads, slow_first, |item| {
                if item == 30 {
                    bail!("stop");
                }
                taken.push(item);
                Ok(())
            });
            assert_eq!(end.unwrap_err().to_string(), "stop");
            assert_eq!(taken, items[..30]);
        }
        assert!(in_order(&[], 3, |_: &u64| (), |()| Ok(())).is_ok());
    }
}
