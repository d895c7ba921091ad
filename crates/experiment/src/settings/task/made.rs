//! What the tasks of made points have in common.

use super::examples::{Data, ExampleFacts, Loss, Made, Split};
use crate::check::{self, Check, require_all};
use crate::streams::{Purpose, stream};
use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

/// Points on curves, one for each class, with normal noise on both coordinates. `curve` gives the
/// place of a class at a uniform number in `[0, 1)`. Classes alternate. Training and test points
/// come from streams of their own, so the first points of a longer run are those of a shorter one.
pub(super) fn make(
    [points, test_points]: [usize; 2],
    classes: usize,
    noise: f64,
    seed: u64,
    curve: impl Fn(usize, f64) -> [f64; 2],
) -> Made {
    let draw = |count: usize, purpose| {
        let mut stream = stream(seed, purpose);
        let mut split = Split::default();
        for index in 0..count {
            let class = index % classes;
            for coordinate in curve(class, stream.random()) {
                let normal: f64 = StandardNormal.sample(&mut stream);
                split.inputs.push((coordinate + noise * normal) as f32);
            }
            split.labels.push(class as u8);
        }
        split
    };
    Made {
        train: draw(points, Purpose::Points),
        test: draw(test_points, Purpose::TestPoints),
    }
}

/// The facts of training and test points.
pub(super) fn facts([points, test_points]: [usize; 2], classes: usize) -> ExampleFacts<'static> {
    ExampleFacts {
        data: Data::Made,
        train: points,
        key: Some("points"),
        test: test_points,
        classes,
        loss: Loss::of_classes(classes),
    }
}

/// Checks the keys that all these tasks have.
pub(super) fn check(name: &str, points: usize, test_points: usize, noise: f64) -> Check {
    let key = |word: &str| format!("task.{name}.{word}");
    check::whole(points, &key("points"))?;
    for (count, word) in [(points, "points"), (test_points, "test_points")] {
        let expected = format!("must be at most {}", check::MOST_NUMBERS / 2);
        let right = count <= check::MOST_NUMBERS / 2;
        require_all(right, &[&key(word)], count, &expected)?;
    }
    check::not_negative(noise, &key("noise"))
}
