//! `docs/your-own-experiment.md`, followed to the letter: every file written, every command run, in
//! order, and what it prints compared with what the guide says it prints.

mod commands;
mod expected;
mod page;
mod session;

use page::{Page, Step};
use session::Session;
use std::path::{Path, PathBuf};

fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().unwrap()
}

fn guide() -> String {
    std::fs::read_to_string(repository().join("docs/your-own-experiment.md")).unwrap()
}

#[test]
fn the_guide_works_as_written() {
    follow(|_, _| ());
}

#[test]
#[ignore = "needs pandas"]
fn the_guide_works_as_written_under_pandas() {
    follow(Session::python);
}

fn follow(python: fn(&Session, &str)) {
    let page = Page::read(&guide());
    let mut session = Session::new(&repository());
    for step in &page.steps {
        match step {
            Step::Write { file, text } => session.write(file, text),
            Step::Append { file, text } => session.append(file, text),
            Step::Commands { lines, expected } => session.run(lines, expected),
            Step::Python { text } => python(&session, text),
        }
    }
    for path in page.quoted("results/") {
        let exists = session.place(path).exists();
        assert!(exists, "the guide speaks of {path}, which is not there");
    }
    assert!(session.place("batch-and-rate.sbatch").is_file());

    // The guide's statements about the two figures.
    let kept = |table: &str, batch, rate| session.kept_regions(table, batch, rate);
    let small = kept("batch-size", "5", None);
    let large = kept("batch-size", "125", None);
    assert!((0.35..0.6).contains(&small), "{small}");
    assert!((0.9..1.1).contains(&large), "{large}");
    for (batch, rate, low, high) in [
        ("5", "0.01", 0.35, 0.6),
        ("25", "0.03", 0.35, 0.6),
        ("5", "0.001", 0.9, 1.2),
        ("25", "0.001", 0.9, 1.2),
    ] {
        let ratio = kept("batch-and-rate", batch, Some(rate));
        assert!((low..high).contains(&ratio), "{batch}, {rate}: {ratio}");
    }
}

#[test]
fn the_guide_s_links_lead_somewhere() {
    let text = guide();
    let targets: Vec<&str> = text.split("](").skip(1).collect();
    assert!(targets.len() >= 4, "{targets:?}");
    for target in targets {
        let target = target.split(')').next().unwrap();
        let (path, section) = target.split_once('#').unwrap_or((target, ""));
        let exists = repository().join("docs").join(path).exists();
        assert!(exists, "the guide links to {path}, which is not there");
        let is_it = |line: &str| {
            let title = line.strip_prefix("## ");
            title.is_some_and(|title| title.to_lowercase().replace(' ', "-") == section)
        };
        let exists = section.is_empty() || !path.is_empty() || text.lines().any(is_it);
        assert!(exists, "the guide has no section {section}");
    }
}

#[test]
fn the_guide_is_found_from_the_readme() {
    for name in ["README.md", "ARCHITECTURE.md"] {
        let text = std::fs::read_to_string(repository().join(name)).unwrap();
        assert!(text.contains("(docs/your-own-experiment.md)"), "{name}");
    }
}

/// Every figure of the repository is in the gallery, under the name of a built-in experiment if a command runs
/// one.
#[test]
fn the_gallery_has_every_figure_and_names_experiments() {
    let gallery = std::fs::read_to_string(repository().join("docs/gallery.md")).unwrap();
    for figure in std::fs::read_dir(repository().join("docs/figures")).unwrap() {
        let name = figure.unwrap().file_name().into_string().unwrap();
        assert!(gallery.contains(&format!("(figures/{name})")), "{name}");
    }
    let commands = gallery
        .lines()
        .filter_map(|line| line.strip_prefix("    crease run "));
    let commands: Vec<&str> = commands.collect();
    assert!(commands.len() >= 20, "{commands:?}");
    for name in commands {
        let experiment = repository().join(format!("experiments/{name}.toml"));
        assert!(experiment.is_file(), "{name}");
    }
}
