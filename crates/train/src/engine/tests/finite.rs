use crate::Backend;
use crate::engine::fused::Fused;
use crate::engine::{Batch, Engine, Shape, Stacked};
use crate::loss::Loss;
use crate::optimizer::Update;
use crate::set::{Blocks, Inputs, Set};
use crate::shape::places;
use crease_experiment::settings::Training;
use crease_network::Activation;

#[test]
fn one_nonfinite_parameter_is_found_anywhere() {
    let numbers: Vec<f32> = (0..20).map(|number| number as f32 / 10.0).collect();
    let pixels: Vec<u8> = (0..20).map(|number| number * 11).collect();
    let blocks = Blocks::default();
    for inputs in [Inputs::Numbers(&numbers), Inputs::Pixels(&pixels, &blocks)] {
        let set = Set {
            inputs,
            labels: &[0, 1, 1, 0],
            targets: &[],
            count: 4,
            dimension: 5,
        };
        let widths = [5, 3, 2, 1];
        let activation = Activation::relu();
        let shape = Shape {
            widths: &widths,
            activation: &activation,
            loss: Loss::BinaryCrossEntropy,
            batch: 4,
            memory: Training::default().optimizer.vectors(),
        };
        let count = crate::shape::parameters(&places(&widths));
        let device = Backend::Flex.device().unwrap();
        let finite = |parameters: &[f32]| {
            let update = Update::of(&Training::default(), 1, 1e-3);
            let batch = || Batch {
                set,
                indices: &[0, 1, 2, 3],
                update,
            };
            let mut fused = Fused::new(&shape, set, parameters, &device);
            let mut stacked = Stacked::new(&shape, &[parameters], &device);
            let found = [fused.step(&[batch()]), stacked.step(&[batch()])].map(Result::unwrap);
            for (finite, engine) in found.iter().zip([&fused as &dyn Engine, &stacked]) {
                let all = engine.parameters(0).unwrap();
                assert_eq!(*finite, all.iter().all(|x| x.is_finite()));
            }
            found
        };
        assert_eq!(finite(&vec![0.5; count]), [true, true]);
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in 0..count {
                let mut parameters = vec![0.5; count];
                parameters[place] = bad;
                assert_eq!(finite(&parameters), [false, false], "{bad} at {place}");
            }
        }
    }
}
