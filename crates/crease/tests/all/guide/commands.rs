//! The commands in README.md and docs: each exists, with its options.

use super::repository;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;

fn pages() -> Vec<PathBuf> {
    let root = repository();
    let docs = std::fs::read_dir(root.join("docs")).unwrap();
    let docs = docs.map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = docs
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.extend(["README.md", "crates/regions/README.md"].map(|name| root.join(name)));
    pages
}

/// The words after `crease`, of lines of code and of code within lines.
fn commands(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("    "));
    let within = text.split('`').skip(1).step_by(2);
    let commands = lines.chain(within).filter_map(|code| {
        let words = code.split(" #").next()?;
        words
            .strip_prefix("cargo run --release --locked -- ")
            .or_else(|| words.strip_prefix("crease "))
    });
    commands
        .map(|words| words.split_whitespace().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_command_in_the_docs_is_one() {
    let mut helps: HashMap<String, String> = HashMap::new();
    let mut options = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for words in commands(&text) {
            let Some((name, rest)) = words.split_first() else {
                continue;
            };
            let help = helps.entry(name.clone()).or_insert_with(|| {
                let mut crease = Command::new(assert_cmd::cargo::cargo_bin!("crease"));
                let output = crease.args([name, "--help"]).output().unwrap();
                assert!(output.status.success(), "{}: crease {name}", page.display());
                String::from_utf8(output.stdout).unwrap()
            });
            for option in rest.iter().filter(|word| word.starts_with("--")) {
                let option = option.split('=').next().unwrap();
                let is_there = help
                    .split(|letter: char| letter != '-' && !letter.is_alphanumeric())
                    .any(|word| word == option);
                assert!(is_there, "{}: crease {name} {option}", page.display());
                options += 1;
            }
        }
    }
    assert!(
        helps.len() >= 12 && options >= 30,
        "{} {options}",
        helps.len()
    );
}
