//! The network, what it learns and how.

use super::swept::{Swept, real};
use crease_experiment::Loaded;
use crease_experiment::settings::{
    ActivationName, Experiment, Memorise, Mnist, Optimizer, Sawtooth, Task,
};

/// One sentence each on the networks with their task, and on the training if there is any.
pub(super) fn sentences(loaded: &Loaded, swept: &mut Swept) -> Vec<String> {
    let experiment = &loaded.experiment;
    let many = loaded.plan.runs.len() > 1;
    let mut sentences = Vec::new();
    match &experiment.task {
        Task::Sawtooth(task) => sentences.push(sawtooth(task, swept)),
        Task::Untrained(_) => {
            let network = network(experiment, many, swept);
            sentences.push(format!("{network} as drawn, without training."));
        }
        Task::Memorise(task) => {
            let (network, learns) = (network(experiment, many, swept), learns(many));
            sentences.push(format!("{network} {learns} {}.", memorise(task, swept)));
        }
        Task::Mnist(task) => {
            let (network, learns) = (network(experiment, many, swept), learns(many));
            sentences.push(format!("{network} {learns} {}.", mnist(task, swept)));
        }
    }
    if experiment.task.examples() > 0 {
        sentences.push(training(experiment, many, swept));
    }
    sentences
}

fn learns(many: bool) -> &'static str {
    if many { "learn" } else { "learns" }
}

/// `Fully connected ReLU networks 2-32-32-32-1 (initial weights ..., initial biases ...)`.
fn network(experiment: &Experiment, many: bool, swept: &mut Swept) -> String {
    let ActivationName::Relu = experiment.network.activation;
    let (noun, an) = if many {
        ("ReLU networks", "Fully connected")
    } else {
        ("ReLU network", "A fully connected")
    };
    let settings = &experiment.network;
    let task = &experiment.task;
    let sizes = [
        "network.hidden",
        "task.memorise.dimension",
        "task.untrained.inputs",
        "task.untrained.outputs",
    ];
    let shape = if sizes.iter().any(|key| swept.varies(key)) {
        let hidden: Vec<toml::Value> = settings
            .hidden
            .iter()
            .map(|&width| toml::Value::Integer(i64::try_from(width).unwrap_or(i64::MAX)))
            .collect();
        let hidden = super::swept::value(&toml::Value::Array(hidden));
        let inputs = match task {
            Task::Memorise(_) => swept.value("task.memorise.dimension", task.inputs()),
            _ => swept.value("task.untrained.inputs", task.inputs()),
        };
        let outputs = swept.value("task.untrained.outputs", task.outputs());
        format!(
            "with {inputs} inputs, {} and {outputs} {}",
            swept.named("hidden layers", "network.hidden", hidden),
            if outputs == "1" { "output" } else { "outputs" },
        )
    } else {
        let mut widths = vec![task.inputs()];
        widths.extend(&settings.hidden);
        widths.push(task.outputs());
        let widths: Vec<String> = widths.iter().map(ToString::to_string).collect();
        widths.join("-")
    };
    let scale = if settings.weight_scale == 1.0 && !swept.varies("network.weight_scale") {
        String::new()
    } else {
        let named = swept.named("c", "network.weight_scale", real(settings.weight_scale));
        format!(" and then multiplied by {named}")
    };
    let bias = swept.value("network.bias_std", real(settings.bias_std));
    format!(
        "{an} {noun} {shape} (initial weights normal with variance 2/fan-in{scale}, initial biases \
         normal with standard deviation {bias})"
    )
}

fn memorise(task: &Memorise, swept: &mut Swept) -> String {
    let points = swept.named("n", "task.memorise.points", task.points);
    let side = real(task.half_side);
    let half = if swept.varies("task.memorise.half_side") {
        "s".to_owned()
    } else {
        side.clone()
    };
    let dimension = if swept.varies("task.memorise.dimension") {
        "ᵈ".to_owned()
    } else {
        superscript(task.dimension)
    };
    let law = format!("uniform in [−{half}, {half}]{dimension}");
    let sides = if half == "s" {
        format!(
            " with {}",
            swept.named("s", "task.memorise.half_side", side)
        )
    } else {
        String::new()
    };
    format!("independent fair binary labels of {points} random points, {law}{sides}")
}

fn mnist(task: &Mnist, swept: &mut Swept) -> String {
    let all = "the 60,000 training images of MNIST (pixels from 0 to 1)";
    if task.label_noise == 0.0 && !swept.varies("task.mnist.label_noise") {
        return all.to_owned();
    }
    let fraction = swept.named("p", "task.mnist.label_noise", real(task.label_noise));
    format!("{all}, a fraction {fraction} of their labels replaced by uniform random ones")
}

fn sawtooth(task: &Sawtooth, swept: &mut Swept) -> String {
    let doublings = swept.named("n", "task.sawtooth.doublings", task.doublings);
    let built =
        format!("Telgarsky's sawtooth, built of {doublings} hidden layers of three ReLUs each");
    if task.noise_std == 0.0 && !swept.varies("task.sawtooth.noise_std") {
        return format!("{built}.");
    }
    let deviation = swept.named("σ", "task.sawtooth.noise_std", real(task.noise_std));
    format!(
        "{built}, with normal noise of standard deviation {deviation} on every weight and bias."
    )
}

fn training(experiment: &Experiment, many: bool, swept: &mut Swept) -> String {
    let training = &experiment.training;
    let optimizer = match training.optimizer {
        Optimizer::Adam => "Adam (β₁ = 0.9, β₂ = 0.999, ε = 1e-8)",
    };
    let optimizer = if swept.varies("training.optimizer") {
        swept.value("training.optimizer", optimizer)
    } else {
        optimizer.to_owned()
    };
    let loss = match &experiment.task {
        Task::Mnist(_) => "cross entropy",
        _ => "binary cross entropy",
    };
    format!(
        "{} trained with {optimizer}, {}, batches of {}, for {} {} on the {loss}.",
        if many { "They are" } else { "It is" },
        swept.named(
            "learning rate",
            "training.learning_rate",
            real(training.learning_rate)
        ),
        swept.value("training.batch", training.batch),
        swept.value("training.epochs", training.epochs),
        if training.epochs == 1 && !swept.varies("training.epochs") {
            "epoch"
        } else {
            "epochs"
        },
    )
}

/// `²`; nothing for 1.
fn superscript(number: usize) -> String {
    if number == 1 {
        return String::new();
    }
    let digit = |digit: char| match digit {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        _ => '⁹',
    };
    number.to_string().chars().map(digit).collect()
}
