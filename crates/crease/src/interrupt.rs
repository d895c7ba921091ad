//! Ctrl-C and SIGTERM: the first requests a clean end, the second ends at once.
//!
//! SIGHUP is not handled: under `nohup` it is ignored, so that a sweep outlives the terminal.

use crate::terminal;
use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Schedulers and shells may signal both a process and its parent, which passes it on: signals in
/// quick succession count as one.
const ONE: Duration = Duration::from_secs(1);

/// How often to check for a signal.
const SOON: Duration = Duration::from_millis(20);

/// Listens from now on and sets the returned flag on a signal; until then signals end the process as
/// usual. A second signal ends it with these words.
pub fn listen(last_words: &'static str) -> anyhow::Result<Arc<AtomicBool>> {
    let signalled = Arc::new(AtomicBool::new(false));
    let interrupted = Arc::new(AtomicBool::new(false));
    let hear = {
        let (signalled, interrupted) = (Arc::clone(&signalled), Arc::clone(&interrupted));
        move || {
            wait_for(&signalled);
            interrupted.store(true, Ordering::Relaxed);
            let first = Instant::now();
            while first.elapsed() < ONE {
                wait_for(&signalled);
            }
            // Files are written whole or not at all and the system releases the lock, so only the
            // unsaved part of the runs under way is lost.
            terminal::note(last_words);
            std::process::exit(130);
        }
    };
    let somebody_hears = crease_system::detach(hear);
    for signal in [SIGINT, SIGTERM] {
        let registered = if somebody_hears {
            flag::register(signal, Arc::clone(&signalled))
        } else {
            // Without a thread to watch, a second signal ends the process at once and silently.
            flag::register_conditional_shutdown(signal, 130, Arc::clone(&interrupted))
                .and_then(|_| flag::register(signal, Arc::clone(&interrupted)))
        };
        registered.context("cannot listen for Ctrl-C")?;
    }
    Ok(interrupted)
}

/// A signal handler may do little more than set a flag, so a thread has to check it.
fn wait_for(signalled: &AtomicBool) {
    while !signalled.swap(false, Ordering::Relaxed) {
        thread::sleep(SOON);
    }
}
