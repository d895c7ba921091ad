//! What panels of networks show: a kept network of one run, and its slice.

use super::over_runs::pair;
use crate::caption::slice_words;
use crate::text::real;
use crate::{Planned, ReportError};
use crease_checkpoint::Checkpoint;
use crease_experiment::Scene;
use crease_experiment::check::{Check, Complaint, finite, require, shown};
use crease_experiment::plan::PlannedRun;
use crease_experiment::rules;
use crease_experiment::settings::{self, Keep, RunSettings};
use crease_measure::DrawnSlice;
use crease_network::Network;
use crease_picture::window_around;
use crease_places::{LazyDatasets, examples, points, slices};
use crease_regions::{Options, Plane, Slice, Window, vertices};
use crease_results::Folder;
use crease_train::Examples;

/// Kept checkpoints of an experiment's runs.
pub(crate) struct Views<'a> {
    /// Where they are.
    pub(crate) folder: &'a Folder,
    /// Whose runs they are.
    pub(crate) planned: &'a Planned<'a>,
    /// For slices and points that are drawn from examples.
    pub(crate) datasets: &'a LazyDatasets,
}

/// A network, and a window of a plane of its inputs.
pub(crate) struct View {
    pub(crate) network: Network,
    /// With a window.
    pub(crate) plane: Plane,
    /// The examples that the plane goes through.
    pub(crate) dots: Vec<[f64; 2]>,
}

/// Limits for pictures: more regions than a page can show, in the memory of a laptop.
pub(super) const LIMITS: Options = Options::regions()
    .with_linear_regions(true)
    .with_max_regions(1_000_000);

impl Views<'_> {
    /// A run of the plan; `None` if it has not finished.
    pub(super) fn run(&self, index: usize) -> Option<&PlannedRun> {
        let run = self.planned.plan.runs.get(index)?;
        self.folder.has_finished(run).then_some(run)
    }

    /// The network of a run at an epoch.
    pub(super) fn network(&self, run: &PlannedRun, epoch: f64) -> Result<Network, ReportError> {
        self.network_at(run, run.settings.step_at(epoch))
    }

    /// The network of a run at a step.
    pub(crate) fn network_at(&self, run: &PlannedRun, step: u64) -> Result<Network, ReportError> {
        let path = self.folder.run(run).checkpoint_file(step);
        let checkpoint = match Checkpoint::read_file(&path) {
            Ok(checkpoint) => checkpoint,
            Err(reason) => return Err(ReportError::Checkpoint { path, reason }),
        };
        if checkpoint.metadata.config != run.training_hash {
            return Err(ReportError::OtherRun {
                path,
                found: checkpoint.metadata.config,
                expected: run.training_hash.clone(),
            });
        }
        Ok(checkpoint.network)
    }

    /// The points of `[distances]` in a run.
    pub(super) fn points(&self, run: &PlannedRun) -> Result<Vec<f64>, ReportError> {
        let settings = &run.settings;
        let examples = self.examples(run)?;
        Ok(points(&settings.distances, settings.seed, &examples))
    }

    /// The network of a run at an epoch, with the first slice of the run, or another one.
    pub(super) fn view(
        &self,
        run: &PlannedRun,
        epoch: f64,
        slice: Option<&settings::Slice>,
        half_side: Option<f64>,
    ) -> Result<View, ReportError> {
        self.view_at(run, run.settings.step_at(epoch), slice, half_side)
    }

    /// The same at a step.
    pub(crate) fn view_at(
        &self,
        run: &PlannedRun,
        step: u64,
        slice: Option<&settings::Slice>,
        half_side: Option<f64>,
    ) -> Result<View, ReportError> {
        let network = self.network_at(run, step)?;
        let setting = slice.unwrap_or(&run.settings.slice);
        let DrawnSlice { slice, dots } = self.first_slice(run, setting)?;
        let Slice::Plane(mut plane) = slice else {
            return Err(ReportError::NotAPlane {
                slice: setting.name(),
            });
        };
        if plane.window().is_none() {
            let window = match half_side {
                Some(half_side) => Window::new(centre(setting, &dots), half_side)?,
                None => window_around(&vertices(&network, &plane, &LIMITS)?)?,
            };
            plane = plane.within(window);
        }
        Ok(View {
            network,
            plane,
            dots,
        })
    }

    /// The first slice of a run, or another one.
    pub(super) fn first_slice(
        &self,
        run: &PlannedRun,
        setting: &settings::Slice,
    ) -> Result<DrawnSlice, ReportError> {
        let examples = if setting.needs_examples() {
            Some(self.examples(run)?)
        } else {
            None
        };
        let slices = slices(setting, run.settings.seed, examples.as_ref())?;
        let first = slices.into_iter().next();
        first.ok_or(ReportError::NotAPlane {
            slice: setting.name(),
        })
    }

    fn examples(&self, run: &PlannedRun) -> Result<Examples, ReportError> {
        let datasets = self.datasets.for_task(&run.settings.task)?;
        Ok(examples(&run.settings, datasets)?)
    }
}

/// Windows of planes through the origin are centred there, others on their examples.
fn centre(setting: &settings::Slice, dots: &[[f64; 2]]) -> [f64; 2] {
    if dots.is_empty() || matches!(setting, settings::Slice::PlanesThroughOrigin { .. }) {
        return [0.0, 0.0];
    }
    let count = dots.len() as f64;
    [0, 1].map(|i| dots.iter().map(|dot| dot[i]).sum::<f64>() / count)
}

/// Finds the run that a panel draws, and checks that its checkpoints are kept.
pub(super) fn check_kept<'a>(
    run: usize,
    epochs: &[f64],
    key: &str,
    scene: &'a Scene,
) -> Result<&'a RunSettings, Complaint> {
    let settings = scene.run(run, &format!("{key}.run"))?;
    for &epoch in epochs {
        let word = if epochs.len() == 1 { "epoch" } else { "epochs" };
        check_epoch(settings, epoch, &format!("{key}.{word}"))?;
    }
    Ok(settings)
}

/// Checks that there is a kept checkpoint at an epoch.
pub(super) fn check_epoch(run: &RunSettings, epoch: f64, key: &str) -> Check {
    finite(epoch, key)?;
    let schedule = run.schedule();
    let step = run.step_at(epoch);
    let half_a_step = run.epoch_of(1).min(1.0) / 2.0;
    let found = (run.epoch_of(step) - epoch).abs() <= half_a_step * 1.01;
    let expected = "must be an epoch at which there is a checkpoint";
    require(found, key, shown(epoch), expected)?;
    let last = schedule.last() == Some(&step);
    let right = run.keep == Keep::All || (run.keep == Keep::Last && last);
    let expected = "needs its checkpoint: expected keep = \"all\"";
    require(right, key, shown(epoch), expected)
}

/// Checks that a panel's slice, or that of the run, is a plane, with a window if there is a half
/// side.
pub(super) fn check_window(
    slice: Option<&settings::Slice>,
    half_side: Option<f64>,
    key: &str,
    run: &RunSettings,
) -> Check {
    let here = format!("{key}.slice");
    let (slice, slice_key) = match slice {
        Some(slice) => (slice, here.as_str()),
        None => (&run.slice, "slice"),
    };
    rules::slice(slice, slice_key, run)?;
    let expected = "must be a slice of a plane";
    require(slice.dimension() == 2, slice_key, slice.name(), expected)?;
    let Some(half_side) = half_side else {
        return Ok(());
    };
    let key = format!("{key}.half_side");
    let right = half_side.is_finite() && half_side > 0.0;
    let expected = "must be a finite number above 0";
    require(right, &key, shown(half_side), expected)?;
    let expected = "must be left out if the slice is bounded";
    require(!slice.is_bounded(), &key, shown(half_side), expected)
}

/// Checks that the network of a run has such an output.
pub(super) fn check_output(output: usize, key: &str, run: &RunSettings) -> Check {
    let outputs = run.task.outputs();
    let expected = format!("must be below the number of outputs, {outputs}");
    let key = format!("{key}.output");
    require(output < outputs, &key, output, &expected)
}

/// `initialisation`, `epoch 20`.
pub(super) fn moment(epoch: f64) -> String {
    if epoch == 0.0 {
        "initialisation".to_owned()
    } else {
        format!("epoch {epoch}")
    }
}

/// ` at epoch 20`; empty where nothing is trained.
pub(super) fn at(epoch: f64, planned: &Planned) -> String {
    if planned.experiment.task.examples() > 0 {
        format!(" at {}", moment(epoch))
    } else {
        String::new()
    }
}

/// Which run a panel shows, if there are several.
pub(super) fn of_run(index: usize, planned: &Planned) -> String {
    let runs = &planned.plan.runs;
    match runs.get(index) {
        Some(run) if runs.len() > 1 => {
            let pairs = run.point.iter().map(|(key, held)| pair(key, held));
            let mut said: Vec<String> = pairs.collect();
            if planned.experiment.repeats > 1 {
                said.push(format!("repeat {}", run.repeat));
            }
            format!(" in one run ({})", said.join(", "))
        }
        _ => String::new(),
    }
}

/// `The function`, or which output if there are several.
pub(super) fn output(output: usize, planned: &Planned) -> String {
    match planned.experiment.task.outputs() {
        0 | 1 => "The function".to_owned(),
        _ => format!("Output {output} of the function"),
    }
}

/// `, on the slice square (half side = 2)`, and the window if the panel has its own.
pub(super) fn on_slice(slice: &settings::Slice, half_side: Option<f64>) -> String {
    let window = half_side.filter(|_| !slice.is_bounded());
    let window = window.map(|half_side| format!(", window of half side {}", real(half_side)));
    format!(
        ", on the slice {}{}",
        slice_words(slice),
        window.unwrap_or_default()
    )
}
