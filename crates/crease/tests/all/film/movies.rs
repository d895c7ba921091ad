//! Films by ffmpeg.

#![cfg(unix)]

use super::support::Training;
use assert_cmd::Command;
use predicates::str::contains;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A program named ffmpeg, in a folder of its own.
fn program(training: &Training, script: &str) -> PathBuf {
    let folder = training.files.path("bin");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ffmpeg");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn film(training: &Training, path: &Path) -> Command {
    let mut command = training.film(&training.files.path("film.mp4"));
    command.args(["--dpi", "20"]).env("PATH", path);
    command
}

#[test]
fn without_ffmpeg_the_error_names_it() {
    let training = Training::new();
    let empty = training.files.path("empty");
    fs::create_dir(&empty).unwrap();
    let message = contains("error: --output: a .mp4 is made by ffmpeg, which is not in PATH");
    film(&training, &empty)
        .assert()
        .code(2)
        .stdout("")
        .stderr(message);
    assert!(!training.files.path("film.mp4").exists());
}

/// It records its arguments, and writes its input to the path in them.
#[test]
fn ffmpeg_gets_all_frames_and_what_it_writes_is_the_film() {
    let training = Training::new();
    let arguments = training.files.path("arguments");
    let script = format!(
        "echo \"$@\" > '{}'; for last; do :; done; /bin/cat > \"$last\"",
        arguments.display()
    );
    let path = program(&training, &script);
    film(&training, &path)
        .args(["--fps", "3"])
        .assert()
        .success();
    let arguments = fs::read_to_string(arguments).unwrap();
    let size = arguments.split("-video_size ").nth(1).unwrap();
    let (size, _) = size.split_once(' ').unwrap();
    let (width, height) = size.split_once('x').unwrap();
    let [width, height]: [usize; 2] = [width, height].map(|side| side.parse().unwrap());
    assert_eq!((width % 2, height % 2), (0, 0));
    assert!(arguments.contains("-framerate 3 -i pipe:0"), "{arguments}");
    // The last of ten frames stays for two seconds.
    let film = fs::read(training.files.path("film.mp4")).unwrap();
    let frames: Vec<&[u8]> = film.chunks(3 * width * height).collect();
    assert_eq!(frames.len(), 9 + 6);
    assert_eq!(film.len(), frames.len() * 3 * width * height);
    assert_ne!(frames[0], frames[1]);
    assert!(frames[9..].iter().all(|frame| frame == &frames[9]));
}

#[test]
fn errors_of_ffmpeg_are_shown_and_nothing_is_written() {
    let training = Training::new();
    for script in [
        "echo 'Unknown encoder' >&2; exit 1",
        "/bin/cat > /dev/null; echo 'Unknown encoder' >&2; exit 1",
    ] {
        let path = program(&training, script);
        let message = contains("error: ffmpeg failed: Unknown encoder");
        film(&training, &path).assert().code(2).stderr(message);
        assert!(!training.files.path("film.mp4").exists(), "{script}");
    }
    let path = program(&training, "exec /bin/cat > /dev/null");
    let message = contains("error: ffmpeg made no film");
    film(&training, &path).assert().code(2).stderr(message);
}

/// The real ffmpeg, if there is one.
#[test]
#[ignore = "needs ffmpeg in PATH"]
fn ffmpeg_makes_a_film_that_ffprobe_reads() {
    let training = Training::new();
    let film = training.files.path("film.mp4");
    training.film(&film).assert().success();
    let probe = std::process::Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_entries"])
        .args(["stream=codec_name,nb_read_frames", "-of", "csv=p=0"])
        .arg(&film)
        .output()
        .unwrap();
    let message = String::from_utf8(probe.stdout).unwrap();
    assert_eq!(message.trim(), format!("h264,{}", 9 + 8));
}
