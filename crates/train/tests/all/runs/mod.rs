//! Whole runs, as the pipeline makes them.

mod digits;
mod diverge;
mod everywhere;
mod own;
mod recorder;
mod resume;
mod unlearned;
mod whole;
