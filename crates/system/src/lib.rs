//! Resources that the system may refuse, and how to work without them: threads, file locks, file
//! handles, an open stdout; and one operation of floats that not every C library rounds correctly.

#[cfg(feature = "files")]
mod files;
mod fused;
mod locks;
mod refusal;
mod stdout;
mod threads;

#[cfg(feature = "files")]
pub use files::{WholeFile, sync_folder, write_whole};
pub use fused::mul_add;
pub use locks::{Lockable, try_lock, try_lock_shared};
pub use refusal::is_of_the_machine;
pub use stdout::stdout_was_closed;
pub use threads::{are_available, detach, side_by_side, start, start_deep};
