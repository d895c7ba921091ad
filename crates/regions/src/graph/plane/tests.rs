//! Nets and drawings against cutting step by step, on random graphs with every operator, ties among them.

use super::super::plan::plan;
use super::count_with;
use crate::{Options, Plane, RegionsError, Window};
use made::{Numbers, graph};
use pulp::Arch;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

#[path = "../../../tests/all/graphs/made.rs"]
pub(super) mod made;

/// Counts of random planes with nets and drawings of any size, of a few atoms at most, and without.
fn compare(seed: u64, cases: u32, fine: bool) {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let mut cut = 0;
    for case in 0..cases {
        let graph = graph(&mut source);
        let steps = plan(&graph);
        let inputs = graph.input_elements();
        let origin = source.take(inputs);
        let Ok(plane) = Plane::new(origin, [source.take(inputs), source.take(inputs)]) else {
            continue;
        };
        let plane = match case % 3 {
            0 => plane,
            1 => plane.within(Window::new([0.0, 0.0], 1.0).unwrap()),
            _ => plane.within(Window::new([0.5, -0.75], 1.25).unwrap()),
        };
        for options in [Options::regions(), Options::everything()] {
            let options = options.with_max_regions(600);
            let count = |most| {
                let counts = count_with(Arch::new(), &graph, &steps, &plane, &options, most)?;
                Ok::<_, RegionsError>((
                    counts.activation_regions,
                    counts.vertices,
                    counts.edges,
                    counts.linear_regions,
                ))
            };
            let expected = match count([0, 0]) {
                Err(RegionsError::TooMany { .. }) => continue,
                counts => counts.unwrap(),
            };
            for most in [[3, 0], [8, 2], [600, 0], [600, 3], [600, 8], [600, 64]] {
                let found = count(most).unwrap();
                assert_eq!(
                    found, expected,
                    "case {case}, {most:?}: {plane:?} {graph:#?}"
                );
            }
            cut += u32::from(expected.0 > 1);
        }
    }
    assert!(cut > cases / 2, "{cut} cases were cut");
}

#[test]
fn nets_and_steps_agree_on_integers() {
    compare(31, 300, false);
}

#[test]
fn nets_and_steps_agree_in_general_position() {
    compare(32, 200, true);
}
