use super::{BACKEND, SMALL, edited, parse, small, with};
use crate::settings::{Keep, Measure, Mnist, RunSettings, Slice, Task};
use std::collections::HashSet;

#[test]
fn axes_multiply_in_the_order_of_the_file() {
    let plan = small(None, &[]).unwrap().plan;
    let keys: Vec<&str> = plan.axes.iter().map(|axis| axis.key.as_str()).collect();
    assert_eq!(keys, ["task.memorise.points", "network.bias_std"]);
    let runs: Vec<String> = plan
        .runs
        .iter()
        .map(|run| run.id.rsplit_once('_').unwrap().0.to_owned())
        .collect();
    assert_eq!(
        runs,
        [
            "points-100_bias_std-0_repeat-0",
            "points-100_bias_std-0_repeat-1",
            "points-100_bias_std-0.001_repeat-0",
            "points-100_bias_std-0.001_repeat-1",
            "points-200_bias_std-0_repeat-0",
            "points-200_bias_std-0_repeat-1",
            "points-200_bias_std-0.001_repeat-0",
            "points-200_bias_std-0.001_repeat-1",
        ]
    );
    let distinct = |texts: Vec<String>| texts.into_iter().collect::<HashSet<_>>().len();
    assert_eq!(
        distinct(plan.runs.iter().map(|run| run.id.clone()).collect()),
        8
    );
    assert_eq!(
        distinct(
            plan.runs
                .iter()
                .map(|run| run.training_hash.clone())
                .collect()
        ),
        8
    );
    let seeds: HashSet<u64> = plan.runs.iter().map(|run| run.settings.seed).collect();
    assert_eq!(seeds.len(), 8);
}

#[test]
fn a_run_carries_its_point() {
    let plan = small(None, &[]).unwrap().plan;
    let run = &plan.runs[7];
    let Task::Memorise(task) = &run.settings.task else {
        panic!("another task");
    };
    assert_eq!((task.points, run.settings.network.bias_std), (200, 0.001));
    assert_eq!(run.repeat, 1);
    assert_eq!(
        run.point[0],
        ("task.memorise.points".to_owned(), 200.into())
    );
}

/// A finished run must stay finished when the experiment grows, or is written another way.
#[test]
fn a_run_does_not_depend_on_the_others() {
    let run = small(None, &[]).unwrap().plan.runs[7].clone();
    let set = [
        "repeats=5",
        "sweep.task.memorise.points=[150, 200]",
        "sweep.network.bias_std=[1e-3, 1]",
    ];
    let more = small(None, &set).unwrap().plan;
    assert!(more.runs.contains(&run));

    let turned = edited(
        "task.memorise.points = [100, 200]\nnetwork.bias_std = [0.0, 0.001]",
        "network.bias_std = [0.0, 0.001]\ntask.memorise.points = [100, 200]",
    );
    let turned = parse(&turned, "small.toml", &with(None, &[]), BACKEND).unwrap();
    assert!(
        turned
            .plan
            .runs
            .iter()
            .any(|other| other.training_hash == run.training_hash)
    );
}

#[test]
fn the_training_hash_depends_on_the_backend_and_the_training() {
    let settings = small(None, &[]).unwrap().plan.runs[0].settings.clone();
    assert_eq!(settings.training_hash("flex").len(), 16);
    assert_ne!(
        settings.training_hash("flex"),
        settings.training_hash("wgpu")
    );
    let changes: [fn(&mut RunSettings); 5] = [
        |run| run.seed += 1,
        |run| run.network.bias_std = 0.5,
        |run| run.training.epochs += 1,
        |run| run.task = Task::Mnist(Mnist::default()),
        |run| run.network.hidden.push(4),
    ];
    for change in changes {
        let mut other = settings.clone();
        change(&mut other);
        assert_ne!(settings.training_hash("flex"), other.training_hash("flex"));
    }
}

#[test]
fn measures_do_not_change_the_training_hash() {
    let settings = small(None, &[]).unwrap().plan.runs[0].settings.clone();
    let changes: [fn(&mut RunSettings); 4] = [
        |run| run.measures = vec![Measure::Loss, Measure::Edges],
        |run| run.slice = Slice::Square { half_side: 7.0 },
        |run| {
            run.checkpoints.pop();
        },
        |run| {
            run.measures.push(Measure::BoundaryDistance);
            run.distances.count = 5;
        },
    ];
    for change in changes {
        let mut other = settings.clone();
        change(&mut other);
        assert_eq!(settings.training_hash("flex"), other.training_hash("flex"));
        assert_ne!(settings.question_hash(), other.question_hash());
    }
    // Settings that no measure needs, and what stays on the disk, do not count.
    let mut other = settings.clone();
    other.keep = Keep::None;
    other.distances.count = 5;
    assert_eq!(settings.question_hash(), other.question_hash());
}

/// Results on disk are found by these, so they must not change.
#[test]
fn hashes_and_seeds_stay_the_same() {
    let plan = small(None, &[]).unwrap().plan;
    assert_eq!(
        plan.runs[0].id,
        "points-100_bias_std-0_repeat-0_6713c052f4671816"
    );
    assert_eq!(plan.runs[0].question_hash, "6512a6920d2a4f4e");
    assert_eq!(plan.runs[0].settings.seed, 2_398_404_677_371_971);
}

#[test]
fn without_a_sweep_there_are_only_repeats() {
    let sweep = "[sweep]\ntask.memorise.points = [100, 200]\nnetwork.bias_std = [0.0, 0.001]\n";
    let text = edited(sweep, "").replace("sweep.task.memorise.points = [100]", "");
    let set = ["panel=[]", "claim=[]", "repeats=3"];
    let plan = parse(&text, "small.toml", &with(Some("quick"), &set), BACKEND);
    let plan = plan.unwrap().plan;
    assert!(plan.axes.is_empty());
    assert_eq!(plan.runs.len(), 3);
}

#[test]
fn tables_merge_and_arrays_are_replaced() {
    let quick = small(Some("quick"), &["sweep.network.bias_std=[1]"]).unwrap();
    assert_eq!(quick.name, "small-quick");
    assert_eq!(quick.plan.runs.len(), 2);
    assert_eq!(quick.experiment.training.epochs, 5);
    assert_eq!(quick.experiment.training.batch, 50);
    assert_eq!(quick.plan.axes[1].values, [1.0.into()]);
}

#[test]
fn another_kind_replaces_the_one_before() {
    assert_eq!(
        small(None, &["slice.plane={}"]).unwrap().experiment.slice,
        Slice::Plane
    );
    assert_eq!(
        small(None, &["slice=plane"]).unwrap().experiment.slice,
        Slice::Plane
    );
    let preset = format!("{SMALL}slice.plane = {{}}\n");
    let quick = parse(&preset, "small.toml", &with(Some("quick"), &[]), BACKEND).unwrap();
    assert_eq!(quick.experiment.slice, Slice::Plane);
}

#[test]
fn set_reaches_into_arrays_and_takes_plain_words() {
    let set = [
        "checkpoints[1].count=2",
        "checkpoints[0].spacing=linear",
        "title=Word",
    ];
    let loaded = small(None, &set).unwrap();
    assert_eq!(loaded.experiment.checkpoints[1].count, 2);
    assert_eq!(loaded.experiment.title, "Word");
}

/// A star varies one key at a time around the values outside the sweep.
#[test]
fn a_star_has_one_point_for_each_value() {
    let set = [
        "design=\"star\"",
        "task.memorise.points=100",
        "sweep.task.memorise.points=[50, 100, 200]",
    ];
    let plan = small(None, &set).unwrap().plan;
    let points: Vec<String> = plan
        .runs
        .iter()
        .step_by(2)
        .map(|run| {
            run.point
                .iter()
                .map(|(_, value)| value.as_toml().to_string())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(points, ["50 0.001", "100 0.0", "100 0.001", "200 0.001"]);
}
