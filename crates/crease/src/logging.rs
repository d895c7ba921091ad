//! The log of a session: what its runs did and when, for whoever looks into a night's work.

use std::fs::File;
use std::sync::Mutex;

/// Writes all events from now on to `log`, and where a panic was too: in a run it costs only that run,
/// whose error says what it said, and the terminal is left to the progress bar.
///
/// Tracing has one subscriber for the whole process; nothing but this sets it.
pub fn begin(log: File) {
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_target(false)
        .with_writer(Mutex::new(log))
        // A disk that is full is said once, and not for every line.
        .log_internal_errors(false)
        .finish();
    // Only a second call fails, and then the first log goes on.
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
