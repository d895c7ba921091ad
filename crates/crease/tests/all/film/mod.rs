//! `crease film`: it shows what `crease draw` draws, is written whole or not at all, and every
//! mistake is one clear error.

mod experiments;
mod interruption;
mod mistakes;
mod movies;
mod pictures;
mod support;
