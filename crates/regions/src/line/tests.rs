//! The layers against the sweep, which is tested against exact arithmetic and interpolation.

use super::LineCounter;
use crate::{Activation, Line, Options};
use crease_samples::he_normal_from;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn line(inputs: usize, interval: Option<[f64; 2]>, stream: &mut ChaCha8Rng) -> Line {
    let mut vector = || {
        StandardNormal
            .sample_iter(&mut *stream)
            .take(inputs)
            .collect()
    };
    let line = Line::new(vector(), vector()).expect("a line");
    match interval {
        Some(interval) => line.within(interval).expect("an interval"),
        None => line,
    }
}

#[test]
fn layers_agree_with_the_sweep() {
    let kinked = |at: f64, below: f64| Activation::new(vec![at], vec![below, 1.0], 0.0);
    let leaky = kinked(0.0, 0.1).expect("one breakpoint");
    let shifted = kinked(0.25, -0.5).expect("one breakpoint");
    let mut stream = ChaCha8Rng::seed_from_u64(1);
    let sweep = Options::regions().with_linear_regions(true);
    let (mut lines, mut counted) = (0, 0);
    for activation in [Activation::relu(), leaky, shifted] {
        // Widths that fill no vector, one block and several; no layer after the first, one, and
        // many; lines of one part and of several, the last ones of far fewer breakpoints at a time
        // than expected.
        for widths in [
            &[3, 5, 1][..],
            &[2, 64, 64, 64, 1],
            &[2, 33, 70, 1],
            &[3, 300, 20, 1],
            &[2, 130, 140, 30, 1],
            &[4, 24, 24, 24, 24, 24, 24, 1],
            &[1, 2, 300, 10, 1],
        ] {
            let network = he_normal_from(&mut stream, widths, activation.clone(), 0.1);
            let mut counter = LineCounter::new(&network);
            for interval in [None, Some([-1.0, 2.0]), Some([0.25, 0.5]), None] {
                let line = line(widths[0], interval, &mut stream);
                let expected = counter.count(&network, &line, &sweep).expect("a count");
                let found = counter.count_layers(&line, &Options::regions());
                lines += 1;
                let Some(found) = found.expect("not too many") else {
                    continue;
                };
                counted += 1;
                assert_eq!(found, expected.activation_regions);
            }
        }
    }
    // Not those on which a whole layer is flat, or something is too close to call.
    assert!(counted * 3 > lines * 2, "{counted} of {lines}");
}

#[test]
fn lines_in_general_position_need_no_sweep() {
    let mut stream = ChaCha8Rng::seed_from_u64(2);
    let network = he_normal_from(&mut stream, &[2, 64, 64, 64, 1], Activation::relu(), 0.1);
    let mut counter = LineCounter::new(&network);
    for _ in 0..20 {
        let line = line(2, None, &mut stream);
        let found = counter.count_layers(&line, &Options::regions());
        assert!(found.expect("not too many").is_some());
    }
}
