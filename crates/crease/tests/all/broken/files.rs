//! Files that the text of cases cannot hold.

use crate::broken::support::{Folder, SMALL, crease};
use std::fs::File;
use std::process::Command;

fn said_of(content: impl AsRef<[u8]>) -> String {
    let folder = Folder::new();
    folder.write("small.toml", content);
    folder.complaint(["check", "small.toml"])
}

#[test]
fn not_a_file() {
    let folder = Folder::new();
    folder.write("small.toml", SMALL);
    for (path, expected) in [
        ("nothing.toml", "no such file, expected an experiment file"),
        (".", "is a directory, expected an experiment file"),
        (
            "small.toml/x",
            "cannot be read: Not a directory (os error 20)",
        ),
        (
            "/dev/null",
            "is not a regular file, expected an experiment file",
        ),
        (
            "/dev/zero",
            "is not a regular file, expected an experiment file",
        ),
    ] {
        for command in ["check", "run"] {
            assert_eq!(
                folder.complaint([command, path]),
                format!("{path}: {expected}")
            );
        }
    }
}

/// Opening it would wait for a writer.
#[test]
fn a_pipe_without_a_writer() {
    let folder = Folder::new();
    let made = Command::new("mkfifo")
        .arg(folder.path().join("pipe.toml"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        folder.complaint(["check", "pipe.toml"]),
        "pipe.toml: is not a regular file, expected an experiment file"
    );
}

#[test]
fn not_text() {
    assert_eq!(
        said_of(b"title = \"x\"\n# ab\xff\n"),
        "small.toml:2:5: found the byte 0xff, expected UTF-8 text"
    );
    let wide: Vec<u8> = SMALL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&b"\xff\xfe"[..], &wide].concat();
    assert_eq!(
        said_of(marked),
        "small.toml:1:1: found the byte 0xff, expected UTF-8 text"
    );
    assert_eq!(
        said_of(SMALL.replacen("Small", "Sm\0all", 1)),
        "small.toml:1:12: \\u{0}: invalid basic string, expected non-double-quote visible characters, `\\`"
    );
    assert_eq!(
        said_of(SMALL.replacen("repeats", "\0", 1)),
        "small.toml:2:1: \\u{0}: invalid unquoted key, expected letters, numbers, `-`, `_`"
    );
    assert_eq!(
        said_of("\0".repeat(100)),
        "small.toml:1:101: key with no value, expected `=`"
    );
    assert_eq!(said_of(""), "small.toml:1: title: required key is missing");
    // The line number is right whatever ends the lines.
    let broken = SMALL.replace('\n', "\r\n").replacen("hidden", "hiden", 1);
    assert!(said_of(broken).starts_with("small.toml:6: network.hiden: unknown key"));
}

#[test]
fn files_from_windows_editors_are_read() {
    let folder = Folder::new();
    folder.write(
        "small.toml",
        format!("\u{feff}{}", SMALL.replace('\n', "\r\n")),
    );
    let check = crease()
        .args(["check", "small.toml"])
        .current_dir(folder.path())
        .output();
    let check = check.unwrap();
    assert!(
        check.status.success(),
        "{}",
        String::from_utf8_lossy(&check.stderr)
    );
}

#[test]
fn too_large() {
    let folder = Folder::new();
    let file = File::create(folder.path().join("large.toml")).unwrap();
    for bytes in [100_000_000, 1 << 40, (1 << 20) + 1] {
        file.set_len(bytes).unwrap();
        assert_eq!(
            folder.complaint(["check", "large.toml"]),
            "large.toml: is larger than 1 MiB, expected an experiment file"
        );
    }
}

#[test]
fn nested_too_deeply() {
    let deep = 10_000;
    let words = vec!["a"; deep].join(".");
    let few_words = vec!["a"; 70].join(".");
    let parser = "cannot recurse further; max recursion depth met";
    let too_deep = "nested more than 32 tables and arrays deep, expected fewer";
    for (text, expected) in [
        (
            format!("title = {}{}", "[".repeat(deep), "]".repeat(deep)),
            format!("1:89: [: {parser}"),
        ),
        (
            format!("title = {}", "[".repeat(deep)),
            format!("1:89: [: {parser}"),
        ),
        (
            format!("title = {}", "{a=".repeat(deep)),
            format!("1:249: {{: {parser}"),
        ),
        (
            format!("title = {{{words}=1}}"),
            "1:1: recursion limit".to_owned(),
        ),
        (format!("{words} = 1"), "1:1: recursion limit".to_owned()),
        (format!("[{words}]"), "1:1: recursion limit".to_owned()),
        (format!("[[{words}]]"), "1:1: recursion limit".to_owned()),
        // Words of a section, of a key and of a table in line, each below the parser's limit.
        (
            format!("[{few_words}]\n{few_words} = {{{few_words} = 1}}"),
            format!("1: {}: {too_deep}", vec!["a"; 32].join(".")),
        ),
    ] {
        assert_eq!(said_of(text), format!("small.toml:{expected}"));
    }
}

/// Nothing is allocated for runs before they are counted.
#[test]
fn too_many_runs() {
    let sweep = |axes: &str| said_of(SMALL.replacen("network.bias_std = [0.0, 0.001]", axes, 1));
    let values = |count: usize| {
        let values: Vec<String> = (100..100 + count).map(|value| value.to_string()).collect();
        values.join(", ")
    };
    let billion = format!(
        "network.bias_std = [{0}]\nnetwork.weight_scale = [{0}]\ntraining.learning_rate = [{0}]",
        values(1000)
    );
    let expected =
        "small.toml:28: sweep: makes more than 100000 runs with 2 repeats, expected fewer";
    assert_eq!(sweep(&billion), expected);
    // 2 x 2 x 2^62 runs: more than 64 bits hold.
    let axes = (0..31).map(|axis| format!("task.memorise.axis{axis} = [{}]", values(4)));
    assert_eq!(sweep(&axes.collect::<Vec<_>>().join("\n")), expected);
}

/// The problem comes after the value found, however long that is.
#[test]
fn what_would_fill_the_screen() {
    let long = "a".repeat(900_000);
    let many = vec!["1"; 300_000].join(", ");
    let cut = |start: &str, part: &str| {
        let all = format!("{start}{}", part.repeat(120));
        all[..120].to_owned() + "..."
    };
    let letters = cut("", "a");
    let with = |old: &str, new: &str| said_of(SMALL.replacen(old, new, 1));
    assert_eq!(
        said_of(format!("{long} = 1")),
        format!(
            "small.toml:1: {letters}: unknown key, expected one of title, source, seed, repeats, \
             network, task, training, checkpoints, keep, slice, distances, neighbourhoods, measures, sweep, \
             design, figure, panel, claim, preset"
        )
    );
    assert_eq!(
        said_of(format!("{long} = 1\n{long} = 2")),
        "small.toml: is larger than 1 MiB, expected an experiment file"
    );
    assert_eq!(
        with("repeats = 2", &format!("repeats = \"{long}\"")),
        format!(
            "small.toml:2: repeats: found {}, expected a whole number, 0 or more",
            cut("the string \"", "a")
        )
    );
    assert_eq!(
        with("[8, 8]", &format!("[{many}]")),
        "small.toml:6: network.hidden: found 300000 layers, must have at most 1000 layers"
    );
    assert_eq!(
        with("[100, 200]", &format!("[{many}]")),
        "small.toml:28: sweep: makes more than 100000 runs with 2 repeats, expected fewer"
    );
    assert_eq!(
        with("[100, 200]", &format!("[[{many}]]")),
        "small.toml:29: sweep.task.memorise.points: found an array, expected a whole number, 0 or \
         more"
    );
}

#[test]
fn a_name_that_is_taken() {
    let folder = Folder::new();
    folder.write("verify.toml", SMALL);
    for command in ["check", "run"] {
        assert_eq!(
            folder.complaint([command, "verify.toml"]),
            "verify.toml: this name is reserved for the results of `crease verify`; rename the file"
        );
    }
}
