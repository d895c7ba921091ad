//! Both engines against each other, against training in `f64`, and against Burn's autodiff.

mod case;
mod finite;
mod gradients;
mod reference;
mod steps;
