//! Every kind of task, and tasks that are read from a file.

use super::{Loaded, load, parse, with};
use crate::settings::task::{Data, Made};
use crate::settings::{Loss, Task};
use std::fs;
use std::path::Path;

/// All tasks but `file`, which needs one.
const TASKS: [&str; 10] = [
    "memorise",
    "mnist",
    "fashion-mnist",
    "kmnist",
    "cifar-10",
    "two-moons",
    "circles",
    "spirals",
    "untrained",
    "sawtooth",
];

fn experiment(task: &str, more: &str) -> String {
    format!(
        "title = \"t\"\nmeasures = [\"weight_norm\"]\n{more}\n[task.{task}]\n\n\
         [[checkpoints]]\nunit = \"epochs\"\nfrom = 1\nto = 2\ncount = 2\n"
    )
}

fn task(name: &str) -> Task {
    let text = experiment(name, "");
    let loaded = parse(&text, "t.toml", &with(None, &[]), super::BACKEND);
    loaded.unwrap().experiment.task
}

#[test]
fn every_task_matches_its_description() {
    for name in TASKS {
        let task = task(name);
        assert_eq!(task.name(), name);
        assert!(task.inputs() > 0 && task.outputs() > 0, "{name}");
        let learns = !matches!(task.data(), Data::None);
        assert_eq!(task.examples() > 0, learns, "{name}");
        assert_eq!(task.loss().is_some(), learns, "{name}");
        match task.loss() {
            Some(Loss::BinaryCrossEntropy) => assert_eq!((task.classes(), task.outputs()), (2, 1)),
            Some(Loss::CrossEntropy) => assert_eq!(task.outputs(), task.classes()),
            Some(Loss::SquaredError) | None => assert_eq!(task.classes(), 0),
        }
        assert_eq!(task.make(1).is_some(), matches!(task.data(), Data::Made));
    }
}

#[test]
fn generated_examples_have_the_stated_number_and_depend_on_the_seed() {
    for name in TASKS {
        let task = task(name);
        let Some(Made { train, test }) = task.make(7) else {
            continue;
        };
        for (split, count) in [(&train, task.examples()), (&test, task.test_examples())] {
            assert_eq!(split.labels.len(), count, "{name}");
            assert_eq!(split.inputs.len(), count * task.inputs(), "{name}");
            let classes = task.classes();
            assert!(
                split
                    .labels
                    .iter()
                    .all(|&label| usize::from(label) < classes)
            );
        }
        assert_ne!(train.inputs, test.inputs, "{name}");
        assert_eq!(task.make(7).unwrap().train, train);
        assert_ne!(task.make(8).unwrap().train, train);
    }
}

const CLASSES: &str = "x,y,label,split\n0,0,0,train\n1,0,1,train\n2,0,2,train\n0,1,0,test\n";
const TARGETS: &str = "x,target\n0,0.5\n1,0.25\n2,0.125\n";

fn loaded(folder: &Path, data: &str, set: &[&str]) -> Result<Loaded, String> {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("own.csv"), data).unwrap();
    let path = folder.join("t.toml");
    let text = experiment("file", "training.batch = 2")
        .replace("[task.file]", "[task.file]\npath = \"own.csv\"");
    fs::write(&path, text).unwrap();
    load(&path, &with(None, set), super::BACKEND).map_err(|error| error.to_string())
}

#[test]
fn the_facts_of_a_file_are_read_and_identify_its_runs() {
    let home = tempfile::tempdir().unwrap();
    let of = |folder: &str, data: &str| loaded(&home.path().join(folder), data, &[]).unwrap();
    let first = of("first", CLASSES);
    let Task::File(file) = &first.experiment.task else {
        panic!("{:?}", first.experiment.task);
    };
    assert_eq!((file.inputs, file.classes, file.targets), (2, 3, 0));
    assert_eq!((file.examples, file.test_examples), (3, 1));
    assert_eq!(first.experiment.task.loss(), Some(Loss::CrossEntropy));
    assert_eq!(first.experiment.task.outputs(), 3);
    assert_eq!(file.read().unwrap().train.count(2), 3);

    // The name of a run depends on what is in the file, not on where it lies.
    let moved = of("elsewhere", CLASSES);
    assert_eq!(moved.plan.runs[0].id, first.plan.runs[0].id);
    let changed = of("changed", &CLASSES.replace("2,0,2", "2,0,1"));
    assert_ne!(changed.plan.runs[0].id, first.plan.runs[0].id);

    let targets = of("targets", TARGETS).experiment.task;
    assert_eq!(
        (targets.inputs(), targets.outputs(), targets.classes()),
        (1, 1, 0)
    );
    assert_eq!(targets.loss(), Some(Loss::SquaredError));
}

/// Results can be read after the file is gone, but nothing is trained on another file.
#[test]
fn a_resolved_experiment_needs_no_file_until_it_is_trained() {
    let home = tempfile::tempdir().unwrap();
    let first = loaded(home.path(), CLASSES, &[]).unwrap();
    fs::write(home.path().join("own.csv"), TARGETS).unwrap();
    let again = parse(
        &first.resolved_toml,
        "t.toml",
        &with(None, &[]),
        super::BACKEND,
    )
    .unwrap();
    assert_eq!(again.plan, first.plan);
    let Task::File(file) = &again.experiment.task else {
        panic!("{:?}", again.experiment.task);
    };
    let error = file.read().unwrap_err().to_string();
    assert!(
        error.contains("is not the file of this experiment"),
        "{error}"
    );
    fs::remove_file(home.path().join("own.csv")).unwrap();
    assert!(
        parse(
            &first.resolved_toml,
            "t.toml",
            &with(None, &[]),
            super::BACKEND
        )
        .is_ok()
    );
    assert!(file.read().is_err());
}

#[test]
fn mistakes_name_the_key() {
    let home = tempfile::tempdir().unwrap();
    for (data, set, expected) in [
        (
            CLASSES,
            "task.file.path='none.csv'",
            "must hold examples: cannot read ",
        ),
        (
            CLASSES,
            "task.file.path=''",
            "must name a .csv, .npz or .safetensors file",
        ),
        (
            CLASSES,
            "task.file.blake3='00'",
            "must have the BLAKE3 hash 00, found ",
        ),
        (
            "x,y\n1,2\n",
            "seed=1",
            "own.csv: labels: required array is missing",
        ),
        (
            CLASSES,
            "sweep.task.file.path=['own.csv']",
            "cannot be swept, expected an experiment for each file",
        ),
        (
            TARGETS,
            "measures=['accuracy']",
            "needs a task with classes",
        ),
        (
            TARGETS,
            "measures=['test_accuracy']",
            "needs a task with test examples",
        ),
        (
            CLASSES,
            "distances={points='test', count=2}\nmeasures=['boundary_distance']",
            "",
        ),
    ] {
        let sets: Vec<&str> = set.split('\n').collect();
        let message = loaded(home.path(), data, &sets).unwrap_err();
        assert!(message.contains(expected), "{set}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
}

#[test]
fn values_of_made_tasks_are_checked() {
    for (task, set, expected) in [
        ("two-moons", "task.two-moons.points=0", "must be at least 1"),
        (
            "circles",
            "task.circles.noise=-1",
            "must be a finite number, 0 or more",
        ),
        ("spirals", "task.spirals.arms=1", "must be from 2 to 256"),
        (
            "spirals",
            "task.spirals.turns=0",
            "must be a finite number above 0",
        ),
        (
            "fashion-mnist",
            "task.fashion-mnist.label_noise=2",
            "must be from 0 to 1",
        ),
    ] {
        let text = experiment(task, "");
        let error = parse(&text, "t.toml", &with(None, &[set]), super::BACKEND).unwrap_err();
        let message = error.to_string();
        let key = set.split('=').next().unwrap();
        assert!(
            message.contains(key) && message.contains(expected),
            "{message}"
        );
    }
}
