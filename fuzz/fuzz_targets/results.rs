//! The files of a results folder: table, status, resume point, measures, manifest and sessions.
#![no_main]

use crease_experiment::Loaded;
use crease_fuzz::Unread;
use crease_results::{Folder, Table};
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

static LOADED: LazyLock<Loaded<Unread>> =
    LazyLock::new(|| crease_fuzz::parse(include_str!("../seeds/small.toml")).expect("an experiment"));

/// The results folder, with its experiment.
static RESULTS: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = crease_fuzz::file("results");
    let run = folder.join("small/logs");
    fs::create_dir_all(run).expect("a folder in memory");
    fs::write(folder.join("small/experiment.toml"), "").expect("a file in memory");
    folder
});

fuzz_target!(|input: &[u8]| {
    let Some((&which, bytes)) = input.split_first() else {
        return;
    };
    let root = RESULTS.join("small");
    let _ = fs::remove_file(root.join("manifest.json"));
    let write = |path: PathBuf| fs::write(path, bytes).expect("a file in memory");
    let open = || Folder::open(&RESULTS, "small");
    match which % 6 {
        0 => {
            let path = root.join("table.csv");
            write(path.clone());
            match Table::read(&path, LOADED.plan.axes.clone(), LOADED.plan.columns()) {
                Ok(table) => {
                    let _ = table.strange_line(&path);
                }
                Err(error) => crease_fuzz::one_line(&error),
            }
        }
        1 => {
            write(root.join("manifest.json"));
            match open() {
                Ok(folder) => {
                    let _ = folder.manifest();
                }
                Err(error) => crease_fuzz::one_line(&error),
            }
        }
        2 => {
            write(root.join("logs/fuzz.json"));
            let _ = open().map(|folder| folder.sessions());
        }
        3 => {
            write(root.join("provenance.json"));
            let _ = open().map(|folder| folder.provenance());
        }
        which => {
            let folder = open().expect("a results folder");
            let run = folder.run(&LOADED.plan.runs[0]);
            fs::create_dir_all(run.measured()).expect("a folder in memory");
            if which == 4 {
                write(run.measured().join("status.json"));
                if let Err(damage) = run.ended() {
                    crease_fuzz::one_line(&damage);
                }
            } else {
                write(run.resume_file());
                let _ = run.resume_step();
                if let Err(damage) = run.resume() {
                    crease_fuzz::one_line(&damage);
                }
            }
            let _ = run.earlier();
        }
    }
});
