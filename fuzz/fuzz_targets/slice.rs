//! Slice files, JSON and safetensors.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fs;

// A private module of the command line.
#[allow(dead_code, unexpected_cfgs)]
#[path = "../../crates/crease/src/slice_file.rs"]
mod slice_file;

fuzz_target!(|input: &[u8]| {
    let Some((&inputs, bytes)) = input.split_first() else {
        return;
    };
    let path = crease_fuzz::file("slice.json");
    fs::write(&path, bytes).expect("a file in memory");
    let slices = slice_file::SliceFile::read(&path)
        .and_then(|file| file.slices(usize::from(inputs % 8) + 1));
    if let Err(error) = slices {
        crease_fuzz::one_line(&format!("{error:#}"));
    }
});
