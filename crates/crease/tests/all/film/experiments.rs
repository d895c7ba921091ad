//! Films of kept checkpoints.

use super::support::pictures;
use crate::pipeline::support::crease;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Two runs of five checkpoints.
const MOONS: &str = r#"
title = "Two moons"
keep = "all"
measures = ["activation_regions", "accuracy", "loss"]

[network]
hidden = [8, 8]

[task.two-moons]
points = 40
test_points = 40

[training]
epochs = 4
batch = 20

[[checkpoints]]
from = 0
to = 4
count = 5

[slice]
square = { half_side = 2.0 }

[sweep]
training.learning_rate = [1e-3, 1e-2]
"#;

struct Results {
    folder: TempDir,
}

impl Results {
    fn of(toml: &str, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("moons.toml");
        fs::write(&file, toml).unwrap();
        let mut run = crease();
        run.arg("run").arg(file).arg("--results").arg(folder.path());
        run.args(arguments).assert().success();
        Self { folder }
    }

    fn film(&self, output: &Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
        let mut command = crease();
        command.args(["film", "moons", "--results"]);
        command.arg(self.folder.path()).arg("--output").arg(output);
        command.args(arguments).assert()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn page_data(page: &Path) -> serde_json::Value {
    let html = fs::read_to_string(page).unwrap();
    let (_, rest) = html.split_once("application/json\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_film_of_a_run_shows_its_checkpoints_and_what_was_measured() {
    let results = Results::of(MOONS, &[]);
    let film = results.path("film.png");
    let chosen = contains("moons: has 2 runs; the film shows run 0, ");
    let done = results.film(&film, &["--dpi", "40"]).success();
    done.stderr(chosen.and(contains("choose another with --run")))
        .stdout(contains("5 networks"));
    let frames = pictures(&film);
    assert_eq!(frames.len(), 5);
    assert_ne!(frames[0].0.rgb, frames[4].0.rgb);

    let page = results.path("film.html");
    results.film(&page, &["--run", "1"]).success().stderr("");
    let second = page_data(&page);
    let frames = second["frames"].as_array().unwrap();
    let times: Vec<f64> = frames.iter().map(|f| f["at"].as_f64().unwrap()).collect();
    assert_eq!(times, [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert_eq!(frames[0]["name"], "initialisation");
    assert!(
        frames[2]["name"]
            .as_str()
            .unwrap()
            .starts_with("epoch 2, step ")
    );
    // The numbers are those of the table.
    let table = fs::read_to_string(results.path("moons/table.csv")).unwrap();
    let header: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    let column = |name: &str| header.iter().position(|other| *other == name).unwrap();
    let rows = table.lines().skip(1 + 5);
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split(',').collect()).collect();
    for (index, row) in rows.iter().enumerate() {
        let number = |name: &str| row[column(name)].parse::<f64>().unwrap();
        assert_eq!(
            frames[index]["cells"].as_f64().unwrap(),
            number("activation_regions")
        );
        for (place, name) in ["accuracy", "loss"].iter().enumerate() {
            assert_eq!(second["measured"][place][0], *name);
            assert_eq!(
                second["measured"][place][1][index].as_f64().unwrap(),
                number(name)
            );
        }
    }
    // The run by its name.
    let mut runs = fs::read_dir(results.path("moons/runs")).unwrap();
    let name = runs.find_map(|run| {
        let name = run.unwrap().file_name().into_string().unwrap();
        name.contains("0.001").then_some(name)
    });
    let again = results.path("again.html");
    results.film(&again, &["--run", &name.unwrap()]).success();
    assert_ne!(page_data(&again)["frames"], second["frames"]);
}

#[test]
fn options_that_do_not_fit_the_run_are_errors() {
    let results = Results::of(MOONS, &[]);
    let film = results.path("film.png");
    for (arguments, expected) in [
        (
            &["--run", "2"][..],
            "--run 2: moons has no such run; expected a number from 0 to 1",
        ),
        (&["--run", "x\ny"], "--run x\\ny: moons has no such run"),
        (
            &["--layers", "a"],
            "--layers, --activation: expected --network",
        ),
        (&["--slice", "none.json"], "none.json"),
    ] {
        results
            .film(&film, arguments)
            .code(2)
            .stderr(contains(expected));
    }
    // One checkpoint of the first run is gone: the film shows the others, and a message says so.
    let runs = results.path("moons/runs");
    let run = fs::read_dir(&runs).unwrap().find_map(|run| {
        let path = run.unwrap().path();
        path.to_string_lossy().contains("0.001").then_some(path)
    });
    let checkpoints = run.unwrap().join("checkpoints");
    let mut kept: Vec<PathBuf> = fs::read_dir(&checkpoints)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    kept.sort();
    fs::remove_file(&kept[2]).unwrap();
    let shows = contains("shows the 4 checkpoints that were kept, of 5");
    results
        .film(&film, &["--dpi", "20"])
        .success()
        .stderr(shows);
    assert_eq!(pictures(&film).len(), 4);
    // A damaged one is named.
    let before = fs::read(&film).unwrap();
    fs::write(&kept[0], "no network").unwrap();
    let name = kept[0].file_name().unwrap().to_string_lossy().into_owned();
    results.film(&film, &[]).code(2).stderr(contains(name));
    assert_eq!(fs::read(&film).unwrap(), before);
}

#[test]
fn a_run_without_checkpoints_explains_how_to_keep_them() {
    let results = Results::of(MOONS, &["--set", "keep=\"last\""]);
    let film = results.path("film.png");
    let expected = contains("moons: has no run that keeps two checkpoints")
        .and(contains("--set 'keep=\"all\"'"));
    results.film(&film, &[]).code(2).stderr(expected);
    let expected = contains("keeps fewer than two checkpoints");
    results
        .film(&film, &["--run", "1"])
        .code(2)
        .stderr(expected);
    let mut command = crease();
    command.args(["film", "nothing", "--results"]);
    command
        .arg(results.folder.path())
        .args(["--output", "film.png"]);
    command.assert().code(2).stderr(contains("nothing"));
    assert!(!film.exists());
}

#[test]
fn an_experiment_on_lines_needs_a_plane() {
    let line = MOONS.replace(
        "square = { half_side = 2.0 }",
        "lines-through-origin = { count = 1 }",
    );
    let line = line.replace("\n[sweep]\ntraining.learning_rate = [1e-3, 1e-2]\n", "");
    let results = Results::of(&line, &[]);
    let film = results.path("film.html");
    let message = contains("is not a plane; pass --slice FILE with a plane to film it in");
    results.film(&film, &[]).code(2).stderr(message);
    let slice = results.path("square.json");
    fs::write(&slice, crate::count::support::SQUARE).unwrap();
    let slice = slice.to_str().unwrap();
    // A single run needs no message.
    results
        .film(&film, &["--slice", slice])
        .success()
        .stderr("");
}
