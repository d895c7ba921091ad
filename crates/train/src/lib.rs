//! The trainer: Burn, a task, and a snapshot at every scheduled step.
