use super::values::MOST_NUMBERS;
use super::{Check, require_all, shown};
use crate::settings::{Measure, RunSettings, Slice, Task, Unit};

/// The longest training: steps are told apart as `f64`.
const MOST_STEPS: u64 = 1 << 53;

/// Checks what must fit together in a run whose values are right one by one.
pub fn relations(run: &RunSettings) -> Check {
    size(run)?;
    batch(run)?;
    checkpoints(run)?;
    slice(run)
}

fn size(run: &RunSettings) -> Check {
    let Task::Memorise(task) = &run.task;
    let keys = ["task.memorise.points", "task.memorise.dimension"];
    let numbers = task.points.saturating_mul(task.dimension);
    let expected = format!(
        "must make at most {MOST_NUMBERS} numbers in dimension {}",
        task.dimension
    );
    require_all(numbers <= MOST_NUMBERS, &keys, task.points, &expected)?;

    let widths = run.widths();
    let weights = widths
        .windows(2)
        .map(|pair| pair[0].saturating_mul(pair[1]))
        .fold(0_usize, usize::saturating_add);
    let keys = ["network.hidden", "task.memorise.dimension"];
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
    let batch = run.training.batch;
    let keys = ["training.batch", "task.memorise.points"];
    let expected = format!("must not be larger than the number of examples, {examples}");
    require_all(batch <= examples, &keys, batch, &expected)?;

    let epochs = run.training.epochs;
    let steps = run
        .training
        .steps_per_epoch(examples)
        .checked_mul(epochs as u64);
    let keys = ["training.epochs", "task.memorise.points", "training.batch"];
    let expected = format!("must make at most {MOST_STEPS} steps");
    require_all(
        steps.is_some_and(|steps| steps <= MOST_STEPS),
        &keys,
        epochs,
        &expected,
    )
}

fn checkpoints(run: &RunSettings) -> Check {
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
                "task.memorise.points",
                "training.batch",
            ],
        };
        let expected = format!("must not be after the end of training, {end} {unit}");
        require_all(at <= end, &keys, shown(at), &expected)?;
    }
    Ok(())
}

fn slice(run: &RunSettings) -> Check {
    if !run.measures.iter().any(|measure| measure.needs_slice()) {
        return Ok(());
    }
    let inputs = run.task.inputs();
    let keys = ["task.memorise.dimension", "slice"];
    let expected = "must be 2 for regions to be counted in a plane or a square";
    require_all(inputs == 2, &keys, inputs, expected)?;

    let boundary = run
        .measures
        .iter()
        .position(|measure| *measure == Measure::BoundaryMeasure);
    if let (Some(index), Slice::Plane) = (boundary, &run.slice) {
        let key = format!("measures[{index}]");
        let expected = "is infinite in the whole plane, expected slice.square";
        return require_all(false, &[&key, "slice"], "boundary_measure", expected);
    }
    Ok(())
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
