//! Exact counts of the activation regions and linear regions of piecewise linear networks.
