//! `crease film`: what it shows is what `crease draw` draws, it is written whole or not at all, and
//! everything else is one clear error.

mod experiments;
mod mistakes;
mod movies;
mod pictures;
mod support;
