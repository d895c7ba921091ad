//! A user's own examples: CSV, npz and safetensors.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fs;

fuzz_target!(|input: &[u8]| {
    let Some((&kind, bytes)) = input.split_first() else {
        return;
    };
    let ending = ["csv", "npz", "safetensors"][usize::from(kind % 3)];
    let path = crease_fuzz::file(&format!("examples.{ending}"));
    fs::write(&path, bytes).expect("a file in memory");
    match crease_data::own::read(&path) {
        Ok(data) => {
            assert_eq!(data.train.inputs.len() % data.dimension, 0);
            assert!(data.train.inputs.iter().all(|number| number.is_finite()));
        }
        Err(error) => crease_fuzz::one_line(&error),
    }
});
