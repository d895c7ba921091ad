//! `crease plot --output`: for users who may read results but not write there.

use crate::report::support::{Results, crease};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    files
}

#[test]
fn results_are_drawn_elsewhere_and_stay_as_they_are() {
    let results = Results::new();
    results.curves(&[]).assert().success();
    let before = files(results.path());
    let home = tempfile::tempdir().unwrap();
    let output = home.path().join("new/my figures");
    let mut command = crease();
    command.args(["plot", "fig5-quick", "--results"]);
    command.arg(results.path()).arg("--output").arg(&output);
    let assert = command.assert().success();
    let told = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let (_, written) = told.split_once("Written:\n").unwrap();
    assert_eq!(written.lines().count(), 7, "{written}");
    for path in written.lines() {
        let path = Path::new(path.trim_start());
        assert!(path.starts_with(&output) && path.exists(), "{path:?}");
    }
    assert_eq!(files(results.path()), before);
    for name in [
        "fig5-quick.svg",
        "fig5-quick.pdf",
        "table.csv",
        "caption.txt",
    ] {
        let [there, here] = [results.file("fig5-quick"), output.clone()];
        assert_eq!(
            fs::read(here.join(name)).unwrap(),
            fs::read(there.join(name)).unwrap()
        );
    }
    // Files that are not here are linked where they are.
    let page = fs::read_to_string(output.join("report.html")).unwrap();
    let links: Vec<&str> = page.split("href=\"").skip(1).collect();
    for link in links.iter().map(|rest| rest.split('"').next().unwrap()) {
        let path = output.join(link.replace("%20", " "));
        assert!(link == "data:," || path.exists(), "{link} leads nowhere");
    }
}
