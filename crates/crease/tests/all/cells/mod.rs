//! `crease cells`: tables, read back.

use crate::count::support::{CROSS, Files, SQUARE, Tensor, crease, json, safetensors};
use npyz::NpyFile;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row, RowAccessor};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rawzip::ZipArchive;
use serde_json::Value;
use std::collections::HashMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A network of these widths, as a file.
pub fn network(files: &Files, widths: &[usize], seed: u64) -> PathBuf {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut layers = Vec::new();
    for (layer, pair) in widths.windows(2).enumerate() {
        let scale = (6.0 / pair[0] as f32).sqrt();
        let mut numbers = |count: usize, scale: f32| -> Vec<f32> {
            (0..count)
                .map(|_| random.random_range(-scale..scale))
                .collect()
        };
        layers.push((
            [format!("{layer}.weight"), format!("{layer}.bias")],
            [vec![pair[1], pair[0]], vec![pair[1]]],
            [numbers(pair[0] * pair[1], scale), numbers(pair[1], 0.3)],
        ));
    }
    let tensors: Vec<Tensor> = layers
        .iter()
        .flat_map(|(names, shapes, numbers)| {
            [0, 1].map(|k| {
                (
                    names[k].as_str(),
                    shapes[k].as_slice(),
                    numbers[k].as_slice(),
                )
            })
        })
        .collect();
    files.write("network.safetensors", safetensors(&tensors))
}

/// The rows of a Parquet file.
fn rows(path: &Path) -> Vec<Row> {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// The values of a column by its name.
fn column(rows: &[Row], name: &str) -> Vec<Field> {
    let value = |row: &Row| {
        let mut columns = row.get_column_iter();
        let found = columns.find(|(column, _)| column.as_str() == name);
        found
            .unwrap_or_else(|| panic!("no column {name}"))
            .1
            .clone()
    };
    rows.iter().map(value).collect()
}

fn numbers(rows: &[Row], name: &str) -> Vec<f64> {
    let number = |field: Field| match field {
        Field::Long(number) => number as f64,
        Field::Double(number) => number,
        Field::Bool(flag) => f64::from(u8::from(flag)),
        other => panic!("{name} is {other}"),
    };
    column(rows, name).into_iter().map(number).collect()
}

/// How many items the lists of a column have.
fn lengths(rows: &[Row], name: &str) -> Vec<f64> {
    let length = |field: Field| match field {
        Field::ListInternal(list) => list.len() as f64,
        other => panic!("{name} is {other}"),
    };
    column(rows, name).into_iter().map(length).collect()
}

/// The three Parquet files beside each other.
fn beside(output: &Path) -> [PathBuf; 3] {
    ["parquet", "walls.parquet", "vertices.parquet"].map(|name| output.with_extension(name))
}

#[test]
fn two_lines_make_four_cells_four_walls_and_a_vertex() {
    let files = Files::new();
    let output = files.path("cells.parquet");
    let mut command = files.crease("cells", &CROSS, SQUARE);
    command
        .arg("--output")
        .arg(&output)
        .assert()
        .success()
        .stderr("")
        .stdout(
            contains("cells.parquet: 4 activation regions, 4 linear regions\n")
                .and(contains("cells.walls.parquet: 4 walls\n"))
                .and(contains("cells.vertices.parquet: 1 vertex\n")),
        );
    let [cells, walls, vertices] = beside(&output).map(|path| rows(&path));
    assert_eq!(numbers(&cells, "cell"), [0.0, 1.0, 2.0, 3.0]);
    let mut areas = numbers(&cells, "area");
    areas.sort_by(f64::total_cmp);
    assert_eq!(areas, [0.375, 0.625, 1.125, 1.875]);
    // Where both neurons are on, the output is (x - 1/2) + (y + 1/4).
    let patterns = column(&cells, "pattern");
    let both = |field: &Field| matches!(field, Field::Bytes(bytes) if bytes.data() == [1, 1]);
    let on = patterns.iter().position(both).unwrap();
    for (name, expected) in [
        ("gradient_s_0", 1.0),
        ("gradient_t_0", 1.0),
        ("offset_0", -0.25),
        ("area", 0.625),
        ("slope", 2f64.sqrt()),
        ("class", 1.0),
        ("corners", 4.0),
        ("center_s", 0.75),
        ("center_t", 0.375),
    ] {
        assert_eq!(numbers(&cells, name)[on], expected, "{name}");
    }
    assert_eq!(lengths(&cells, "polygon"), [4.0; 4]);
    let polygon = column(&cells, "polygon")[on].to_string();
    for corner in ["[0.5, -2.5E-1]", "[1.0, 1.0]"] {
        assert!(polygon.contains(corner), "{polygon}");
    }
    assert_eq!(numbers(&walls, "jump"), [1.0; 4]);
    assert_eq!(numbers(&walls, "jumps"), [1.0; 4]);
    assert_eq!(numbers(&walls, "length").iter().sum::<f64>(), 4.0);
    let above = numbers(&walls, "cell_above");
    assert_eq!(above.iter().filter(|cell| **cell == on as f64).count(), 2);
    let [one] = vertices.as_slice() else {
        panic!("{vertices:?}");
    };
    assert_eq!(one.get_double(1).unwrap(), 0.5);
    assert_eq!(one.get_double(2).unwrap(), -0.25);
    assert_eq!(one.get_long(3).unwrap(), 4);
    let neurons = column(&vertices, "neurons")[0].to_string();
    assert_eq!(
        neurons,
        "[{layer: 0, neuron: 0, breakpoint: 0}, {layer: 0, neuron: 1, breakpoint: 0}]"
    );
}

#[test]
fn tables_agree_with_the_count_in_every_format() {
    let files = Files::new();
    let network = network(&files, &[2, 20, 20, 3], 7);
    let slice = files.write("slice.json", SQUARE);
    let counted = json(&mut crease("count", &network, &slice));
    let count = |key: &str| counted[key].as_u64().unwrap() as usize;
    let output = files.path("cells.parquet");
    for name in ["cells.parquet", "cells.csv", "cells.npz"] {
        let mut command = crease("cells", &network, &slice);
        command.arg("--output").arg(files.path(name));
        command.assert().success().stderr("");
    }
    let [cells, walls, vertices] = beside(&output).map(|path| rows(&path));
    assert_eq!(cells.len(), count("activation_regions"));
    assert_eq!(walls.len(), count("edges"));
    assert_eq!(vertices.len(), count("vertices"));
    let regions = numbers(&cells, "linear_region");
    let most = regions
        .iter()
        .fold(-1.0, |most: f64, &region| most.max(region));
    assert_eq!(most as usize + 1, count("linear_regions"));
    let near = |found: f64, expected: &Value| {
        let expected = expected.as_f64().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
    };
    near(numbers(&cells, "area").iter().sum(), &Value::from(4.0));
    near(
        numbers(&walls, "length").iter().sum(),
        &counted["boundary_measure"],
    );
    // A wall has a cell on both sides, and each side of a cell that is not on the rim is a wall.
    let mut sides = HashMap::new();
    for column in ["cell_above", "cell_below"] {
        for cell in numbers(&walls, column) {
            *sides.entry(cell as usize).or_insert(0.0) += 1.0;
        }
    }
    for (cell, corners) in numbers(&cells, "corners").iter().enumerate() {
        assert!(sides[&cell] <= *corners);
    }
    assert_eq!(numbers(&cells, "corners"), lengths(&cells, "polygon"));
    let degrees: f64 = numbers(&vertices, "degree").iter().sum();
    let rim = |column: &str| {
        let ends = numbers(&walls, column);
        ends.iter().filter(|vertex| **vertex < 0.0).count()
    };
    let rim = rim("start_vertex") + rim("end_vertex");
    assert_eq!(degrees as usize + rim, 2 * walls.len());

    for (name, rows) in [
        ("cells.csv", &cells),
        ("cells.walls.csv", &walls),
        ("cells.vertices.csv", &vertices),
    ] {
        is_the_same_in_text(&files.path(name), rows);
    }
    is_the_same_as_arrays(
        &files.path("cells.npz"),
        [&cells[..], &walls[..], &vertices[..]],
    );
}

/// A table as CSV and as Parquet.
fn is_the_same_in_text(path: &Path, rows: &[Row]) {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(records.len(), rows.len());
    for (place, name) in header.iter().enumerate() {
        let texts = records.iter().map(|record| &record[place]);
        if name == "pattern" {
            for (text, field) in texts.zip(column(rows, name)) {
                let Field::Bytes(bytes) = field else {
                    panic!("{field}");
                };
                let digits: String = bytes.data().iter().map(|b| char::from(b'0' + b)).collect();
                assert_eq!(text, format!("{} {}", &digits[..20], &digits[20..]));
            }
        } else if name == "polygon" {
            let corners = texts.map(|text| text.split(';').count() as f64);
            assert_eq!(corners.collect::<Vec<_>>(), lengths(rows, name));
        } else if name == "neurons" {
            let neurons = texts.map(|text| text.split(' ').count() as f64);
            assert_eq!(neurons.collect::<Vec<_>>(), lengths(rows, name));
        } else {
            let parsed = texts.map(|text| match text {
                "true" => 1.0,
                "false" => 0.0,
                number => number.parse().unwrap(),
            });
            assert_eq!(parsed.collect::<Vec<f64>>(), numbers(rows, name), "{name}");
        }
    }
}

/// All tables as arrays and as Parquet.
fn is_the_same_as_arrays(path: &Path, [cells, walls, vertices]: [&[Row]; 3]) {
    let bytes = fs::read(path).unwrap();
    let archive = ZipArchive::from_slice(&bytes).unwrap();
    let mut arrays = HashMap::new();
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = String::from_utf8_lossy(entry.file_path().as_ref()).into_owned();
        let content = archive.get_entry(entry.wayfinder()).unwrap();
        arrays.insert(name, content.data().to_vec());
    }
    let array = |name: &str| NpyFile::new(&arrays[&format!("{name}.npy")][..]).unwrap();
    let shape = |name: &str| array(name).shape().to_vec();
    let (n, m, k) = (
        cells.len() as u64,
        walls.len() as u64,
        vertices.len() as u64,
    );
    assert_eq!(shape("cells_maps"), [n, 3, 3]);
    assert_eq!(shape("cells_pattern"), [n, 40]);
    assert_eq!(shape("walls_length"), [m]);
    assert_eq!(shape("vertices_neurons"), [2 * k, 3]);
    assert_eq!(shape("cells_polygon_ends"), [n]);
    let areas: Vec<f64> = array("cells_area").into_vec().unwrap();
    assert_eq!(areas, numbers(cells, "area"));
    let jumps: Vec<bool> = array("walls_jumps").into_vec().unwrap();
    assert_eq!(jumps.len(), walls.len());
    let ends: Vec<i64> = array("cells_polygon_ends").into_vec().unwrap();
    let corners: f64 = numbers(cells, "corners").iter().sum();
    assert_eq!(ends.last(), Some(&(corners as i64)));
}

#[test]
fn the_same_bytes_each_time_and_old_files_are_replaced() {
    let files = Files::new();
    let network = network(&files, &[2, 16, 16, 1], 3);
    let slice = files.write("slice.json", SQUARE);
    for extension in ["parquet", "csv", "npz"] {
        let output = files.write(&format!("cells.{extension}"), "an old file");
        let write = || {
            let mut command = crease("cells", &network, &slice);
            command.arg("--output").arg(&output).assert().success();
            fs::read(&output).unwrap()
        };
        let first = write();
        assert!(first.len() > 1000);
        assert!(first == write(), "{extension}");
    }
}

#[test]
fn a_network_without_neurons_has_one_cell() {
    let linear: [Tensor; 2] = [("0.weight", &[1, 2], &[3.0, 4.0]), ("0.bias", &[1], &[0.5])];
    let files = Files::new();
    for name in ["cells.parquet", "cells.csv", "cells.npz"] {
        let mut command = files.crease("cells", &linear, SQUARE);
        command.arg("--output").arg(files.path(name));
        let message = contains("1 activation region, 1 linear region");
        command.assert().success().stderr("").stdout(message);
    }
    let [cells, walls, vertices] = beside(&files.path("cells.parquet")).map(|path| rows(&path));
    assert_eq!(numbers(&cells, "slope"), [5.0]);
    assert_eq!((walls.len(), vertices.len()), (0, 0));
    let header = fs::read_to_string(files.path("cells.walls.csv")).unwrap();
    assert!(header.starts_with("cell_above,"), "{header}");
}

#[test]
fn mistakes_leave_everything_as_it_was() {
    let files = Files::new();
    let output = files.write("cells.parquet", "an old file");
    let refused = |files: &Files, slice: &str, output: &Path, more: &[&str], message: &str| {
        let mut command = files.crease("cells", &CROSS, slice);
        command.arg("--output").arg(output).args(more);
        command
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(message));
    };
    refused(
        &files,
        SQUARE,
        &output,
        &["--max-regions", "3"],
        "has more than 3 regions there; pass --max-regions N",
    );
    let line = r#"{"kind": "line", "origin": [0, 0], "direction": [1, 2]}"#;
    refused(&files, line, &output, &[], "expected plane");
    refused(
        &files,
        SQUARE,
        &files.path("cells.xlsx"),
        &[],
        "expected a name that ends in .parquet, .csv or .npz",
    );
    refused(
        &files,
        SQUARE,
        &files.path("missing/cells.csv"),
        &[],
        "missing",
    );
    assert_eq!(fs::read(&output).unwrap(), b"an old file");
    // Network, slice and the old file.
    assert_eq!(fs::read_dir(files.path("")).unwrap().count(), 3);
}

/// Ctrl-C in the middle of a long command.
#[test]
fn an_interrupted_command_leaves_nothing() {
    let files = Files::new();
    let network = network(&files, &[2, 96, 96, 96, 1], 5);
    let slice = files.write("slice.json", SQUARE);
    for extension in ["parquet", "npz"] {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("crease"))
            .args(["cells", "--max-regions", "100000000", "--network"])
            .arg(&network)
            .arg("--slice")
            .arg(&slice)
            .arg("--output")
            .arg(files.path(&format!("cells.{extension}")))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Once a file is being written.
        let began = Instant::now();
        let partial = || fs::read_dir(files.path("")).unwrap().count() > 2;
        while !partial() {
            assert!(began.elapsed() < Duration::from_mins(1));
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().unwrap();
        assert!(sent.success());
        let ended = child.wait().unwrap();
        assert_eq!(ended.code(), Some(130));
        assert_eq!(fs::read_dir(files.path("")).unwrap().count(), 2);
    }
}
