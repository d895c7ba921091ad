//! Files that are not slices: the cases of `slices.txt`, and files that the text of cases cannot
//! hold.

use crate::broken::networks::{SQUARE, identity};
use crate::broken::support::{COUNT, Folder};
use std::fs::File;
use std::process::Command;

const CASES: &str = include_str!("slices.txt");

const DRAW: [&str; 7] = [
    "draw",
    "--network",
    "network.safetensors",
    "--slice",
    "slice.json",
    "--output",
    "out.svg",
];

fn said_of(content: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.write("network.safetensors", identity(2));
    folder.write("slice.json", content);
    folder.complaint(COUNT)
}

#[test]
fn each_broken_slice_has_its_line() {
    let folder = Folder::new();
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in CASES.trim_end().split("\n\n") {
        if case.starts_with('#') {
            continue;
        }
        let lines = |mark: &str| -> Vec<&str> {
            let lines = case.lines();
            lines.filter_map(|line| line.strip_prefix(mark)).collect()
        };
        let inputs = lines("inputs ")
            .first()
            .map_or(2, |inputs| inputs.parse().unwrap());
        folder.write("network.safetensors", identity(inputs));
        folder.write("slice.json", lines("= ").join("\n"));
        let expected = lines("! ").join("\n");
        let counted = folder.complaint(COUNT);
        let drawn = folder.complaint(DRAW);
        if counted != expected
            || (drawn != expected && !drawn.ends_with("only planes can be shown"))
        {
            wrong.push(format!("{case}\n? {counted}\n? {drawn}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(count > 80, "{count}");
}

#[test]
fn only_a_plane_can_be_drawn() {
    let folder = Folder::new();
    folder.write("network.safetensors", identity(1));
    folder.write("slice.json", r#"{"kind": "line"}"#);
    assert_eq!(
        folder.complaint(DRAW),
        "slice.json: kind: found the string \"line\", expected plane: only planes can be shown"
    );
}

#[test]
fn not_a_file() {
    let folder = Folder::new();
    folder.write("network.safetensors", identity(2));
    let complaint = || folder.complaint(COUNT);
    assert_eq!(
        complaint(),
        "slice.json: no such file, expected a slice file"
    );
    std::fs::create_dir(folder.path().join("slice.json")).unwrap();
    assert_eq!(
        complaint(),
        "slice.json: is a directory, expected a slice file"
    );
    std::fs::remove_dir(folder.path().join("slice.json")).unwrap();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("slice.json"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        complaint(),
        "slice.json: is not a regular file, expected a slice file"
    );
}

/// A pipe with a writer works like a file.
#[test]
fn a_slice_may_come_from_another_program() {
    let folder = Folder::new();
    folder.write("network.safetensors", identity(2));
    let mut count = assert_cmd::Command::new(assert_cmd::cargo::cargo_bin!("crease"));
    count
        .current_dir(folder.path())
        .args(&COUNT[..4])
        .arg("/dev/stdin");
    count.write_stdin(SQUARE).assert().success().stderr("");
}

#[test]
fn not_text() {
    assert_eq!(
        said_of(b"{\"kind\":\n \"pl\xffane\"}"),
        "slice.json:2:5: found the byte 0xff, expected UTF-8 text"
    );
    assert_eq!(
        said_of("\0"),
        "slice.json: expected value at line 1 column 1"
    );
    assert_eq!(
        said_of("\u{feff}{\"kind\": \"plan\"}"),
        "slice.json: kind: found the string \"plan\", expected one of line, plane, box (did you \
         mean plane?)"
    );
}

#[test]
fn too_large() {
    let folder = Folder::new();
    folder.write("network.safetensors", identity(2));
    let file = File::create(folder.path().join("slice.json")).unwrap();
    for bytes in [100_000_000, 1 << 40, (16 << 20) + 1] {
        file.set_len(bytes).unwrap();
        assert_eq!(
            folder.complaint(COUNT),
            "slice.json: is larger than 16 MiB, expected a slice file"
        );
    }
    let numbers = "0,".repeat(8_000_000);
    assert_eq!(
        said_of(format!("{{\"kind\": \"plane\", \"origin\": [{numbers}0]}}")),
        "slice.json: origin: found 8,000,001 numbers, expected 2, one for each input of the network"
    );
}

#[test]
fn nested_deeply() {
    let nested = "[".repeat(10_000) + "1" + &"]".repeat(10_000);
    for text in [
        nested.clone(),
        format!("{{\"kind\": \"plane\", \"x\": {nested}}}"),
        format!("{{\"kind\": \"plane\", \"basis\": {nested}}}"),
        format!("{{\"kind\": {nested}}}"),
    ] {
        let message = said_of(text);
        assert!(
            message.starts_with("slice.json: recursion limit exceeded"),
            "{message}"
        );
    }
}

/// The problem comes after the value found, however long that is.
#[test]
fn what_would_fill_the_screen() {
    let long = "a".repeat(1_000_000);
    for (text, expected) in [
        (
            format!("{{\"kind\": \"{long}\"}}"),
            "..., expected one of line, plane, box",
        ),
        (
            format!("{{\"{long}\": 1}}"),
            "kind: required key is missing, expected one of line, plane, box",
        ),
        (
            format!("{{\"kind\": \"plane\", \"{long}\": 1}}"),
            "...: unknown key, expected one of origin, basis, window",
        ),
        (
            format!("{{\"kind\": \"plane\", \"origin\": \"{long}\"}}"),
            "..., expected an array",
        ),
    ] {
        let message = said_of(text);
        assert!(message.ends_with(expected), "{message}");
    }
}
