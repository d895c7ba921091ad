//! Whole runs, alone and side by side.

mod runs;
mod stacks;
