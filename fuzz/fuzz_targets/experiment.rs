//! Experiment files: TOML that loads, when written with all defaults, loads again as the same runs.
#![no_main]

use crease_fuzz::Unread;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let loaded = match crease_fuzz::parse(text) {
        Ok(loaded) => loaded,
        Err(error) => {
            assert!(error.to_string().starts_with("fuzz.toml:"), "{error}");
            return crease_fuzz::one_line(&error);
        }
    };
    let again: crease_experiment::Loaded<Unread> =
        crease_fuzz::parse(&loaded.resolved_toml).expect("what was resolved loads");
    assert_eq!(again.plan, loaded.plan);
});
