//! Links and commands work, whatever the names of experiments.

use crate::report::support::{Results, crease, fig5};
use predicates::str::contains;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;

const NAMES: [&str; 5] = ["lr#1", "my sweep", "50%20", "a?b&c'd", "[x](y)"];
const SMALL: [&str; 2] = ["--set", "network.hidden=[6, 6]"];

/// What a browser looks for.
fn decoded(address: &str) -> Vec<u8> {
    let mut bytes = address.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        assert!(!b" <>\"#?[]()".contains(&byte), "{address}");
        out.push(match byte {
            b'%' => {
                let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
                u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
            }
            byte => byte,
        });
    }
    out
}

/// The links of a page, or of Markdown, that lead to files.
fn links<'a>(text: &'a str, start: &str, end: char) -> Vec<&'a str> {
    let links = text.split(start).skip(1);
    let links = links.filter_map(|rest| rest.split(end).next());
    links.filter(|link| !link.starts_with("data:")).collect()
}

fn lead_somewhere(links: &[&str], folder: &Path) {
    for link in links {
        let path = folder.join(OsStr::from_bytes(&decoded(link)));
        assert!(path.exists(), "{link} leads nowhere");
    }
}

#[test]
fn links_lead_to_files_of_any_name() {
    let results = Results::new();
    for name in NAMES {
        results
            .cells_named(name.as_ref(), &SMALL)
            .assert()
            .success();
        let folder = results.file(name);
        let page = results.read(&format!("{name}/report.html"));
        let of_page = links(&page, "href=\"", '"');
        assert!(of_page.len() > 10, "{of_page:?}");
        lead_somewhere(&of_page, &folder);
    }
    let index = results.read("index.html");
    lead_somewhere(&links(&index, "href=\"", '"'), results.path());
}

/// The commands between backticks that begin like this.
fn commands<'a>(told: &'a str, start: &str) -> Vec<&'a str> {
    let quoted = told.split('`').skip(1).step_by(2);
    quoted
        .filter(|command| command.starts_with(start))
        .collect()
}

/// Runs a line as a shell does, with the `crease` under test.
fn shell(line: &str, folder: &Path) {
    let crease = assert_cmd::cargo::cargo_bin!("crease");
    let output = Command::new("bash")
        .args(["-c", &format!("crease() {{ \"$CREASE\" \"$@\"; }}; {line}")])
        .env("CREASE", crease)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
}

#[test]
fn commands_can_be_pasted_as_they_are_printed() {
    for name in NAMES {
        let home = tempfile::Builder::new()
            .prefix("it's #1 ")
            .tempdir()
            .unwrap();
        let results = Results::new();
        let file = results.path().join(name).with_extension("toml");
        results.cells_named(name.as_ref(), &SMALL);
        let run = |arguments: &[&str]| {
            let mut command = crease();
            command
                .current_dir(home.path())
                .arg("run")
                .arg(&file)
                .args(SMALL);
            command.args(["--set", "repeats=12", "--results", "res ults"]);
            let output = command.args(arguments).output().unwrap();
            String::from_utf8(output.stderr).unwrap()
        };
        let told = run(&["--shard", "1/12"]);
        let [plot] = commands(&told, "crease plot ").try_into().unwrap();
        shell(plot, home.path());
    }
}

#[test]
fn many_bad_runs_are_listed_by_the_command_in_the_report() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("my sweep.toml");
    std::fs::copy(fig5(), &file).unwrap();
    let mut command = crease();
    command.current_dir(home.path()).arg("run").arg(&file);
    command.args(["--preset", "quick", "--results", "res ults", "--set"]);
    let run = command.arg("training.learning_rate=1e30").assert().code(1);
    let told = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    let [status] = commands(&told, "crease status ").try_into().unwrap();
    shell(status, home.path());
}

#[test]
fn a_name_that_is_not_text_names_its_results() {
    let results = Results::new();
    let name = OsStr::from_bytes(b"b\xffd");
    results.cells_named(name, &SMALL).assert().success();
    for command in ["plot", "status", "cite"] {
        let mut crease = crease();
        crease
            .arg(command)
            .arg(name)
            .arg("--results")
            .arg(results.path());
        crease.assert().success().stdout(contains("b\u{fffd}d"));
    }
}
