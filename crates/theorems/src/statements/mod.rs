//! The statements, one file each.

mod boundary;
mod bounds;
mod breakpoints;
mod depth;
mod distance;
mod linear;
mod mean;
mod one_layer;
mod partial;
mod scaling;
mod statement;
mod zero_bias;

pub use statement::Statement;

/// All of them, in the order of the papers' arguments.
pub const STATEMENTS: &[Statement] = &[
    one_layer::STATEMENT,
    mean::PLANE,
    mean::LINE,
    depth::MEAN,
    depth::VARIANCE,
    scaling::BIASES,
    scaling::WEIGHTS,
    zero_bias::CONES,
    zero_bias::FEWER,
    linear::STATEMENT,
    breakpoints::STATEMENT,
    boundary::STATEMENT,
    bounds::STATEMENT,
    distance::STATEMENT,
    partial::STATEMENT,
];
