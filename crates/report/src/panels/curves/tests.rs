use super::*;
use crate::Loaded;
use crate::panels::Panel;
use crate::shown::tests::small;
use crease_figure::Content;

const EXPERIMENT: &str = r#"
title = "t"
measures = ["weight_norm_by_layer"]
sweep.network.hidden = [[4], [4, 4]]
[task.memorise]
[[checkpoints]]
count = 2
[[panel]]
[panel.curves]
x = { of = "epoch" }
y = { of = "weight_norm_by_layer" }
"#;

fn loaded(text: &str) -> Result<Loaded, String> {
    small(text, &[])
}

/// A run with one hidden layer has no third layer.
#[test]
fn the_parts_of_a_vector_are_curves() {
    let loaded = loaded(EXPERIMENT).unwrap();
    let columns = loaded.plan.columns();
    let names: Vec<String> = columns
        .iter()
        .map(crease_experiment::Column::name)
        .collect();
    assert_eq!(names[0], "weight_norm_by_layer_1");
    assert_eq!(names.len(), 3);
    let run = |values: [f64; 3]| TableRun {
        point: vec![loaded.plan.axes[0].values[0].clone()],
        repeat: 0,
        seed: 1,
        neurons: 4,
        rows: vec![Row {
            step: 1,
            epoch: 1.0,
            values: values.to_vec(),
        }],
    };
    let table = Table {
        axes: loaded.plan.axes.clone(),
        columns,
        runs: vec![run([1.0, 2.0, f64::NAN]), run([3.0, 2.0, 5.0])],
    };
    assert_first_points(
        &loaded,
        &table,
        "Layer",
        &[("1", 2.0), ("2", 2.0), ("3", 5.0)],
    );
}

/// The first panel of an experiment has a curve for each of these, which begins at this height.
fn assert_first_points(loaded: &Loaded, table: &Table, legend: &str, expected: &[(&str, f64)]) {
    let Panel::Curves(panel) = &loaded.sections.panel[0] else {
        panic!("it has curves")
    };
    let material = Material {
        table,
        planned: &loaded.plan.runs,
        views: None,
    };
    let Content::Curves(drawn) = panel.draw(&material).unwrap().content else {
        panic!("it has curves")
    };
    assert_eq!(drawn.legend_title.as_deref(), Some(legend));
    let means: Vec<(&str, f64)> = drawn
        .curves
        .iter()
        .map(|curve| (curve.label.as_str(), curve.points[0].y))
        .collect();
    assert_eq!(means, expected);
}

/// What the name leaves open: points, where it says the radius.
#[test]
fn some_parts_can_be_named() {
    let text = EXPERIMENT
        .replace("weight_norm_by_layer", "local_complexity_r1")
        .replace("[\"local_complexity_r1\"]", "[\"local_complexity\"]")
        + "[neighbourhoods]\npoints = [\"training\", \"uniform\"]\nradii = [0.5, 1]\n";
    let loaded = loaded(&text).unwrap();
    let row = Row {
        step: 1,
        epoch: 1.0,
        values: vec![1.0, 2.0, 3.0, 4.0],
    };
    let table = Table {
        axes: loaded.plan.axes.clone(),
        columns: loaded.plan.columns(),
        runs: vec![TableRun {
            point: vec![loaded.plan.axes[0].values[0].clone()],
            repeat: 0,
            seed: 1,
            neurons: 4,
            rows: vec![row],
        }],
    };
    assert_first_points(
        &loaded,
        &table,
        "Kind of points",
        &[("training", 2.0), ("uniform", 4.0)],
    );
}

#[test]
fn a_part_can_be_named_and_a_vector_has_no_series() {
    let part = EXPERIMENT.replace(
        "y = { of = \"weight_norm_by_layer\"",
        "y = { of = \"weight_norm_by_layer_3\"",
    );
    assert!(loaded(&part).is_ok());
    let none = part.replace("layer_3", "layer_4");
    assert!(loaded(&none).unwrap_err().contains("expected one of"));
    let series = format!("{EXPERIMENT}series = \"network.hidden\"\n");
    let error = loaded(&series).unwrap_err();
    assert!(
        error.contains("must be left out where curves are the parts of weight_norm_by_layer"),
        "{error}"
    );
    let heat = EXPERIMENT.replace(
        "x = { of = \"epoch\" }",
        "x = { of = \"weight_norm_by_layer\" }",
    );
    assert!(loaded(&heat).is_err());
}
