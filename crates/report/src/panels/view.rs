//! What panels of checkpoints look at: a network of one run, and its slice.

use crate::ReportError;
use crease_checkpoint::Checkpoint;
use crease_experiment::Loaded;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings;
use crease_measure::LazyDatasets;
use crease_measure::{self as places, DrawnSlice};
use crease_network::Network;
use crease_picture::window_around;
use crease_regions::{Options, Plane, Slice, Window, vertices};
use crease_results::Folder;
use crease_train::Examples;

/// Kept checkpoints of an experiment's runs.
pub struct Views<'a> {
    /// Where they lie.
    pub folder: &'a Folder,
    /// Whose runs they are.
    pub loaded: &'a Loaded,
    /// For slices and points that are drawn from examples.
    pub datasets: &'a LazyDatasets,
}

/// A network, and a window of a plane of its inputs.
pub(super) struct View {
    pub(super) network: Network,
    /// With a window.
    pub(super) plane: Plane,
    /// The examples that the plane goes through.
    pub(super) dots: Vec<[f64; 2]>,
}

/// Limits for pictures: more regions than can be told apart on a page, in memory that laptops have.
pub(super) const LIMITS: Options = Options::regions()
    .with_linear_regions(true)
    .with_max_regions(1_000_000);

impl Views<'_> {
    /// A run of the plan; `None` if it is not finished.
    pub(super) fn run(&self, index: usize) -> Option<&PlannedRun> {
        let run = self.loaded.plan.runs.get(index)?;
        self.folder.has_finished(run).then_some(run)
    }

    /// The network of a run at an epoch.
    pub(super) fn network(&self, run: &PlannedRun, epoch: f64) -> Result<Network, ReportError> {
        let step = run.settings.step_at(epoch);
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
        let examples = self.examples(run)?;
        let settings = &run.settings;
        Ok(places::points(
            &settings.distances,
            settings.seed,
            &examples,
        ))
    }

    /// The network of a run at an epoch, with the first slice of the run, or another one.
    pub(super) fn view(
        &self,
        run: &PlannedRun,
        epoch: f64,
        slice: Option<&settings::Slice>,
        half_side: Option<f64>,
    ) -> Result<View, ReportError> {
        let network = self.network(run, epoch)?;
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

    fn first_slice(
        &self,
        run: &PlannedRun,
        setting: &settings::Slice,
    ) -> Result<DrawnSlice, ReportError> {
        let examples = if setting.needs_examples() {
            Some(self.examples(run)?)
        } else {
            None
        };
        let slices = places::slices(setting, run.settings.seed, examples.as_ref())?;
        let first = slices.into_iter().next();
        first.ok_or(ReportError::NotAPlane {
            slice: setting.name(),
        })
    }

    fn examples(&self, run: &PlannedRun) -> Result<Examples, ReportError> {
        let datasets = self.datasets.for_task(&run.settings.task)?;
        Ok(places::examples(&run.settings, datasets)?)
    }
}

/// Planes through the origin are looked at around it, others around their examples.
fn centre(setting: &settings::Slice, dots: &[[f64; 2]]) -> [f64; 2] {
    if dots.is_empty() || matches!(setting, settings::Slice::PlanesThroughOrigin { .. }) {
        return [0.0, 0.0];
    }
    let count = dots.len() as f64;
    [0, 1].map(|i| dots.iter().map(|dot| dot[i]).sum::<f64>() / count)
}

/// `initialisation`, `epoch 20`.
pub fn moment(epoch: f64) -> String {
    if epoch == 0.0 {
        "initialisation".to_owned()
    } else {
        format!("epoch {epoch}")
    }
}
