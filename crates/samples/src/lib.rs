//! Random networks, for tests and benches only: at initialisation, or of small integers, where ties are
//! frequent.

mod initial;
mod integer;

pub use initial::{he_normal, he_normal_from, in_single_precision};
pub use integer::{activations, layers, networks, small_integers};
