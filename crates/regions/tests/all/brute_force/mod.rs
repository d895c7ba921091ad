//! Counts against an independent method: on small networks with small integer weights (degenerate
//! on purpose) every activation pattern is tried, and whether it has an inside is decided by
//! Fourier-Motzkin elimination in integers. No corner is ever computed there.

mod classes;
mod crossed;
mod cube;
mod doubles;
mod elimination;
mod networks;
mod plane;
