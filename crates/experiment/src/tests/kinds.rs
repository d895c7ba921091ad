//! Kinds that are written by name or as a table: optimisers, schedules, activations, initial
//! distributions.

use super::{parse, small};
use crate::settings::optimizer::{AdamW, Sgd};
use crate::settings::{Activation, Optimizer, RateSchedule, RunSettings};

/// The settings of the first run with these `--set`.
fn run(set: &[&str]) -> RunSettings {
    small(None, set).unwrap().plan.runs[0].settings.clone()
}

fn refused(set: &str) -> String {
    small(None, &[set]).unwrap_err()
}

#[test]
fn a_kind_is_its_name_or_a_table() {
    let plain = run(&[]);
    assert_eq!(plain.training.optimizer, Optimizer::default());
    assert_eq!(plain.training.schedule, RateSchedule::default());
    assert_eq!(plain.network.activation, Activation::default());
    assert_eq!(plain, run(&["training.optimizer='adam'"]));
    assert_eq!(plain, run(&["training.optimizer={ adam = {} }"]));

    let adamw = run(&["training.optimizer='adamw'"]).training.optimizer;
    assert_eq!(adamw, Optimizer::AdamW(AdamW { weight_decay: 0.01 }));
    let sgd = run(&["training.optimizer.sgd={ momentum = 0.9, nesterov = true }"]);
    let expected = Sgd {
        momentum: 0.9,
        nesterov: true,
        weight_decay: 0.0,
    };
    assert_eq!(sgd.training.optimizer, Optimizer::Sgd(expected));
    for optimizer in ["adam", "adamw", "sgd"] {
        let set = format!("training.optimizer='{optimizer}'");
        let training = run(&[&set, "training.weight_decay=0.25"]).training;
        assert_eq!(training.weight_decay(), 0.25);
        assert_eq!(training.optimizer.name(), optimizer);
    }
    assert_eq!(
        run(&["training.optimizer='adamw'"]).training.weight_decay(),
        0.01
    );
    let hard = run(&["network.activation='hard-tanh'"]).network.activation;
    assert_eq!(hard.pieces().unwrap().apply(7.0), 1.0);
    let own = "network.activation.pieces={ breakpoints = [-1, 1], slopes = [0, 2, 0], value = -2 }";
    let own = run(&[own]).network.activation.pieces().unwrap();
    assert_eq!(own.apply(0.5), 1.0);
}

/// A resolved file reads as the same settings; a default kind is written by its name alone.
#[test]
fn resolved_files_say_the_same() {
    for set in [
        "training.optimizer='sgd'",
        "training.optimizer.adam.weight_decay=0.1",
        "training.schedule.step.every=3",
        "training.schedule='cosine'",
        "network.activation.leaky-relu.slope=0.25",
        "network.activation='relu6'",
        "network.init='orthogonal'",
    ] {
        let loaded = small(None, &[set]).unwrap();
        let text = &loaded.resolved_toml;
        let again = parse(text, "small.toml", &super::with(None, &[]), super::BACKEND).unwrap();
        assert_eq!(again.experiment, loaded.experiment, "{text}");
        assert_eq!(again.plan, loaded.plan);
        assert_ne!(loaded.plan.runs[0], small(None, &[]).unwrap().plan.runs[0]);
    }
    let text = small(None, &[]).unwrap().resolved_toml;
    assert!(text.contains("optimizer = \"adam\""), "{text}");
}

#[test]
fn kinds_can_be_swept_by_name_and_by_key() {
    let names = small(None, &["sweep.training.optimizer=['adam', 'sgd']"]).unwrap();
    assert_eq!(names.plan.runs.len(), 16);
    let set = [
        "training.optimizer.sgd.momentum=0.5",
        "sweep.training.optimizer.sgd.momentum=[0.5, 0.9]",
    ];
    let momenta = small(None, &set).unwrap().plan;
    let last = momenta.runs[15].settings.training.optimizer;
    let Optimizer::Sgd(Sgd { momentum, .. }) = last else {
        panic!("{last:?}");
    };
    assert_eq!(momentum, 0.9);
}

#[test]
fn mistakes_name_the_key_and_what_was_expected() {
    for (set, key, expected) in [
        (
            "training.optimizer='adan'",
            "training.optimizer",
            "did you mean adam?",
        ),
        (
            "training.optimizer=3",
            "training.optimizer",
            "expected a name, or a table with one key",
        ),
        (
            "training.optimizer={}",
            "training.optimizer",
            "expected exactly one key, found none",
        ),
        (
            "training.optimizer={ adam = {}, sgd = {} }",
            "training.optimizer",
            "expected exactly one key, found adam and sgd",
        ),
        (
            "training.optimizer.sgd.momentun=0.9",
            "training.optimizer.sgd.momentun",
            "did you mean momentum?",
        ),
        (
            "training.optimizer.sgd.momentum='much'",
            "training.optimizer.sgd.momentum",
            "expected a number",
        ),
        (
            "training.optimizer.sgd.momentum=1",
            "training.optimizer.sgd.momentum",
            "must be from 0 to below 1",
        ),
        (
            "training.optimizer.sgd.nesterov=true",
            "training.optimizer.sgd.nesterov",
            "needs a momentum above 0",
        ),
        (
            "training.optimizer.adamw.weight_decay=-1",
            "training.optimizer.adamw.weight_decay",
            "0 or more",
        ),
        (
            "training.weight_decay=-1",
            "training.weight_decay",
            "0 or more",
        ),
        (
            "training={ weight_decay = 0.1, optimizer = { sgd = { weight_decay = 0.2 } } }",
            "training.weight_decay",
            "must be left out where training.optimizer.sgd.weight_decay is given",
        ),
        (
            "training.schedule='step'",
            "training.schedule",
            "expected a table that says which",
        ),
        (
            "training.schedule.step.factor=0.5",
            "training.schedule.step.every",
            "required key",
        ),
        (
            "training.schedule.cosine.end=2",
            "training.schedule.cosine.end",
            "must be from 0 to 1",
        ),
        (
            "training.schedule.constant.warm_up=-1",
            "training.schedule.constant.warm_up",
            "0 or more",
        ),
        (
            "network.activation.leaky-relu.slope=1",
            "network.activation.leaky-relu",
            "the slope does not change at breakpoint 0",
        ),
        (
            "network.activation.pieces={ breakpoints = [0, 1], slopes = [1, 2] }",
            "network.activation.pieces",
            "needs 3 slopes, found 2",
        ),
        (
            "network.activation.pieces={ breakpoints = [1, 1.0000000001], slopes = [1, 2, 3] }",
            "network.activation.pieces",
            "precision of 32-bit floats",
        ),
        ("network.init='he'", "network.init", "expected"),
    ] {
        let message = refused(set);
        let right = message.contains(key) && message.contains(expected);
        assert!(right, "{set}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
}
