//! What this crate does, from outside.

mod checkpoints;
mod files;
