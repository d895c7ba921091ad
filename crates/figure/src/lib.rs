//! Figure-ready plots: one drawing as SVG, PDF and PNG.
