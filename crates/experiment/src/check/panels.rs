//! Whether panels speak of what is measured, swept and kept.

use super::values::slice as slice_values;
use super::{Check, Complaint, relations, require, shown};
use crate::plan::{SweepAxis, same_value};
use crate::settings::{
    Axis, Cells, Curves, Distribution, Experiment, Graph, Heatmap, Histogram, Keep, Over, Panel,
    RunSettings, Scale, Slice, Surface, When,
};
use crate::sweep::Point;

/// The most panels side by side, bins of a histogram, and curves of a graph.
const MOST: usize = 1_000;

/// What a horizontal axis can show that is no measure.
const MOMENTS: [&str; 3] = ["epoch", "step", "neurons"];

/// What an experiment measures and sweeps.
pub(super) struct Scene<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) axes: &'a [SweepAxis],
    pub(super) points: &'a [Point],
}

impl Scene<'_> {
    pub(super) fn measures(&self) -> Vec<&str> {
        let measures = self.experiment.measures.iter();
        measures.map(|measure| measure.name()).collect()
    }

    pub(super) fn swept_key(&self, word: &str, key: &str) -> Check {
        let swept: Vec<&str> = self.axes.iter().map(|axis| axis.key.as_str()).collect();
        if swept.is_empty() {
            let expected = "must be a swept key, and nothing is swept";
            return require(false, key, format!("{word:?}"), expected);
        }
        one_of(word, &swept, key)
    }

    /// The settings of a run of the plan.
    fn run(&self, run: usize, key: &str) -> Result<&RunSettings, Complaint> {
        let repeats = self.experiment.repeats;
        let runs = self.points.len() * repeats;
        let expected = format!("must be below the number of runs, {runs}");
        require(run < runs, key, run, &expected)?;
        Ok(&self.points[run / repeats].settings)
    }
}

/// Checks one panel that is written at `key`.
pub(super) fn panel(panel: &Panel, key: &str, scene: &Scene) -> Check {
    match panel {
        Panel::Curves(panel) => curves(panel, &format!("{key}.curves"), scene),
        Panel::Heatmap(panel) => heatmap(panel, &format!("{key}.heatmap"), scene),
        Panel::Distribution(panel) => distribution(panel, &format!("{key}.distribution"), scene),
        Panel::Cells(panel) => cells(panel, &format!("{key}.cells"), scene),
        Panel::Surface(panel) => surface(panel, &format!("{key}.surface"), scene),
        Panel::Graph(panel) => graph(panel, &format!("{key}.graph"), scene),
        Panel::Histogram(panel) => histogram(panel, &format!("{key}.histogram"), scene),
    }
}

/// Checks how many panels stand side by side.
pub(super) fn columns(columns: Option<usize>) -> Check {
    let expected = format!("must be from 1 to {MOST}");
    let columns = columns.unwrap_or(1);
    let right = (1..=MOST).contains(&columns);
    require(right, "figure.columns", columns, &expected)
}

fn curves(panel: &Curves, key: &str, scene: &Scene) -> Check {
    let measures = scene.measures();
    let horizontal: Vec<&str> = MOMENTS.iter().chain(&measures).copied().collect();
    one_of(&panel.x.of, &horizontal, &format!("{key}.x.of"))?;
    one_of(&panel.y.of, &measures, &format!("{key}.y.of"))?;
    axis(&panel.x, &format!("{key}.x"))?;
    axis(&panel.y, &format!("{key}.y"))?;
    if let Some(series) = &panel.series {
        scene.swept_key(series, &format!("{key}.series"))?;
    }
    only(&panel.only, key, scene)?;
    for (index, line) in panel.reference.iter().enumerate() {
        let key = format!("{key}.reference[{index}]");
        finite(line.y, &format!("{key}.y"))?;
        let right = line.over.is_none() || panel.x.of == "neurons";
        let expected = "needs neurons on the horizontal axis";
        require(right, &format!("{key}.over"), "a size", expected)?;
    }
    Ok(())
}

fn heatmap(panel: &Heatmap, key: &str, scene: &Scene) -> Check {
    scene.swept_key(&panel.x, &format!("{key}.x"))?;
    scene.swept_key(&panel.y, &format!("{key}.y"))?;
    let expected = "must be another key than x";
    let right = panel.x != panel.y;
    require(right, &format!("{key}.y"), &panel.y, expected)?;
    let colour = format!("{key}.colour");
    one_of(&panel.colour.of, &scene.measures(), &format!("{colour}.of"))?;
    axis(&panel.colour, &colour)?;
    let right = panel.at != When::Always;
    require(
        right,
        &format!("{key}.at"),
        "always",
        "must be start or end",
    )?;
    only(&panel.only, key, scene)
}

fn distribution(panel: &Distribution, key: &str, scene: &Scene) -> Check {
    one_of(&panel.x.of, &scene.measures(), &format!("{key}.x.of"))?;
    axis(&panel.x, &format!("{key}.x"))?;
    let right = panel.at != When::Always;
    let expected = "must be start or end";
    require(right, &format!("{key}.at"), "always", expected)?;
    if let Some(series) = &panel.series {
        scene.swept_key(series, &format!("{key}.series"))?;
    }
    let bins = panel.bins.unwrap_or(1);
    let expected = format!("must be from 1 to {MOST}");
    let right = (1..=MOST).contains(&bins);
    require(right, &format!("{key}.bins"), bins, &expected)?;
    only(&panel.only, key, scene)
}

/// Whether `only` names swept keys and values that they take.
pub(super) fn only(only: &toml::Table, key: &str, scene: &Scene) -> Check {
    for (word, value) in only {
        let key = format!("{key}.only");
        scene.swept_key(word, &key)?;
        let axis = scene.axes.iter().find(|axis| axis.key == *word);
        let values: Vec<String> = axis.map_or_else(Vec::new, |axis| {
            axis.values.iter().map(ToString::to_string).collect()
        });
        let known = axis.is_some_and(|axis| axis.values.iter().any(|one| same_value(one, value)));
        let expected = format!(
            "must be one of its values in the sweep, {}",
            crease_input::shown(&values.join(", "))
        );
        require(known, &key, format!("{word} = {value}"), &expected)?;
    }
    Ok(())
}

fn cells(panel: &Cells, key: &str, scene: &Scene) -> Check {
    let run = drawn(panel.run, &[panel.epoch], key, scene)?;
    window(panel.slice.as_ref(), panel.half_side, key, run)?;
    if let Some(layers) = panel.layers {
        let most = run.widths().len() - 2;
        let expected = format!("must be from 1 to the number of hidden layers, {most}");
        let right = (1..=most).contains(&layers);
        require(right, &format!("{key}.layers"), layers, &expected)?;
    }
    Ok(())
}

fn surface(panel: &Surface, key: &str, scene: &Scene) -> Check {
    let run = drawn(panel.run, &[panel.epoch], key, scene)?;
    window(panel.slice.as_ref(), panel.half_side, key, run)?;
    output(panel.output, key, run)?;
    finite(panel.azimuth, &format!("{key}.azimuth"))?;
    let right = (5.0..=90.0).contains(&panel.elevation);
    let found = shown(panel.elevation);
    let expected = "must be from 5 to 90 degrees";
    require(right, &format!("{key}.elevation"), found, expected)
}

fn graph(panel: &Graph, key: &str, scene: &Scene) -> Check {
    let expected = format!("must name from 1 to {MOST} runs");
    let right = (1..=MOST).contains(&panel.runs.len());
    require(right, &format!("{key}.runs"), panel.runs.len(), &expected)?;
    for (index, &run) in panel.runs.iter().enumerate() {
        let run_key = format!("{key}.runs[{index}]");
        let run = scene.run(run, &run_key)?;
        kept(run, panel.epoch, &format!("{key}.epoch"))?;
        let expected = "needs a network with one input";
        require(run.task.inputs() == 1, key, run.task.name(), expected)?;
        output(panel.output, key, run)?;
    }
    finite(panel.from, &format!("{key}.from"))?;
    finite(panel.to, &format!("{key}.to"))?;
    let expected = format!("must be above from, {}", panel.from);
    let right = panel.from < panel.to;
    require(right, &format!("{key}.to"), shown(panel.to), &expected)
}

fn histogram(panel: &Histogram, key: &str, scene: &Scene) -> Check {
    let expected = "must name at least one epoch";
    let right = !panel.epochs.is_empty();
    require(right, &format!("{key}.epochs"), "[]", expected)?;
    drawn(panel.run, &panel.epochs, key, scene)?;
    let expected = format!("must be from 1 to {MOST}");
    let right = (1..=MOST).contains(&panel.bins);
    require(right, &format!("{key}.bins"), panel.bins, &expected)?;
    let found = scene.measures().join(", ");
    let right = scene.measures().contains(&"boundary_distance");
    require(
        right,
        "measures",
        found,
        "must have boundary_distance, whose histogram is drawn",
    )
}

/// The run that a panel draws, if its checkpoints are kept.
fn drawn<'a>(
    run: usize,
    epochs: &[f64],
    key: &str,
    scene: &'a Scene,
) -> Result<&'a RunSettings, Complaint> {
    let settings = scene.run(run, &format!("{key}.run"))?;
    for &epoch in epochs {
        let word = if epochs.len() == 1 { "epoch" } else { "epochs" };
        kept(settings, epoch, &format!("{key}.{word}"))?;
    }
    Ok(settings)
}

/// Whether there is a checkpoint at an epoch whose file stays.
fn kept(run: &RunSettings, epoch: f64, key: &str) -> Check {
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

fn window(slice: Option<&Slice>, half_side: Option<f64>, key: &str, run: &RunSettings) -> Check {
    let here = format!("{key}.slice");
    let (slice, slice_key) = match slice {
        Some(slice) => (slice, here.as_str()),
        None => (&run.slice, "slice"),
    };
    slice_values(slice, slice_key)?;
    relations::slice(slice, slice_key, run)?;
    let expected = "must be a slice of a plane";
    require(slice.dimension() == 2, slice_key, slice.name(), expected)?;
    let Some(half_side) = half_side else {
        return Ok(());
    };
    let key = format!("{key}.half_side");
    let right = half_side.is_finite() && half_side > 0.0;
    require(
        right,
        &key,
        shown(half_side),
        "must be a finite number above 0",
    )?;
    let expected = "must be left out where the slice is bounded itself";
    require(!slice.is_bounded(), &key, shown(half_side), expected)
}

fn output(output: usize, key: &str, run: &RunSettings) -> Check {
    let outputs = run.task.outputs();
    let expected = format!("must be below the number of outputs, {outputs}");
    require(
        output < outputs,
        &format!("{key}.output"),
        output,
        &expected,
    )
}

fn axis(axis: &Axis, key: &str) -> Check {
    let right = axis.over != Some(Over::Start) || !MOMENTS.contains(&axis.of.as_str());
    let expected = "must be left out, or neurons, where no measure is shown";
    require(right, &format!("{key}.over"), "\"start\"", expected)?;
    for (word, end) in [("min", axis.min), ("max", axis.max)] {
        let Some(end) = end else { continue };
        let key = format!("{key}.{word}");
        finite(end, &key)?;
        let right = axis.scale != Scale::Logarithmic || end > 0.0;
        require(
            right,
            &key,
            shown(end),
            "must be above 0 on a logarithmic axis",
        )?;
    }
    if let (Some(min), Some(max)) = (axis.min, axis.max) {
        let expected = format!("must be above min, {min}");
        require(min < max, &format!("{key}.max"), shown(max), &expected)?;
    }
    Ok(())
}

pub(super) fn one_of(word: &str, candidates: &[&str], key: &str) -> Check {
    if candidates.contains(&word) {
        return Ok(());
    }
    Err(Complaint {
        keys: vec![key.to_owned()],
        found: format!("{word:?}"),
        expected: crease_input::expected(word, candidates),
    })
}

pub(super) fn finite(number: f64, key: &str) -> Check {
    require(
        number.is_finite(),
        key,
        shown(number),
        "must be a finite number",
    )
}
