use crease_experiment::settings::{NetworkSettings, RunSettings, Training};

/// Bytes of the device's memory that a stack may take.
const MEMORY: usize = 1 << 30;

/// This many runs keep a device busy with any network.
const MOST: usize = 256;

/// Whether two runs can be trained side by side: they must agree in everything that decides which
/// operations a step takes, on how many numbers and how often. Learning rate and schedule, initial
/// distribution and scales, and the seed may differ.
pub fn can_stack(one: &RunSettings, other: &RunSettings) -> bool {
    let shape = |settings: &RunSettings| {
        let mut shape = settings.clone();
        let (training, network) = (Training::default(), NetworkSettings::default());
        shape.seed = 0;
        shape.training.learning_rate = training.learning_rate;
        shape.training.schedule = training.schedule;
        shape.network.init = network.init;
        shape.network.weight_scale = network.weight_scale;
        shape.network.bias_std = network.bias_std;
        shape
    };
    shape(one) == shape(other)
}

/// The default number of runs like this one in a stack: as many as fit in 1 GiB, and at most 256.
pub fn most_stacked(settings: &RunSettings) -> usize {
    let widths = settings.widths();
    let parameters: usize = widths.windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum();
    let signals: usize = settings.training.batch * widths.iter().sum::<usize>();
    let examples = settings.task.examples() * (1 + widths[0]);
    // Some ten vectors like the parameters and three of each signal are under way at a time; the
    // size of the examples is an upper bound, since runs share images.
    let numbers = 10 * parameters + 3 * signals + examples.min(1 << 20);
    (MEMORY / (4 * numbers.max(1))).clamp(1, MOST)
}
