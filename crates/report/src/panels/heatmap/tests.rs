use super::*;
use crate::shown::tests::small;
use crate::{Loaded, panels::Panel};
use crease_figure::Content;
use crease_results::Row;

const TOML: &str = r#"
title = "Four cells and two others"
repeats = 2
measures = ["loss", "activation_regions"]

[task.memorise]
points = 10

[training]
batch = 10
epochs = 4

[[checkpoints]]
count = 3

[slice]
plane = {}

[sweep]
training.learning_rate = [1e-1, 1e-3]
network.weight_scale = [0.5, 4]
network.hidden = [[4], [8]]

[[panel]]
[panel.heatmap]
x = "network.weight_scale"
y = "training.learning_rate"
colour = { of = "activation_regions", over = "start" }
at = "end"
only = { "network.hidden" = [4] }
"#;

fn loaded() -> Loaded {
    small(TOML, &[]).unwrap()
}

/// The runs of the plan with 10 regions at the start and `last(learning rate, weight scale, repeat)`
/// in the end; without an end where that is `None`.
fn table(loaded: &Loaded, last: fn(f64, f64, usize) -> Option<f64>) -> Table {
    let row = |step: u64, regions: f64| Row {
        step,
        epoch: step as f64,
        values: vec![0.5, regions],
    };
    let runs = loaded.plan.runs.iter().map(|run| {
        let point: Vec<SweepValue> = run.values().cloned().collect();
        let [rate, scale] = [0, 1].map(|axis| point[axis].as_number().unwrap());
        let mut rows = vec![row(0, 10.0), row(2, 11.0)];
        rows.extend(last(rate, scale, run.repeat).map(|regions| row(4, regions)));
        TableRun {
            point,
            repeat: run.repeat,
            seed: run.settings.seed,
            neurons: run.settings.neurons(),
            rows,
        }
    });
    Table {
        axes: loaded.plan.axes.clone(),
        columns: loaded.plan.columns(),
        runs: runs.collect(),
    }
}

fn drawn(table: &Table, loaded: &Loaded) -> (crease_figure::Heatmap, String) {
    let Panel::Heatmap(panel) = &loaded.sections.panel[0] else {
        panic!("it is a heat map")
    };
    let material = Material {
        table,
        planned: &loaded.plan.runs,
        views: None,
    };
    let drawn = panel.draw(&material).unwrap();
    let Content::Heatmap(heatmap) = drawn.content else {
        panic!("it is a heat map")
    };
    (heatmap, drawn.csv.unwrap())
}

#[test]
fn a_run_that_did_not_reach_the_end_is_counted_as_missing() {
    let loaded = loaded();
    let mut table = table(&loaded, |rate, scale, repeat| match (rate, scale, repeat) {
        // Diverged, one of two, and both.
        (0.1, 0.5, 1) | (0.1, 4.0, _) => None,
        (0.001, 4.0, 0) => Some(f64::NAN),
        (_, _, repeat) => Some(20.0 + 10.0 * repeat as f64),
    });
    let (heatmap, csv) = drawn(&table, &loaded);
    assert_eq!(heatmap.x.names, ["0.5", "4.0"]);
    assert_eq!(heatmap.y.names, ["10⁻³", "10⁻¹"]);
    assert_eq!(heatmap.values[0], [2.5, 3.0]);
    assert_eq!(heatmap.values[1][0], 2.0);
    assert!(heatmap.values[1][1].is_nan());
    assert_eq!(heatmap.marked, [[false, true], [true, true]]);
    assert_eq!(
        csv,
        "weight_scale,learning_rate,mean,standard_error,runs,planned\n\
         0.5,0.001,2.5,0.5,2,2\n\
         4.0,0.001,3,,1,2\n\
         0.5,0.1,2,,1,2\n\
         4.0,0.1,,,0,2\n"
    );

    // Runs that have not begun are not in the table at all; their row stays.
    table
        .runs
        .retain(|run| run.point[0] == 0.001.into() && run.repeat == 1);
    let (heatmap, csv) = drawn(&table, &loaded);
    assert_eq!(heatmap.y.names, ["10⁻³", "10⁻¹"]);
    assert_eq!(heatmap.values[0], [3.0, 3.0]);
    assert!(heatmap.values[1].iter().all(|value| value.is_nan()));
    assert!(csv.ends_with("0.5,0.1,,,0,2\n4.0,0.1,,,0,2\n"), "{csv}");
}

#[test]
fn cells_with_all_their_runs_are_not_marked() {
    let loaded = loaded();
    let (heatmap, _) = drawn(&table(&loaded, |_, _, _| Some(10.0)), &loaded);
    assert_eq!(heatmap.values, [[1.0, 1.0], [1.0, 1.0]]);
    assert!(!heatmap.marked.iter().flatten().any(|mark| *mark));
    assert_eq!(heatmap.colours.label, "Activation regions / initial value");
}
