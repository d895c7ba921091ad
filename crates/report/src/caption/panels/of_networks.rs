//! Panels drawn from kept networks.

use super::{Description, is_trained, pair};
use crate::caption::places;
use crate::caption::swept::{Swept, real};
use crate::panels::moment;
use crate::words::listed;
use crease_experiment::Loaded;
use crease_experiment::settings::{Cells, Graph, Histogram, RegionKind, Slice, Source, Surface};

pub(super) fn cells(panel: &Cells, loaded: &Loaded, swept: &mut Swept) -> Description {
    let slice = panel.slice.as_ref().unwrap_or(&loaded.experiment.slice);
    let kind = match panel.regions {
        RegionKind::Activation => "Activation regions",
        RegionKind::Linear => "Linear regions",
    };
    let layers = panel
        .layers
        .map_or_else(String::new, |layers| match layers {
            1 => " of the first hidden layer".to_owned(),
            _ => format!(" of the first {layers} hidden layers"),
        });
    let dots = if slice.needs_examples() {
        "; dots are the examples"
    } else {
        ""
    };
    Description {
        head: kind.to_owned(),
        varies: format!(
            "{layers}{}{}",
            at(panel.epoch, loaded),
            of_run(panel.run, loaded)
        ),
        tail: format!(
            ", {}{}{dots}",
            place(panel.slice.as_ref(), loaded, swept),
            window(slice, panel.half_side)
        ),
    }
}

pub(super) fn surface(panel: &Surface, loaded: &Loaded, swept: &mut Swept) -> Description {
    let slice = panel.slice.as_ref().unwrap_or(&loaded.experiment.slice);
    let run = of_run(panel.run, loaded);
    Description {
        head: format!("{} that the network computes", output(panel.output, loaded)),
        varies: format!("{}{run}", at(panel.epoch, loaded)),
        tail: format!(
            ", {}{}, a facet a region, seen from azimuth {}° and elevation {}°",
            place(panel.slice.as_ref(), loaded, swept),
            window(slice, panel.half_side),
            real(panel.azimuth),
            real(panel.elevation)
        ),
    }
}

pub(super) fn graph(panel: &Graph, loaded: &Loaded) -> Description {
    let runs = match panel.runs.as_slice() {
        [run] => of_run(*run, loaded),
        _ if loaded.plan.runs.len() == 1 => String::new(),
        runs => {
            let numbers: Vec<String> = runs.iter().map(ToString::to_string).collect();
            format!(" in runs {}", listed(&numbers))
        }
    };
    let breakpoints = if panel.breakpoints {
        ", breakpoints marked"
    } else {
        ""
    };
    Description {
        head: format!("{} that the network computes", output(panel.output, loaded)),
        varies: format!("{}{runs}", at(panel.epoch, loaded)),
        tail: format!(
            ", on [{}, {}]{breakpoints}",
            real(panel.from),
            real(panel.to)
        ),
    }
}

pub(super) fn histogram(panel: &Histogram, loaded: &Loaded) -> Description {
    let epochs: Vec<String> = panel.epochs.iter().map(|&epoch| moment(epoch)).collect();
    Description {
        head: format!(
            "Distances of points to the nearest boundary, in {} bins of equal ratio",
            panel.bins
        ),
        varies: format!(", at {}{}", listed(&epochs), of_run(panel.run, loaded)),
        tail: String::new(),
    }
}

/// ` at epoch 20`; nothing where nothing is trained.
fn at(epoch: f64, loaded: &Loaded) -> String {
    if is_trained(loaded) {
        format!(" at {}", moment(epoch))
    } else {
        String::new()
    }
}

/// The panel's own slice, or the experiment's: in short where the settings tell all of it.
fn place(own: Option<&Slice>, loaded: &Loaded, swept: &mut Swept) -> String {
    let experiment = &loaded.experiment;
    let mut measures = experiment.measures.iter();
    match own {
        Some(slice) => places::one(slice, swept),
        None if measures.any(|measure| measure.source() == Source::Slice) => {
            places::short(&experiment.slice, swept)
        }
        None => places::one(&experiment.slice, swept),
    }
}

/// Which run a panel looks at, where there are several.
fn of_run(index: usize, loaded: &Loaded) -> String {
    let runs = &loaded.plan.runs;
    match runs.get(index) {
        Some(run) if runs.len() > 1 => {
            let pairs = run.point.iter().map(|(key, held)| pair(key, held));
            let mut said: Vec<String> = pairs.collect();
            if loaded.experiment.repeats > 1 {
                said.push(format!("repeat {}", run.repeat));
            }
            format!(" in one run ({})", said.join(", "))
        }
        _ => String::new(),
    }
}

/// `The function`, or which output where there are several.
fn output(output: usize, loaded: &Loaded) -> String {
    match loaded.experiment.task.outputs() {
        0 | 1 => "The function".to_owned(),
        _ => format!("Output {output} of the function"),
    }
}

fn window(slice: &Slice, half_side: Option<f64>) -> String {
    match half_side {
        Some(half_side) if !slice.is_bounded() => {
            format!(", window of half-side {}", real(half_side))
        }
        _ => String::new(),
    }
}
