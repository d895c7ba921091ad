//! Neurons that cross a slice.

use super::elimination::{Brute, Inequality};
use super::networks::network;
use super::plane::{count_patterns, plane};
use crease_regions::{
    Activation, Counter, Cube, Layer, Line, Network, Options, Plane, RegionsError, Window,
};
use crease_samples::activations;
use proptest::prelude::*;

/// A neuron crosses if it is on more than one piece in patterns that have an inside.
fn on_several_pieces(network: &Network, count: impl Fn(&Brute) -> u64) -> Vec<bool> {
    let pieces = network.activation().slopes().len();
    let hidden = network.hidden().iter().enumerate();
    let neurons =
        hidden.flat_map(|(index, layer)| (0..layer.outputs).map(move |unit| (index, unit)));
    let crosses = neurons.map(|(layer, unit)| {
        let exists = |piece: &usize| {
            let brute = Brute::pinned(network, [layer, unit, *piece]);
            count(&brute) > 0
        };
        (0..pieces).filter(exists).count() > 1
    });
    crosses.collect()
}

fn network_and_plane() -> impl Strategy<Value = (Network, Plane)> {
    let hidden = prop::collection::vec(1usize..=4, 0..=3);
    network(2usize..=3, hidden, activations()).prop_flat_map(|network| {
        let inputs = network.inputs();
        (Just(network), plane(inputs))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_square_is_crossed_by_neurons_on_several_pieces((network, plane) in network_and_plane()) {
        let window = plane.window().copied();
        let window = window.unwrap_or(Window::new([0.0, 0.0], 3.0).expect("a window"));
        let plane = plane.within(window);
        let crossed = Counter::new(network.clone()).crossed(&plane.clone().into(), &Options::regions());
        let crossed = crossed.expect("what crosses");
        let count = |brute: &Brute| count_patterns(brute, &network, &plane);
        prop_assert_eq!(crossed.neurons, on_several_pieces(&network, count));
        prop_assert_eq!(crossed.activation_regions, count(&Brute::new(&network)));
    }

    #[test]
    fn a_segment_is_crossed_by_neurons_on_several_pieces(
        network in network(1usize..=3, prop::collection::vec(1usize..=4, 0..=3), activations()),
        ends in prop::array::uniform2(prop::array::uniform3(-5i8..=5)),
    ) {
        let [from, to] = ends.map(|end| end[..network.inputs()].to_vec());
        prop_assume!(from != to);
        let floats = |point: &[i8]| point.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>();
        let segment = Line::between(&floats(&from), &floats(&to)).expect("a segment");
        let inputs: Vec<Inequality<2>> = from
            .iter()
            .zip(&to)
            .map(|(&from, &to)| [i128::from(to) - i128::from(from), i128::from(from)])
            .collect();
        let count = |brute: &Brute| {
            brute.count(0, &inputs, &mut Vec::new(), &mut vec![[1, 0], [-1, 1]])
        };
        let crossed = Counter::new(network.clone()).crossed(&segment.into(), &Options::regions());
        let crossed = crossed.expect("what crosses");
        prop_assert_eq!(crossed.neurons, on_several_pieces(&network, count));
        prop_assert_eq!(crossed.activation_regions, count(&Brute::new(&network)));
    }
}

fn one_neuron() -> Network {
    let layer = |inputs: usize| Layer {
        weight: vec![1.0; inputs],
        bias: vec![0.0],
        inputs,
        outputs: 1,
    };
    Network::new(vec![layer(2), layer(1)], Activation::relu()).expect("it chains")
}

#[test]
fn unbounded_slices_are_refused() {
    let mut counter = Counter::new(one_neuron());
    let plane = counter.crossed(&Plane::of_inputs().into(), &Options::regions());
    assert_eq!(plane, Err(RegionsError::NoWindow));
    let cube = Cube::new(1.0).expect("a cube");
    let cube = counter.crossed(&cube.into(), &Options::regions());
    assert_eq!(cube, Err(RegionsError::NoCrossings));
    let line = Line::through(&[0.0, -1.0], &[0.0, 1.0]).expect("a line");
    let line = counter
        .crossed(&line.into(), &Options::regions())
        .expect("what crosses");
    assert_eq!((line.activation_regions, line.neurons), (2, vec![true]));
}
