use super::*;
use crease_experiment::Part;
use crease_experiment::settings::Measure;
use std::path::PathBuf;

fn columns(measures: &[Measure]) -> Vec<Column> {
    measures.iter().copied().map(Column::of).collect()
}

fn axis(key: &str, values: Vec<SweepValue>) -> SweepAxis {
    let key = key.to_owned();
    SweepAxis { key, values }
}

fn table() -> Table {
    let hidden = SweepValue::from(vec![32, 32]);
    let run = |points: i32, repeat, seed| TableRun {
        point: vec![points.into(), hidden.clone()],
        repeat,
        seed,
        neurons: 64,
        rows: vec![
            Row {
                step: 0,
                epoch: 0.0,
                values: vec![4608.0, 0.625],
            },
            Row {
                step: 7,
                epoch: 1.0 / 3.0,
                values: vec![4611.0, 1e-9],
            },
        ],
    };
    Table {
        columns: columns(&[Measure::ActivationRegions, Measure::Loss]),
        runs: vec![run(250, 0, 11), run(250, 1, 12), run(500, 0, 13)],
        axes: vec![
            axis("task.memorise.points", vec![250.into(), 500.into()]),
            axis("network.hidden", vec![hidden]),
        ],
    }
}

/// A table in a file: its folder, its path and its text.
fn written(table: &Table) -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    table.write(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    (folder, path, text)
}

#[test]
fn reads_back_what_it_wrote() {
    let table = table();
    let (_folder, path, text) = written(&table);
    assert!(text.starts_with(
        "points,hidden,repeat,seed,neurons,step,epoch,activation_regions,loss\n\
         250,\"[32, 32]\",0,11,64,0,0,4608,0.625\n"
    ));
    let back = Table::read(&path, table.axes.clone(), table.columns.clone()).unwrap();
    assert_eq!(back, table);
}

/// A run with fewer layers than others has empty cells.
#[test]
fn parts_that_a_run_lacks_are_empty() {
    let layer = |number| Column {
        measure: Measure::WeightNormByLayer,
        parts: vec![Part {
            word: "layer",
            name: number,
        }],
    };
    let all = ["1", "2", "3"].map(str::to_owned).map(layer);
    let mut table = table();
    table.columns = all.to_vec();
    for run in &mut table.runs {
        let own = |row: &Row| aligned(row, &all[..2], &all);
        run.rows = run.rows.iter().map(own).collect();
    }
    let (_folder, path, text) = written(&table);
    let head = "weight_norm_by_layer_1,weight_norm_by_layer_2,weight_norm_by_layer_3\n";
    assert!(text.contains(head), "{text}");
    assert!(text.contains(",0,0,4608,0.625,\n"), "{text}");
    let back = Table::read(&path, table.axes.clone(), table.columns.clone()).unwrap();
    let values = &back.runs[0].rows[0].values;
    assert_eq!(values[..2], [4608.0, 0.625]);
    assert!(values[2].is_nan());
}

#[test]
fn a_line_of_no_run_is_strange() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    let whole = table();
    assert_eq!(whole.strange_line(&path), None);
    let mut fewer = table();
    fewer.runs.pop();
    fewer.write(&path).unwrap();
    assert_eq!(whole.strange_line(&path), None);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("4611", "4610", 1)).unwrap();
    assert_eq!(whole.strange_line(&path), Some(3));
    std::fs::write(&path, &text[..text.len() - 4]).unwrap();
    assert_eq!(whole.strange_line(&path), Some(5));
}

#[test]
fn other_columns_are_refused() {
    let (_folder, path, _) = written(&table());
    let error = Table::read(&path, Vec::new(), columns(&[Measure::Loss])).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("expected the columns repeat,seed,neurons,step,epoch,loss"),
        "{error}"
    );
}

#[test]
fn a_value_that_is_not_swept_is_refused() {
    let mut table = table();
    let (_folder, path, _) = written(&table);
    table.axes[0].values.pop();
    let error = Table::read(&path, table.axes, table.columns).unwrap_err();
    let expected = "line 6: 500 is not a value of task.memorise.points in the experiment";
    assert!(error.to_string().contains(expected), "{error}");
}

/// Found by fuzzing.
#[test]
fn a_control_character_in_a_value_is_escaped() {
    let table = table();
    let (_folder, path, text) = written(&table);
    std::fs::write(&path, text.replacen("\n250", "\n\u{10}250", 1)).unwrap();
    let error = Table::read(&path, table.axes, table.columns).unwrap_err();
    let expected = "line 2: \\u{10}250 is not a value of task.memorise.points";
    assert!(error.to_string().contains(expected), "{error}");
}

#[test]
fn a_damaged_row_is_named_by_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(
        &path,
        "repeat,seed,neurons,step,epoch,loss\n0,1,8,0,0,0.5\n0,1,8,x,0,0.5\n",
    )
    .unwrap();
    let error = Table::read(&path, Vec::new(), columns(&[Measure::Loss])).unwrap_err();
    assert!(error.to_string().contains("line 3"), "{error}");
}

#[test]
fn columns_of_the_same_last_word_keep_the_whole_key() {
    let keys = ["task.a.points", "task.b.points", "seed", "training.batch"];
    let axes = keys.map(|key| axis(key, Vec::new()));
    let expected = [
        "sweep.task.a.points",
        "sweep.task.b.points",
        "sweep.seed",
        "batch",
    ];
    assert_eq!(column_names(&axes), expected);
}
