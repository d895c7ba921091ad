//! `[neighbourhoods]`, and the columns of what is measured there.

use super::small;
use crate::settings::{Neighbourhoods, Points};

fn refused(sets: &[&str]) -> String {
    small(None, sets).unwrap_err()
}

const MEASURES: &str = "measures=['linear_regions', 'local_complexity', 'square_neurons_by_layer']";

#[test]
fn each_kind_of_points_and_radius_has_a_column() {
    let around = "neighbourhoods={ points=['training', 'normal'], radii=[0.05, 2] }";
    let loaded = small(None, &[MEASURES, around]).unwrap();
    let columns = loaded.plan.columns();
    let names: Vec<String> = columns.iter().map(crate::Column::name).collect();
    assert_eq!(
        names[..6],
        [
            "linear_regions",
            "local_complexity_training_r0.05",
            "local_complexity_training_r2",
            "local_complexity_normal_r0.05",
            "local_complexity_normal_r2",
            "square_neurons_by_layer_training_r0.05_1",
        ]
    );
    assert_eq!(names.len(), 1 + 4 + 4 * 2);
}

#[test]
fn only_measures_at_points_need_them() {
    let around = "neighbourhoods.count=5";
    let points = "neighbourhoods.points=['training']";
    let run = |sets: &[&str]| small(None, sets).unwrap().plan.runs[0].clone();
    assert_eq!(run(&[]).question_hash, run(&[around]).question_hash);
    let (one, other) = (run(&[MEASURES, points]), run(&[MEASURES, points, around]));
    assert_ne!(one.question_hash, other.question_hash);
    assert_eq!(one.id, other.id);
    let written = "neighbourhoods={ count=100, radii=[0.1], directions=2, points=['training'] }";
    assert_eq!(one.question_hash, run(&[MEASURES, written]).question_hash);
    assert_eq!(
        one.settings.neighbourhoods,
        Neighbourhoods {
            points: vec![Points::Training],
            ..Neighbourhoods::default()
        }
    );
}

#[test]
fn mistakes_name_the_key_and_what_was_expected() {
    for (set, key, expected) in [
        ("radii=[]", "radii", "must have at least one radius"),
        ("radii=[0.1, 0.1]", "radii[1]", "must be named only once"),
        (
            "radii=[1, 0]",
            "radii[1]",
            "must be a finite number above 0",
        ),
        ("points=[]", "points", "must name at least one kind"),
        ("points=['tests']", "points[0]", "did you mean test?"),
        (
            "points=['training', 'training']",
            "points[1]",
            "must be named only once",
        ),
        (
            "points=['training', 'test']",
            "points[1]",
            "needs a task with test examples",
        ),
        ("count=0", "count", "must be from 1 to"),
        (
            "count=101",
            "count",
            "must not be larger than the number of training examples, 100",
        ),
        ("directions=0", "directions", "must be at least 1"),
        (
            "directions=1",
            "directions",
            "must be at least 2 for square_",
        ),
        (
            "directions=3",
            "directions",
            "must be at most the number of inputs, 2",
        ),
    ] {
        let (word, value) = set.split_once('=').unwrap();
        let points = "neighbourhoods.points=['training']";
        let set = format!("neighbourhoods.{word}={value}");
        let message = refused(&[MEASURES, points, &set]);
        let right =
            message.contains(&format!("neighbourhoods.{key}")) && message.contains(expected);
        assert!(right, "{set}: {message}");
        assert!(!message.contains('\n'), "{message}");
    }
    let message = refused(&["measures=['linear_regions', 'local_complexity']"]);
    assert!(message.contains("neighbourhoods.points[1]"), "{message}");
}
