//! Slices of graphs of layers, against other ways to count them.

mod cells;
mod cubes;
mod decisions;
mod distances;
mod lines;
mod made;
mod planes;
mod rational;
