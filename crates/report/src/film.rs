//! What a film of one run is made from: its kept checkpoints, a window, and what was measured.

use crate::panels::{Views, film_window};
use crate::{Loaded, Planned, ReportError};
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::Measure;
use crease_network::Network;
use crease_places::LazyDatasets;
use crease_regions::Plane;
use crease_results::{EndedRun, Folder};

/// The measures that a film shows beside the regions, the first one first.
const SHOWN: [(Measure, &str); 3] = [
    (Measure::TestAccuracy, "test accuracy"),
    (Measure::Accuracy, "accuracy"),
    (Measure::Loss, "loss"),
];

/// The kept checkpoints of a run, in order of their steps.
pub struct KeptRun<'a> {
    folder: &'a Folder,
    loaded: &'a Loaded,
    run: &'a PlannedRun,
    /// Steps of the checkpoints, at least one.
    pub steps: Vec<u64>,
    /// How many checkpoints the run has, kept or not.
    pub planned: usize,
}

/// A plane to look at, and points of it to mark.
pub struct Scenery {
    /// With a window.
    pub plane: Plane,
    /// The examples that the plane goes through.
    pub dots: Vec<[f64; 2]>,
}

impl<'a> KeptRun<'a> {
    /// The kept checkpoints of a run, `None` if there are none.
    pub fn find(folder: &'a Folder, loaded: &'a Loaded, run: &'a PlannedRun) -> Option<Self> {
        let schedule = run.settings.schedule();
        let planned = schedule.len();
        let in_folder = folder.run(run);
        let kept = schedule.into_iter();
        let steps: Vec<u64> = kept
            .filter(|&step| in_folder.checkpoint_file(step).is_file())
            .collect();
        (!steps.is_empty()).then_some(Self {
            folder,
            loaded,
            run,
            steps,
            planned,
        })
    }

    /// The epoch of a step.
    pub fn epoch(&self, step: u64) -> f64 {
        self.run.settings.epoch_of(step)
    }

    /// The network of a step.
    ///
    /// # Errors
    /// If its checkpoint cannot be read or belongs to another run.
    pub fn network(&self, step: u64) -> Result<Network, ReportError> {
        self.views(&LazyDatasets::default(), |views| {
            views.network_at(self.run, step)
        })
    }

    /// What to look at: what the first panel of regions shows, or the slice of the experiment. Without a
    /// window of its own, the plane gets one around most vertices of the last network.
    ///
    /// # Errors
    /// If the slice is not a plane or cannot be drawn, or a checkpoint cannot be read.
    pub fn scenery(&self, datasets: &LazyDatasets) -> Result<Scenery, ReportError> {
        let (slice, half_side) = film_window(&self.loaded.sections.panel);
        let last = self.steps.last().copied().unwrap_or_default();
        let view = self.views(datasets, |views| {
            views.view_at(self.run, last, slice, half_side)
        })?;
        Ok(Scenery {
            plane: view.plane,
            dots: view.dots,
        })
    }

    /// What was measured at the kept checkpoints: what it is called, and its numbers, NaN where one is
    /// not known. Nothing for a run that has not ended.
    pub fn measured(&self) -> Vec<(String, Vec<f64>)> {
        let Ok(Some(EndedRun { rows, .. })) = self.folder.run(self.run).ended() else {
            return Vec::new();
        };
        let columns = self.run.settings.columns();
        let shown = SHOWN.iter().filter_map(|(measure, name)| {
            let column = columns
                .iter()
                .position(|column| column.measure == *measure)?;
            let at = |step: &u64| {
                let row = rows.iter().find(|row| row.step == *step);
                row.map_or(f64::NAN, |row| row.values[column])
            };
            Some(((*name).to_owned(), self.steps.iter().map(at).collect()))
        });
        shown.collect()
    }

    fn views<T>(&self, datasets: &LazyDatasets, look: impl FnOnce(&Views) -> T) -> T {
        look(&Views {
            folder: self.folder,
            planned: &Planned::of(self.loaded),
            datasets,
        })
    }
}
