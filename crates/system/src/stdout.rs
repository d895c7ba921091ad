//! Whether stdout was open when the process began (`crease count ... >&-` closes it).
//!
//! Before `main`, Rust's runtime opens `/dev/null` in the place of a closed standard stream, so that an
//! answer would vanish without an error, and nothing tells that file from one that the caller chose.
//! So this looks before the runtime does, in a function that the loader calls. It only asks the system
//! for the flags of a number and stores a bool: that needs nothing of the runtime. This is the one
//! place of the workspace with unsafe code, as the section of a static and the call of `fcntl` are.

#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
mod at_start {
    use std::sync::atomic::{AtomicBool, Ordering};

    static CLOSED: AtomicBool = AtomicBool::new(false);

    extern "C" fn look() {
        // SAFETY: asking for the flags of a descriptor, open or not, touches no memory.
        let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
        CLOSED.store(flags == -1, Ordering::Relaxed);
    }

    // SAFETY: the section holds pointers to functions of this type, and the loader calls each once.
    #[used]
    #[unsafe(link_section = ".init_array")]
    static LOOK: extern "C" fn() = look;

    pub fn was_closed() -> bool {
        CLOSED.load(Ordering::Relaxed)
    }
}

/// Whether stdout was closed when the process began; elsewhere than on Linux it is taken for open.
pub fn stdout_was_closed() -> bool {
    #[cfg(target_os = "linux")]
    return at_start::was_closed();
    #[cfg(not(target_os = "linux"))]
    false
}
