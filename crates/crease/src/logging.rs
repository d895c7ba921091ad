//! The log of a session: what its runs did and when, for whoever looks into a night's work.

use std::fs::File;
use std::sync::Mutex;

/// Writes all events from now on to `log`, and what a panic says too: in one run it costs only that
/// run, and its place in the code would be lost.
///
/// Tracing has one subscriber for the whole process; nothing but this sets it.
pub fn begin(log: File) {
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false)
        .with_writer(Mutex::new(log))
        .finish();
    // Only a second call fails, and then the first log goes on.
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        std::panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    }
}
