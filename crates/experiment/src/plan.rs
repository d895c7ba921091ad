//! The plan: sweep axes times repeats are runs.
