use crate::check::{
    Check, finite, not_negative, positive, require, require_all, shown, whole, within,
};
use crate::settings::{
    CheckpointSeries, Choice as _, Neighbourhoods, Optimizer, RunSettings, Slice, Spacing,
    Training, Unit,
};

/// The widest layer. Its square still fits easily into memory; a wider one is a typo.
const WIDEST: usize = 65_536;
/// The deepest network. It is part of the settings of every run.
const MOST_LAYERS: usize = 1_000;
/// The most checkpoints of a series.
const MOST_CHECKPOINTS: usize = 100_000;
/// The most epochs.
const MOST_EPOCHS: usize = 1_000_000_000;
/// The most repeats of a point.
const MOST_REPEATS: usize = 100_000;
/// The most slices of a checkpoint, and the most points whose distances are measured.
const MOST_PLACES: usize = 1_000_000;

/// Checks each value of a run.
pub fn values(run: &RunSettings) -> Check {
    network(run)?;
    run.task.check()?;
    training(&run.training)?;
    for (index, series) in run.checkpoints.iter().enumerate() {
        checkpoints(series, &format!("checkpoints[{index}]"))?;
    }
    slice(&run.slice, "slice")?;
    let count = run.distances.count;
    places(count, "distances.count")?;
    neighbourhoods(&run.neighbourhoods)?;
    measures(run)
}

fn neighbourhoods(around: &Neighbourhoods) -> Check {
    let key = |word: &str| format!("neighbourhoods.{word}");
    places(around.count, &key("count"))?;
    whole(around.directions, &key("directions"))?;
    once(&around.points, &key("points"), |points| points.name())?;
    once(&around.radii, &key("radii"), |radius| shown(*radius))?;
    require(
        !around.points.is_empty(),
        &key("points"),
        "[]",
        "must name at least one kind of points",
    )?;
    require(
        !around.radii.is_empty(),
        &key("radii"),
        "[]",
        "must have at least one radius",
    )?;
    for (index, &radius) in around.radii.iter().enumerate() {
        positive(radius, &format!("{}[{index}]", key("radii")))?;
    }
    Ok(())
}

/// Returns a complaint about an entry of a list that is there twice.
fn once<T: PartialEq, S: ToString>(list: &[T], key: &str, name: impl Fn(&T) -> S) -> Check {
    for (index, entry) in list.iter().enumerate() {
        let right = !list[..index].contains(entry);
        let key = format!("{key}[{index}]");
        require(
            right,
            &key,
            name(entry).to_string(),
            "must be named only once",
        )?;
    }
    Ok(())
}

/// Checks the number of repeats.
pub fn repeats(repeats: usize) -> Check {
    whole(repeats, "repeats")?;
    let expected = format!("must be at most {MOST_REPEATS}");
    require(repeats <= MOST_REPEATS, "repeats", repeats, &expected)
}

fn network(run: &RunSettings) -> Check {
    let hidden = &run.network.hidden;
    let key = "network.hidden";
    require(
        !hidden.is_empty(),
        key,
        "[]",
        "must have at least one layer",
    )?;
    let expected = format!("must have at most {MOST_LAYERS} layers");
    let found = format!("{} layers", hidden.len());
    require(hidden.len() <= MOST_LAYERS, key, found, &expected)?;
    for (index, &width) in hidden.iter().enumerate() {
        within(width, 1..=WIDEST, &format!("{key}[{index}]"))?;
    }
    run.network.activation.check()?;
    positive(run.network.weight_scale, "network.weight_scale")?;
    not_negative(run.network.bias_std, "network.bias_std")
}

fn training(training: &Training) -> Check {
    training.optimizer.check()?;
    if let Some(decay) = training.weight_decay {
        let (key, optimizer) = ("training.weight_decay", &training.optimizer);
        not_negative(decay, key)?;
        let usual = Optimizer::of_name(optimizer.name());
        let is_usual = usual.is_some_and(|usual| usual.weight_decay() == optimizer.weight_decay());
        let own = format!("training.optimizer.{}.weight_decay", optimizer.name());
        let expected = format!("must be left out where {own} is given");
        require_all(is_usual, &[key, &own], shown(decay), &expected)?;
    }
    positive(training.learning_rate, "training.learning_rate")?;
    training.schedule.check()?;
    whole(training.batch, "training.batch")?;
    let (epochs, key) = (training.epochs, "training.epochs");
    whole(epochs, key)?;
    require(
        epochs <= MOST_EPOCHS,
        key,
        epochs,
        &format!("must be at most {MOST_EPOCHS}"),
    )
}

fn checkpoints(series: &CheckpointSeries, key: &str) -> Check {
    let key_of = |word: &str| format!("{key}.{word}");
    within(series.count, 1..=MOST_CHECKPOINTS, &key_of("count"))?;
    instant(series.from, series.unit, &key_of("from"))?;
    if let Some(to) = series.to {
        instant(to, series.unit, &key_of("to"))?;
        let expected = format!("must not be before from, {}", series.from);
        require(series.from <= to, &key_of("to"), shown(to), &expected)?;
        let single = "must be left out or equal to from when count is 1";
        require(
            series.count > 1 || series.from == to,
            &key_of("to"),
            shown(to),
            single,
        )?;
    }
    let logarithmic = series.spacing == Spacing::Logarithmic;
    let expected = "must be above 0 when spacing is logarithmic";
    require(
        !logarithmic || series.from > 0.0,
        &key_of("from"),
        shown(series.from),
        expected,
    )
}

/// Checks a time of at least 0; a whole number if steps are counted.
fn instant(at: f64, unit: Unit, key: &str) -> Check {
    not_negative(at, key)?;
    let right = unit != Unit::Steps || at.fract() == 0.0;
    require(right, key, shown(at), "must be a whole number of steps")
}

/// Checks a slice, written at `key`.
pub(super) fn slice(slice: &Slice, key: &str) -> Check {
    let key = |word: &str| format!("{key}.{}.{word}", slice.name());
    match slice {
        Slice::Plane | Slice::Line => return Ok(()),
        Slice::Square { half_side } | Slice::SquaresAroundExamples { half_side, .. } => {
            positive(*half_side, &key("half_side"))?;
        }
        Slice::Interval { from, to } => {
            for (end, word) in [(from, "from"), (to, "to")] {
                finite(*end, &key(word))?;
            }
            let expected = format!("must be above from, {from}");
            return require(from < to, &key("to"), shown(*to), &expected);
        }
        _ => {}
    }
    places(slice.count(), &key("count"))
}

fn places(count: usize, key: &str) -> Check {
    within(count, 1..=MOST_PLACES, key)
}

fn measures(run: &RunSettings) -> Check {
    let measures = &run.measures;
    require(
        !measures.is_empty(),
        "measures",
        "[]",
        "must name at least one measure",
    )?;
    once(measures, "measures", |measure| measure.name())?;
    require(
        !run.checkpoints.is_empty() || run.task.examples() == 0,
        "checkpoints",
        "none",
        "must have at least one series",
    )
}
