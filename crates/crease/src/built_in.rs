//! The experiments of `experiments/`, inside the program, so that it runs them from any folder.

use std::path::{Path, PathBuf};

/// An experiment inside the program.
#[derive(Debug)]
pub struct BuiltIn {
    /// Its name on the command line.
    pub name: &'static str,
    /// Its file.
    pub toml: &'static str,
}

impl BuiltIn {
    /// The name of its file, after which its results are named.
    pub fn file(&self) -> String {
        format!("{}.toml", self.name)
    }
}

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        &[$(BuiltIn {
            name: $name,
            toml: include_str!(concat!("../experiments/", $name, ".toml")),
        }),+]
    };
}

/// All of them, in the order of `crease run --list`.
pub const ALL: &[BuiltIn] = built_in![
    "fig2",
    "fig3",
    "fig4",
    "fig5",
    "fig5-larger",
    "fig6",
    "fig7",
    "complexity-fig1",
    "complexity-fig2",
    "complexity-fig3",
    "complexity-fig4",
    "complexity-fig5",
    "complexity-fig6",
    "complexity-fig7",
    "complexity-fig8",
    "sweep-lr-weight-scale",
    "optimisers",
    "activations",
    "grokking",
    "local-complexity",
];

/// What an argument such as `fig5` or `experiments/fig5.toml` means.
#[derive(Debug)]
pub enum Experiment {
    /// A file, by its path.
    File(PathBuf),
    /// A file that was found by the name of an experiment.
    Found(PathBuf),
    /// An experiment inside the program.
    BuiltIn(&'static BuiltIn),
}

/// Whether `argument` may be the name of an experiment: it has no folder and no extension.
pub fn is_name(argument: &Path) -> bool {
    argument
        .to_str()
        .is_some_and(|name| !name.contains(['/', '\\', '.']))
}

impl Experiment {
    /// Takes `argument` for a file if there is one. Otherwise a bare name means `NAME.toml` or
    /// `experiments/NAME.toml` in `folder`, and then the experiment that is built in.
    pub fn find(argument: &Path, folder: &Path) -> Self {
        let name = argument.to_str().filter(|_| is_name(argument));
        let Some(name) = name.filter(|_| !folder.join(argument).exists()) else {
            return Self::File(argument.to_owned());
        };
        let file = format!("{name}.toml");
        let mut places = [
            Path::new(&file).to_owned(),
            Path::new("experiments").join(&file),
        ]
        .into_iter();
        if let Some(found) = places.find(|place| folder.join(place).is_file()) {
            return Self::Found(found);
        }
        let built_in = ALL.iter().find(|built_in| built_in.name == name);
        built_in.map_or_else(|| Self::File(argument.to_owned()), Self::BuiltIn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;

    #[test]
    fn every_experiment_of_the_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments");
        let files = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let files: BTreeSet<String> = files
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "toml")
            })
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let built_in = ALL
            .iter()
            .map(|built_in| built_in.name.to_owned())
            .collect();
        assert_eq!(files, built_in);
    }

    #[test]
    fn a_file_in_the_folder_wins() {
        let folder = tempfile::tempdir().unwrap();
        let find = |argument: &str| Experiment::find(Path::new(argument), folder.path());
        assert!(matches!(find("fig5"), Experiment::BuiltIn(built_in) if built_in.name == "fig5"));
        assert!(matches!(find("fig5.toml"), Experiment::File(_)));
        assert!(matches!(find("fig55"), Experiment::File(_)));
        fs::create_dir(folder.path().join("experiments")).unwrap();
        fs::write(folder.path().join("experiments/fig5.toml"), "").unwrap();
        let Experiment::Found(found) = find("fig5") else {
            panic!()
        };
        assert_eq!(found, Path::new("experiments/fig5.toml"));
        fs::write(folder.path().join("fig5.toml"), "").unwrap();
        let Experiment::Found(found) = find("fig5") else {
            panic!()
        };
        assert_eq!(found, Path::new("fig5.toml"));
        fs::write(folder.path().join("fig5"), "").unwrap();
        assert!(matches!(find("fig5"), Experiment::File(_)));
    }
}
