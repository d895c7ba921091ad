//! Pairs of floats against exact arithmetic, on random graphs with every operator.

use super::Doubles;
use crate::double::DoubleForm;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::graph::duplicates::slots;
use crate::graph::plan::{Kind, plan};
use crate::graph::plane::exact::Exact;
use crate::graph::plane::form::Form;
use crate::graph::plane::lines::{Line, Name, Source, Witness};
use crate::graph::plane::state::State;
use crate::graph::plane::tests::made::{Numbers, graph};
use crate::{Plane, RegionsError};
use crease_network::Graph;
use pulp::Arch;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Whether a form is known, and then it must be near the exact one.
fn is_near(form: &DoubleForm, exact: &ExactForm, case: &str) -> bool {
    for (k, exact) in exact.iter().enumerate() {
        let found = &Dyadic::from(form.high[k]) + &Dyadic::from(form.low[k]);
        let off = (&found - exact).to_f64().0.abs();
        assert!(off <= form.error, "{case}: off by {off:e}: {form:?}");
    }
    form.error <= 1e-22 * (1.0 + form.size())
}

/// Compares all units on random pieces, and then around a random point; returns how many forms of
/// either kind were known, and how many there are.
fn compare(graph: &Graph, source: &mut Numbers) -> Result<[usize; 3], RegionsError> {
    let inputs = graph.input_elements();
    let origin = source.take(inputs);
    let plane = Plane::new(origin, [source.take(inputs), source.take(inputs)])?;
    let steps = plan(graph);
    let slots = slots(&steps, &plane.vectors());
    let mut state = State::new(Arch::new(), &steps, &slots, &plane);
    for (index, step) in steps.iter().enumerate() {
        for unit in 0..slots[index].len() * step.padded {
            let pieces = match (&step.kind, step.pieces_of(unit)) {
                (Kind::Largest(_), _) => state.wired[index].candidates[unit / step.padded].len(),
                (Kind::Activate(_), Some(pieces)) => pieces.breakpoints().len() + 1,
                _ => continue,
            };
            state.at[index].pieces[unit] = source.rng.random_range(0..pieces) as u16;
        }
    }
    let (mut doubles, mut exact) = (
        Doubles::new(&steps, &plane),
        Exact::new(graph, &steps, &plane),
    );
    let point = [0, 1, 2].map(|k| {
        let coordinate: f64 = source.rng.random_range(-1.0..1.0);
        if k == 2 { 1.0 } else { coordinate }
    });
    let mut lines = Vec::new();
    let [mut here, mut there] = [0; 2];
    for (index, step) in steps.iter().enumerate() {
        for unit in 0..slots[index].len() * step.padded {
            if unit % step.padded >= step.channels {
                continue;
            }
            let (step, unit) = (index as u32, unit as u32);
            let pair = [Name::Unit { step, unit }, Name::number(0.75)];
            let form = doubles.pair(&state, pair, super::Place::Cell);
            let truth = exact.pair(&state, 1, pair);
            here += usize::from(is_near(&form, &truth, "in the cell"));
            lines.push(Line {
                form: Form::default(),
                source: Source::Cut {
                    pair,
                    witness: Witness::Point(point),
                    owner: (step, unit),
                },
            });
        }
    }
    for line in 0..lines.len() as u32 {
        let form = doubles.line(&state, &lines, line);
        let truth = exact.line(&state, &lines, line);
        there += usize::from(is_near(&form, &truth, "around a point"));
    }
    Ok([here, there, lines.len()])
}

fn compare_all(seed: u64, fine: bool) {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    let mut source = Numbers { rng, fine };
    let mut all = [0; 3];
    for _ in 0..150 {
        let graph = graph(&mut source);
        if let Ok(counts) = compare(&graph, &mut source) {
            all.iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
    }
    let [here, there, units] = all;
    assert_eq!(here, units);
    // Signs of sums that are 0 are not certain.
    assert!(units > 5000 && 4 * there > 3 * units, "{there} of {units}");
}

#[test]
fn forms_of_integers_are_near_the_exact_ones() {
    compare_all(41, false);
}

#[test]
fn forms_in_general_position_are_near_the_exact_ones() {
    compare_all(42, true);
}
