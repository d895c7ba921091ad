//! Animated PNGs and pages.

use super::support::{Training, pictures};
use crate::count::support::crease;
use predicates::str::contains;
use std::fs;

/// The share of pixels that may have another colour of the palette, and by how much.
const OTHERS: f64 = 0.002;
const APART: u8 = 40;

#[test]
fn each_frame_is_what_draw_draws_in_the_order_of_the_names() {
    let training = Training::new();
    for option in [None, Some("--walls"), Some("--boundary")] {
        let film = training.files.path("film.png");
        let mut command = training.film(&film);
        command.args(["--dpi", "300"]).args(option);
        command.assert().success().stdout(contains("10 networks"));
        let frames = pictures(&film);
        assert_eq!(frames.len(), 10);
        for (index, (frame, _)) in frames.iter().enumerate() {
            let network = training
                .files
                .path(&format!("epoch-{}.safetensors", index + 1));
            let drawn = training.files.path("drawn.png");
            let mut command = crease("draw", &network, &training.slice);
            command.args(option).arg("--output").arg(&drawn);
            if option != Some("--boundary") {
                command.arg("--by-pattern");
            }
            command.assert().success();
            let (drawn, _) = pictures(&drawn).remove(0);
            let shown = frame.corner(drawn.width, drawn.height);
            let pairs = shown.chunks(3).zip(drawn.rgb.chunks(3));
            let mut others = 0;
            for (one, other) in pairs {
                let apart = one.iter().zip(other).map(|(a, b)| a.abs_diff(*b));
                let apart = apart.max().unwrap();
                assert!(apart <= APART, "{option:?} {index}: {one:?} {other:?}");
                others += usize::from(apart > 0);
            }
            let share = others as f64 / (drawn.width * drawn.height) as f64;
            assert!(share < OTHERS, "{option:?} {index}: {share}");
        }
    }
}

#[test]
fn frames_last_as_long_as_requested() {
    let training = Training::new();
    let film = training.files.path("film.PNG");
    let delays = |arguments: &[&str]| -> Vec<u16> {
        let mut command = training.film(&film);
        command.args(["--dpi", "20"]).args(arguments);
        command.assert().success();
        let pictures = pictures(&film);
        pictures.into_iter().map(|(_, delay)| delay).collect()
    };
    assert_eq!(delays(&[]), [&[250; 9][..], &[2000]].concat());
    assert_eq!(delays(&["--fps", "8"]), [&[125; 9][..], &[2000]].concat());
    assert_eq!(
        delays(&["--seconds", "5"]),
        [&[500; 9][..], &[2000]].concat()
    );
}

#[test]
fn the_same_networks_make_the_same_bytes() {
    let training = Training::new();
    for name in ["film.png", "film.html"] {
        let film = training.files.path(name);
        let made = || {
            training.film(&film).assert().success().stderr("");
            fs::read(&film).unwrap()
        };
        assert_eq!(made(), made(), "{name}");
    }
}

#[test]
fn a_page_knows_the_order_in_time() {
    let training = Training::new();
    let film = training.files.path("film.html");
    training.film(&film).args(["--fps", "7"]).assert().success();
    let html = fs::read_to_string(film).unwrap();
    assert!(html.contains("<title>10 networks, square.json</title>"));
    let (_, rest) = html.split_once("application/json\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    let told: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(told["axis"], "network");
    assert_eq!(told["frames_per_second"], 7.0);
    let frames = told["frames"].as_array().unwrap();
    let names: Vec<&str> = frames.iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(names[0], "epoch-1.safetensors");
    assert_eq!(names[9], "epoch-10.safetensors");
    assert_eq!(frames[9]["at"], 10.0);
}

#[test]
fn a_whole_plane_gets_the_window_of_the_last_network() {
    let training = Training::new();
    fs::write(&training.slice, r#"{"kind": "plane"}"#).unwrap();
    let film = training.files.path("film.html");
    let told = contains("an unbounded plane; the picture shows the square with centre");
    training.film(&film).assert().success().stderr(told);
}
