//! `crease count` and `crease draw`, through the binary, as a user runs them.

mod cases;
mod files;
mod pictures;
mod support;
