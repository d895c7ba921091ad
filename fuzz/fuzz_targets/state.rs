//! The state of an interrupted run: a state that can be read is written to the same bytes.
#![no_main]

use crease_train::State;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match State::from_bytes(bytes, "fuzz") {
        Ok(state) => assert_eq!(state.to_bytes("fuzz").expect("it is written"), bytes),
        Err(error) => crease_fuzz::one_line(&error),
    }
});
