//! The limits of what is computed, as numbers.
//!
//! Weights, biases, breakpoints and slices may be any finite `f64`: a product that overflows or
//! underflows makes a bound wider, and what is then not certain is decided in integers of any
//! length. There is no smallest angle, distance or region.

/// How many regions a count may have before it is an error, unless
/// [`Options::max_regions`](crate::Options::max_regions) says otherwise: counts that keep their
/// cells need memory for each.
pub const MAX_REGIONS: u64 = 10_000_000;

/// Cells that are kept have 32-bit numbers: more regions than this are an error wherever cells are
/// kept, whatever [`Options::max_regions`](crate::Options::max_regions) says.
pub const MAX_KEPT_REGIONS: u64 = u32::MAX as u64 / 8;

/// A distance to the nearest boundary is off by less than this share of itself.
pub const DISTANCE_ERROR: f64 = 1e-9;

/// The position of a breakpoint on a line is off by less than this share of itself.
pub const BREAKPOINT_ERROR: f64 = 1e-9;

/// A corner of a polygon in a window is off by about this share of the window's half side
/// at most.
pub const CORNER_ERROR: f64 = 1e-9;
