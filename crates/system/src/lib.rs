//! What the system may refuse, and how to work without it: threads, locks on files, file handles.

mod locks;
mod refusal;
mod threads;

pub use locks::{Lockable, try_lock, try_lock_shared};
pub use refusal::is_of_the_machine;
pub use threads::{are_to_be_had, detach, side_by_side, start, start_deep};
