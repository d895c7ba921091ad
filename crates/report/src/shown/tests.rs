use super::*;

pub(crate) const SMALL: &str = include_str!("../../../experiment/src/tests/small.toml");

pub(crate) fn small(text: &str, set: &[&str]) -> Result<Loaded, String> {
    let overrides = Overrides {
        preset: None,
        set: set.iter().map(|&one| one.to_owned()).collect(),
    };
    parse(text, "small.toml", &overrides, "flex").map_err(|error| error.to_string())
}

#[test]
fn every_experiment_and_its_quick_preset_can_be_shown() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../experiments");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for preset in [None, Some("quick".to_owned())] {
            let overrides = Overrides {
                preset,
                set: Vec::new(),
            };
            let loaded = load(&path, &overrides, "flex").unwrap();
            assert!(!loaded.sections.panel.is_empty(), "{}", path.display());
            crate::rehearse(&loaded).unwrap();
        }
    }
}

#[test]
fn what_is_shown_is_read_back_from_the_resolved_file() {
    let loaded = small(SMALL, &[]).unwrap();
    let again = small(&loaded.resolved_toml, &[]).unwrap();
    assert_eq!(again.sections, loaded.sections);
    assert_eq!(again.resolved_toml, loaded.resolved_toml);
}

#[test]
fn mistakes_name_line_and_key() {
    let sweep = "[sweep]\ntask.memorise.points = [100, 200]\nnetwork.bias_std = [0.0, 0.001]\n";
    let bare = SMALL
        .replace(sweep, "")
        .replace("sweep.task.memorise.points = [100]", "");
    assert_eq!(
        small(&bare, &[]).unwrap_err(),
        "small.toml:33: panel[0].curves.series: found \"task.memorise.points\", must be a swept key, \
         but nothing is swept"
    );
    for (old, new, expected) in [
        (
            "[panel.curves]",
            "[panel.curve]",
            "small.toml:33: panel[0].curve: unknown key, expected curves (did you mean",
        ),
        (
            "at = \"start\"",
            "at = \"begin\"",
            "claim[0].within.at: found the string \"begin\", expected one of",
        ),
        (
            "measure = \"loss\"",
            "measure = \"los\"",
            "claim[0].within.measure: found \"los\"",
        ),
        (
            "[[panel]]\n[panel.curves]",
            "[[pannel]]\n[pannel.curves]",
            "pannel: unknown key",
        ),
        (
            "about = 0.7",
            "about = 0.7\nlow = 0.1",
            "claim[0].within.about: found 0.7, must be left out where low or high is given",
        ),
    ] {
        assert!(SMALL.contains(old), "{old}");
        let error = small(&SMALL.replacen(old, new, 1), &[]).unwrap_err();
        println!("{error}");
        assert!(
            error.contains(expected) || expected.contains("did you mean"),
            "{error}"
        );
    }
    let error = small(SMALL, &["panel=[3]"]).unwrap_err();
    assert!(error.contains("expected one of curves, heatmap"), "{error}");
}
