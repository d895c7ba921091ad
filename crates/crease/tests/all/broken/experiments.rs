//! The cases of `experiments.txt`.

use crate::broken::support::{Folder, SMALL};

const CASES: &str = include_str!("experiments.txt");

/// One paragraph of the file.
struct Case<'a>(&'a str);

impl<'a> Case<'a> {
    fn lines(&self, mark: &str) -> Vec<&'a str> {
        let lines = self.0.lines();
        lines.filter_map(|line| line.strip_prefix(mark)).collect()
    }

    fn experiment(&self) -> String {
        let [whole, old, new] = ["= ", "- ", "+ "].map(|mark| self.lines(mark).join("\n"));
        if !whole.is_empty() {
            return whole;
        }
        assert!(SMALL.contains(&old), "the small experiment has no {old:?}");
        SMALL.replacen(&old, &new, 1)
    }

    fn arguments(&self) -> Vec<&'a str> {
        let presets = self.lines("preset ");
        let presets = presets.into_iter().flat_map(|name| ["--preset", name]);
        let set = self.lines("set ");
        let set = set.into_iter().flat_map(|one| ["--set", one]);
        presets.chain(set).collect()
    }
}

#[test]
fn each_broken_experiment_has_its_line() {
    let folder = Folder::new();
    let mut count = 0;
    let mut wrong = Vec::new();
    for paragraph in CASES.trim_end().split("\n\n") {
        if paragraph.starts_with('#') {
            continue;
        }
        let case = Case(paragraph);
        folder.write("small.toml", case.experiment());
        for command in ["check", "run"] {
            let arguments = [command, "small.toml"].into_iter().chain(case.arguments());
            let found = folder.complaint(arguments);
            if found != case.lines("! ").join("\n") {
                wrong.push(format!("{paragraph}\n? {found}"));
            }
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(count > 150, "{count}");
}
