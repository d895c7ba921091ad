//! The log of a session: the events of its runs, with times.

use std::fs::File;
use std::sync::Mutex;

/// Writes all events from now on to `log`, including panics: a panic in a run only fails that run,
/// whose error repeats the message, and the terminal stays free for the progress bar.
///
/// Tracing has one subscriber for the whole process; nothing but this sets it.
pub fn begin(log: File) {
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false)
        .with_writer(Mutex::new(log))
        // A full disk is reported once, not for every line.
        .log_internal_errors(false)
        .finish();
    // Only a second call fails, and then the first log stays in use.
    if tracing::subscriber::set_global_default(subscriber).is_ok() {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            tracing::error!("{panic}");
            if std::thread::current().name() == Some("main") {
                usual(panic);
            }
        }));
    }
}
