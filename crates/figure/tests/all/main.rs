//! What this crate does, from outside.

mod drawing;
mod kinds;
