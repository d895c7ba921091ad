//! Lines and segments through chains of layers.

mod brute_force;
mod samples;
