//! Experiments that are broken in every way, through the binary: one line on stderr that names the
//! file, the line, the key, what was found and what was expected; nothing on stdout; exit code 2.

mod experiments;
mod files;
mod networks;
mod options;
mod sets;
mod slices;
mod support;
