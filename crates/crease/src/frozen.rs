//! The experiment of a results folder: written before its first run, and read by all later
//! commands.

use crate::terminal;
use crease_experiment::ExperimentError;
use crease_experiment::plan::PlannedRun;
use crease_report::text;
use crease_report::{Loaded, read};
use crease_results::{Damage, Folder, Manifest, write_whole};
use std::collections::HashSet;
use std::fs;

/// Agrees with other shards on the experiment: on the one in the folder if it has the same runs,
/// since the user may have changed its panels there, otherwise on this one.
///
/// # Errors
/// As [`freeze`].
pub fn join(folder: &mut Folder, loaded: Loaded, backend: &str) -> anyhow::Result<Loaded> {
    // A process that was killed early may have left an experiment without a manifest.
    let has_manifest = matches!(folder.manifest(), Ok(Some(_)));
    let there = read(folder).ok();
    let Some(there) = there.filter(|there| has_manifest && of_same_runs(there, &loaded)) else {
        return freeze(folder, loaded, backend);
    };
    if there.resolved_toml != loaded.resolved_toml {
        terminal::note(&format!(
            "{} has the same runs as this file, but other panels, claims or text: shards use it; \
             `crease run` without --shard uses the file",
            folder.experiment_file().display()
        ));
    }
    Ok(there)
}

/// Records in the folder which experiment its runs belong to, before the first is computed. The
/// caller must hold the tables since the folder was claimed.
///
/// # Errors
/// If another process computes runs of another experiment there, or the disk refuses.
pub fn freeze(folder: &mut Folder, loaded: Loaded, backend: &str) -> anyhow::Result<Loaded> {
    let manifest = Manifest::new(env!("CARGO_PKG_VERSION"), backend);
    let before = fs::read(folder.experiment_file()).ok();
    let same = before.as_deref() == Some(loaded.resolved_toml.as_bytes());
    let earlier = folder.manifest();
    if same && matches!(&earlier, Ok(Some(earlier)) if *earlier == manifest) {
        return Ok(loaded);
    }
    let there = read(folder);
    if before.is_some() {
        compare(folder, &loaded, &there, &earlier, &manifest);
    }
    let same_runs = same || there.is_ok_and(|there| of_same_runs(&there, &loaded));
    folder.alone(|folder| {
        if !same_runs {
            folder.remove_drawn()?;
        }
        write_whole(&folder.experiment_file(), loaded.resolved_toml.as_bytes())?;
        folder.write_manifest(&manifest)
    })?;
    Ok(loaded)
}

fn of_same_runs(one: &Loaded, other: &Loaded) -> bool {
    let what = |run: &PlannedRun| (run.id.clone(), run.question_hash.clone(), run.settings.keep);
    let (one, other) = (one.plan.runs.iter(), other.plan.runs.iter());
    one.map(what).eq(other.map(what))
}

/// Reports how the folder differs from this experiment. Other runs stay: their settings give other
/// ids.
fn compare(
    folder: &Folder,
    loaded: &Loaded,
    there: &Result<Loaded, ExperimentError>,
    earlier: &Result<Option<Manifest>, Damage>,
    manifest: &Manifest,
) {
    match earlier {
        Ok(Some(earlier)) if earlier.crease != manifest.crease => terminal::note(&format!(
            "{} was created by crease {}, this is {}; runs of the same settings are kept",
            folder.path().display(),
            earlier.crease,
            manifest.crease
        )),
        Ok(_) => {}
        Err(reason) => terminal::note(&format!("warning: {reason}; it will be rewritten")),
    }
    if let Err(error) = there {
        terminal::note(&format!(
            "warning: {}; it will be rewritten",
            crease_input::one_line(&error.to_string())
        ));
    }
    let others = other_runs(folder, loaded);
    if others > 0 {
        terminal::note(&format!(
            "{} held another experiment: its runs/ still has {} of other settings, which the results \
             below do not include",
            folder.path().display(),
            text::counted(others as u64, "run")
        ));
    }
}

/// How many runs in the folder are not in the plan.
pub fn other_runs(folder: &Folder, loaded: &Loaded) -> usize {
    let planned: HashSet<&str> = loaded.plan.runs.iter().map(|run| run.id.as_str()).collect();
    let there = fs::read_dir(folder.runs()).into_iter().flatten().flatten();
    there
        .filter(|run| !planned.contains(run.file_name().to_string_lossy().as_ref()))
        .count()
}
