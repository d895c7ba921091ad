use super::script::{Script, moment};
use crate::cli::FilmArguments;
use crate::commands::draw::plane;
use crate::network_reader::NetworkReader;
use crate::{commands, shell, terminal};
use anyhow::{anyhow, bail};
use crease_experiment::plan::PlannedRun;
use crease_input::{shown, words};
use crease_picture::{Moment, Timeline};
use crease_places::LazyDatasets;
use crease_regions::vertices;
use crease_report::{KeptRun, Loaded, Scenery};
use crease_results::Folder;

/// The film of a run of an experiment.
pub fn with_script<T>(
    arguments: &FilmArguments,
    name: &str,
    make: impl FnOnce(&Script) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    if !arguments.reading.layers.is_empty() || arguments.reading.activation.is_some() {
        bail!("--layers, --activation: expected --network: checkpoints state their own");
    }
    let reader = NetworkReader::new(&arguments.reading, commands::cores())?;
    let folder = Folder::open(&arguments.results.results, name)?;
    let loaded = crease_report::read(&folder)?;
    let (run, kept) = choose(arguments, &folder, &loaded)?;
    let Scenery { plane, dots } = scenery(arguments, &kept)?;
    if kept.steps.len() < kept.planned {
        terminal::note(&format!(
            "{}: shows the {} that were kept, of {}",
            run.id,
            words::counted(kept.steps.len() as u64, "checkpoint"),
            kept.planned,
        ));
    }
    let moments = kept.steps.iter().map(|&step| Moment {
        name: moment(step, kept.epoch(step)),
        at: kept.epoch(step),
    });
    make(&Script {
        title: loaded.experiment.title.clone(),
        plane,
        dots,
        moments: moments.collect(),
        timeline: Timeline {
            axis: "epoch".to_owned(),
            measured: kept.measured(),
        },
        options: reader.options,
        network: Box::new(|index| Ok(kept.network(kept.steps[index])?)),
    })
}

/// The run to show, and its kept checkpoints.
fn choose<'a>(
    arguments: &FilmArguments,
    folder: &'a Folder,
    loaded: &'a Loaded,
) -> anyhow::Result<(&'a PlannedRun, KeptRun<'a>)> {
    let runs = &loaded.plan.runs;
    let enough = |run: &'a PlannedRun| {
        KeptRun::find(folder, loaded, run).filter(|kept| kept.steps.len() > 1)
    };
    if let Some(wanted) = &arguments.run {
        let run = find(wanted, folder, runs)?;
        let kept = enough(run).ok_or_else(|| too_few(arguments, folder, Some(run)))?;
        return Ok((run, kept));
    }
    let mut found = runs.iter().enumerate();
    let found = found.find_map(|(index, run)| Some((index, run, enough(run)?)));
    let (index, run, kept) = found.ok_or_else(|| too_few(arguments, folder, None))?;
    if runs.len() > 1 {
        terminal::note(&format!(
            "{}: has {}; the film shows run {index}, {}: choose another with --run",
            folder.name(),
            words::counted(runs.len() as u64, "run"),
            run.id,
        ));
    }
    Ok((run, kept))
}

/// The run with this number or name.
fn find<'a>(
    wanted: &str,
    folder: &Folder,
    runs: &'a [PlannedRun],
) -> anyhow::Result<&'a PlannedRun> {
    let by_number = || runs.get(wanted.parse::<usize>().ok()?);
    let found = runs.iter().find(|run| run.id == wanted).or_else(by_number);
    found.ok_or_else(|| {
        anyhow!(
            "--run {}: {} has no such run; expected a number from 0 to {}, or the name of a folder in {}",
            shown(wanted),
            folder.name(),
            runs.len().saturating_sub(1),
            folder.runs().display()
        )
    })
}

/// Why there is no film.
fn too_few(arguments: &FilmArguments, folder: &Folder, run: Option<&PlannedRun>) -> anyhow::Error {
    let (what, keeps) = match run {
        Some(run) => (run.id.as_str(), "keeps"),
        None => (folder.name(), "has no run that keeps"),
    };
    let fewer = if run.is_some() { " fewer than" } else { "" };
    let again = shell::of_results("run", folder.name(), &arguments.results.results);
    anyhow!(
        "{what}: {keeps}{fewer} two checkpoints; train it with keep = \"all\" to film it: \
         {again} --set 'keep=\"all\"'"
    )
}

/// The plane and the points to show.
fn scenery(arguments: &FilmArguments, kept: &KeptRun) -> anyhow::Result<Scenery> {
    let Some(slice) = &arguments.slice else {
        return kept
            .scenery(&LazyDatasets::default())
            .map_err(|error| match error {
                crease_report::ReportError::NotAPlane { .. } => {
                    anyhow!("{error}; pass --slice FILE with a plane to film it in")
                }
                error => error.into(),
            });
    };
    let last = kept.steps.last().copied().unwrap_or_default();
    let network = kept.network(last)?;
    let options = NetworkReader::new(&arguments.reading, commands::cores())?.options;
    let plane = plane::windowed(plane::read(slice, network.inputs())?, slice, |plane| {
        Ok(vertices(&network, plane, &options)?)
    })?;
    let dots = Vec::new();
    Ok(Scenery { plane, dots })
}
