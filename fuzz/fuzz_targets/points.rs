//! Files of points, for distances and for slices through them.
#![no_main]

use crease_checkpoint::{read_points, read_spans};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&inputs, bytes)) = input.split_first() else {
        return;
    };
    let inputs = usize::from(inputs);
    match read_points(bytes, inputs) {
        Ok(points) => assert_eq!(points.len() % inputs.max(1), 0),
        Err(error) => crease_fuzz::one_line(&error),
    }
    match read_spans(bytes, inputs) {
        Ok(spans) => {
            assert_eq!(spans.lines.len() % (2 * inputs).max(1), 0);
            assert_eq!(spans.segments.len() % (2 * inputs).max(1), 0);
            assert_eq!(spans.planes.len() % (3 * inputs).max(1), 0);
        }
        Err(error) => crease_fuzz::one_line(&error),
    }
});
