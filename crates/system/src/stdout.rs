//! Whether stdout was open when the process began (`crease count ... >&-` closes it).
//!
//! Before `main`, Rust's runtime replaces a closed standard stream by `/dev/null`, so that a result would
//! vanish without an error, and nothing distinguishes that file from one that the caller chose. So this
//! checks before the runtime does, in a function that the loader calls. It only asks the system for the
//! flags of a descriptor and stores a bool, which needs nothing from the runtime. This is the only
//! unsafe code in the workspace: the section of a static and the call of `fcntl`.

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    extern "C" fn check() {
        // SAFETY: asking for the flags of a descriptor, open or not, touches no memory.
        let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
        CLOSED.store(flags == -1, Ordering::Relaxed);
    }

    // SAFETY: the section holds pointers to functions of this type, and the loader calls each once.
    #[used]
    #[unsafe(link_section = ".init_array")]
    static CHECK: extern "C" fn() = check;

    pub fn was_closed() -> bool {
        CLOSED.load(Ordering::Relaxed)
    }
}

/// Whether stdout was closed when the process began; outside Linux it counts as open.
pub fn stdout_was_closed() -> bool {
    #[cfg(target_os = "linux")]
    return at_start::was_closed();
    #[cfg(not(target_os = "linux"))]
    false
}
