//! Counts and distances against exact answers and against other ways to find them.

mod brute_force;
mod cases;
mod distances;
mod graphs;
mod lines;
mod slopes;
mod tiling;
