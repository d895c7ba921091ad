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
mod zero_bias;

use crate::{Row, Study, TheoremsError};

/// What a paper states, and how it is examined.
pub struct Statement {
    /// A short name for tables: `one-layer`.
    pub key: &'static str,
    /// Where it is stated: `P, eq. 4`; see the [crate's documentation](crate) for the letters.
    pub source: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What the paper says and how we read it.
    pub says: &'static str,
    /// Measures it.
    pub(crate) examine: fn(&Study<'_>) -> Result<Vec<Row>, TheoremsError>,
}

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
