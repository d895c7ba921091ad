//! The native half of the Python package `pycrease`.
//!
//! Networks and slices come in as numpy arrays, counts go out as small objects and long answers as
//! arrays. The Python half (`python/pycrease`) reads models of `PyTorch`, Keras and Flax, plots on
//! matplotlib's axes and starts the command line; it holds every docstring, so that `help()` and the
//! stubs read the same.
//!
//! All counting is done without the interpreter's lock and can be interrupted by Ctrl-C; see
//! [`work`].

use pyo3::pymodule;

mod arrays;
mod breakpoints;
mod cells;
mod decisions;
mod functions;
mod graph;
mod network;
mod picture;
mod slices;
mod vertices;
mod work;

#[pymodule]
mod _native {
    #[pymodule_export]
    use crate::breakpoints::breakpoints;
    #[pymodule_export]
    use crate::cells::Cells;
    #[pymodule_export]
    use crate::decisions::{PlaneDecisions, decision_boundary};
    #[pymodule_export]
    use crate::functions::{cells, count, count_many, distances};
    #[pymodule_export]
    use crate::graph::Graph;
    #[pymodule_export]
    use crate::network::Network;
    #[pymodule_export]
    use crate::picture::draw;
    #[pymodule_export]
    use crate::slices::{Box, Line, Plane};
    #[pymodule_export]
    use crate::vertices::vertices;
}
