//! Long work on a thread beside the interpreter.

use crease_regions::{Options, Progress, RegionsError};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How often the waiting thread checks for Ctrl-C and reports progress.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// An error of the geometry as a Python exception: `RuntimeError` for a bug or a limit,
/// `ValueError` for what the caller can correct.
pub fn exception(error: RegionsError) -> PyErr {
    let text = error.to_string();
    match error {
        RegionsError::TooMany { .. }
        | RegionsError::Cancelled
        | RegionsError::NoThread
        | RegionsError::Unsound
        | RegionsError::Euler { .. } => PyRuntimeError::new_err(text),
        _ => PyValueError::new_err(text),
    }
}

/// Runs `work` on a thread of its own, without the interpreter's lock. Meanwhile this thread lets
/// Python handle signals, so that Ctrl-C ends the work, and calls `progress` with the number of
/// regions found so far.
///
/// # Errors
/// What a signal's handler or `progress` raises; the work has stopped by then.
pub fn run<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    options: Options,
    work: impl FnOnce(&Options) -> T + Send,
) -> PyResult<T> {
    let handle = Progress::new();
    let options = options.with_progress(&handle);
    thread::scope(|scope| {
        let (sender, mut receiver) = mpsc::sync_channel(1);
        let worker = move || {
            // The receiver is dropped first only if nothing waits for this thread.
            let _ = sender.send(work(&options));
        };
        thread::Builder::new()
            .spawn_scoped(scope, worker)
            .map_err(|error| PyRuntimeError::new_err(format!("cannot start a thread: {error}")))?;
        loop {
            let waited;
            (receiver, waited) = py.detach(move || {
                let waited = receiver.recv_timeout(LOOK_EVERY);
                (receiver, waited)
            });
            match waited {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(PyRuntimeError::new_err("the count ended without an answer"));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            let looked = py.check_signals().and_then(|()| match progress {
                Some(progress) => progress.call1((handle.regions(),)).map(|_| ()),
                None => Ok(()),
            });
            if let Err(raised) = looked {
                handle.cancel();
                return Err(raised);
            }
        }
    })
}
