//! Bad input of every kind, through the binary: one line on stderr that names the file, the line,
//! the key or tensor, what was found and what was expected; nothing on stdout; exit code 2;
//! quickly, in bounded memory, and with nothing left behind.
//!
//! Experiments and slices that a text can hold are the paragraphs of `experiments.txt` and
//! `slices.txt`, each with its error line.
#![cfg(unix)]

mod experiments;
mod files;
mod networks;
mod options;
mod sets;
mod slices;
mod support;
mod tensors;
