use crate::check::{Check, MOST_NUMBERS, require_all, shown};
use crate::settings::{Distances, Points, RunSettings, Slice, Slices, Source, Unit};

/// The longest training: steps must be exact as `f64`.
const MOST_STEPS: u64 = 1 << 53;

/// Checks what must fit together in a run whose single values are valid.
pub fn relations(run: &RunSettings) -> Check {
    size(run)?;
    batch(run)?;
    checkpoints(run)?;
    measures(run)
}

fn size(run: &RunSettings) -> Check {
    run.task.check_together()?;
    let widths = run.widths();
    let weights = widths
        .windows(2)
        .map(|pair| pair[0].saturating_mul(pair[1]))
        .fold(0_usize, usize::saturating_add);
    let inputs = run.task.inputs_key();
    let keys = ["network.hidden", inputs.as_str()];
    let expected = format!("must make at most {MOST_NUMBERS} weights, these make {weights}");
    require_all(
        weights <= MOST_NUMBERS,
        &keys,
        list(&run.network.hidden),
        &expected,
    )
}

fn batch(run: &RunSettings) -> Check {
    let examples = run.task.examples();
    if examples == 0 {
        return Ok(()); // nothing is trained
    }
    let examples_key = run.task.examples_key();
    let batch = run.training.batch;
    let keys = ["training.batch", examples_key.as_str()];
    let expected = format!("must not be larger than the number of examples, {examples}");
    require_all(batch <= examples, &keys, batch, &expected)?;

    let epochs = run.training.epochs;
    let steps = run
        .training
        .steps_per_epoch(examples)
        .checked_mul(epochs as u64);
    let keys = ["training.epochs", examples_key.as_str(), "training.batch"];
    let expected = format!("must make at most {MOST_STEPS} steps");
    require_all(
        steps.is_some_and(|steps| steps <= MOST_STEPS),
        &keys,
        epochs,
        &expected,
    )
}

fn checkpoints(run: &RunSettings) -> Check {
    let examples_key = run.task.examples_key();
    for (index, series) in run.checkpoints.iter().enumerate() {
        let end = run.end(series.unit);
        let (word, at) = match series.to {
            Some(to) => ("to", to),
            None => ("from", series.from),
        };
        let key = format!("checkpoints[{index}].{word}");
        let unit = match series.unit {
            Unit::Epochs => "epochs",
            Unit::Steps => "steps",
        };
        let keys = match series.unit {
            Unit::Epochs => vec![key.as_str(), "training.epochs"],
            Unit::Steps => vec![
                key.as_str(),
                "training.epochs",
                examples_key.as_str(),
                "training.batch",
            ],
        };
        let expected = format!("must not be after the end of training, {end} {unit}");
        require_all(at <= end, &keys, shown(at), &expected)?;
    }
    Ok(())
}

/// Checks that each measure is possible.
fn measures(run: &RunSettings) -> Check {
    for (index, measure) in run.measures.iter().enumerate() {
        let key = format!("measures[{index}]");
        let task = format!("task.{}", run.task.name());
        let refuse = |other: &str, expected: &str| {
            require_all(false, &[&key, other], measure.name(), expected)
        };
        match measure.source() {
            Source::Slice => slice(&run.slice, "slice", run)?,
            Source::Training if run.task.examples() == 0 => {
                return refuse(&task, "needs a task with training examples");
            }
            Source::Test if run.task.test_examples() == 0 => {
                return refuse(&task, "needs a task with test examples, as mnist");
            }
            Source::Distances => {
                let Distances {
                    points: kind,
                    count,
                } = run.distances;
                points(kind, count, "distances", run)?;
            }
            Source::Neighbourhoods => neighbourhoods(run)?,
            Source::Weights | Source::Training | Source::Test => {}
        }
        if measure.needs_classes() && run.task.classes() == 0 {
            return refuse(&task, "needs a task with classes");
        }
        if measure.needs_pairs() {
            let (word, count) = match measure.source() {
                Source::Neighbourhoods => {
                    ("neighbourhoods.directions", run.neighbourhoods.directions)
                }
                _ => ("distances.count", run.distances.count),
            };
            let expected = format!("must be at least 2 for {}", measure.name());
            require_all(count >= 2, &[word, &key], count, &expected)?;
        }
        if measure.slices() == Slices::Bounded && !run.slice.is_bounded() {
            let whole = match run.slice.dimension() {
                1 => "is not defined on a whole line, expected slice.interval",
                _ => "is infinite in the whole plane, expected slice.square",
            };
            return refuse("slice", whole);
        }
        let is_window = run.slice.is_bounded() && run.slice.dimension() == 2;
        if measure.slices() == Slices::Windows && !is_window {
            return refuse("slice", "needs a window of a plane, expected slice.square");
        }
        if measure.slices() == Slices::Planes && run.slice.dimension() != 2 {
            return refuse("slice", "needs a slice of a plane");
        }
    }
    Ok(())
}

/// Checks that the task has the slice, written at `key`.
pub(super) fn slice(slice: &Slice, key: &str, run: &RunSettings) -> Check {
    let inputs = run.task.inputs();
    let inputs_key = run.task.inputs_key();
    if slice.needs_examples() {
        return through_examples(slice, key, run);
    }
    let (dimension, what) = match slice.dimension() {
        1 => (1, "on a line or an interval"),
        _ => (2, "in a plane or a square"),
    };
    let expected = format!("must be {dimension} for regions to be counted {what}");
    let keys = [inputs_key.as_str(), key];
    require_all(inputs == dimension, &keys, inputs, &expected)
}

fn through_examples(slice: &Slice, key: &str, run: &RunSettings) -> Check {
    let key = format!("{key}.{}", slice.name());
    let task = format!("task.{}", run.task.name());
    let examples = run.task.examples();
    let expected = "needs a task with at least three training examples";
    require_all(examples >= 3, &[&key, &task], slice.name(), expected)?;
    let inputs_key = run.task.inputs_key();
    let expected = format!("must be at least {} for such slices", slice.dimension());
    let inputs = run.task.inputs();
    require_all(
        inputs >= slice.dimension(),
        &[&inputs_key, &key],
        inputs,
        &expected,
    )?;
    let (Slice::PlanesThroughExamples { labels, .. } | Slice::SquaresAroundExamples { labels, .. }) =
        slice
    else {
        return Ok(());
    };
    let classes = run.task.classes();
    let key = format!("{key}.labels");
    for label in labels.iter().flatten() {
        let expected = format!("must be labels below {classes}");
        require_all(*label < classes, &[&key, &task], label, &expected)?;
    }
    Ok(())
}

fn neighbourhoods(run: &RunSettings) -> Check {
    let around = &run.neighbourhoods;
    for (index, &kind) in around.points.iter().enumerate() {
        points(kind, around.count, "neighbourhoods", run).map_err(|mut complaint| {
            if let Some(key) = complaint
                .keys
                .first_mut()
                .filter(|key| key.ends_with("points"))
            {
                *key = format!("{key}[{index}]");
            }
            complaint
        })?;
    }
    let inputs = run.task.inputs();
    let inputs_key = run.task.inputs_key();
    let keys = ["neighbourhoods.directions", inputs_key.as_str()];
    let expected = format!("must be at most the number of inputs, {inputs}");
    require_all(
        around.directions <= inputs,
        &keys,
        around.directions,
        &expected,
    )
}

/// Checks that the task has points of this kind, which are named in `section`.
fn points(kind: Points, count: usize, section: &str, run: &RunSettings) -> Check {
    let task = format!("task.{}", run.task.name());
    let (available, what) = match kind {
        Points::Test => (run.task.test_examples(), "test"),
        Points::Training => (run.task.examples(), "training"),
        Points::Normal | Points::Uniform if run.task.examples() > 0 => return Ok(()),
        Points::Normal | Points::Uniform => (0, "training"),
    };
    let expected = format!("needs a task with {what} examples");
    let key = format!("{section}.points");
    require_all(available > 0, &[&key, &task], kind.name(), &expected)?;
    let expected = format!("must not be larger than the number of {what} examples, {available}");
    let key = format!("{section}.count");
    require_all(count <= available, &[&key, &task], count, &expected)
}

fn list(widths: &[usize]) -> String {
    let shown: Vec<String> = widths.iter().take(8).map(ToString::to_string).collect();
    let more = if widths.len() > shown.len() {
        ", ..."
    } else {
        ""
    };
    format!("[{}{more}]", shown.join(", "))
}
