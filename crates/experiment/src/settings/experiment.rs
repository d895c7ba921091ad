use super::{
    CheckpointSeries, Distances, Keep, Measure, Neighbourhoods, NetworkSettings, Slice, Task,
    Training,
};
use serde::{Deserialize, Serialize};

/// The settings of an experiment's runs, after its preset and every `--set`, before its sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Experiment {
    /// The title of the figure and the report.
    pub title: String,
    /// What is reproduced: paper and figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// All randomness of the experiment follows from this number.
    #[serde(default)]
    pub seed: u64,
    /// Independent runs for each point of the sweep.
    #[serde(default = "one")]
    pub repeats: usize,
    /// The hidden layers.
    #[serde(default)]
    pub network: NetworkSettings,
    /// What is learned.
    pub task: Task,
    /// How it is trained.
    #[serde(default)]
    pub training: Training,
    /// When the network is measured; always at initialisation.
    #[serde(default)]
    pub checkpoints: Vec<CheckpointSeries>,
    /// Which checkpoint files stay on disk.
    #[serde(default)]
    pub keep: Keep,
    /// Where regions are counted.
    #[serde(default)]
    pub slice: Slice,
    /// The points whose distances to the nearest boundary are measured.
    #[serde(default)]
    pub distances: Distances,
    /// The small neighbourhoods in which neurons and regions are counted.
    #[serde(default)]
    pub neighbourhoods: Neighbourhoods,
    /// What is measured at every checkpoint.
    pub measures: Vec<Measure>,
    /// Axes of the sweep: a dotted key and the values it takes. Written `[sweep]` with the keys
    /// nested as in the file itself.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub sweep: toml::Table,
    /// Which points the axes of the sweep make.
    #[serde(default)]
    pub design: Design,
}

/// Which points the axes of a sweep make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Every value of each axis with every value of the others.
    #[default]
    Grid,
    /// Every value of each axis, with all others at the value that the file gives outside the
    /// sweep, which must be one of theirs.
    Star,
}

fn one() -> usize {
    1
}

/// Everything that a single run depends on, and nothing else: two runs with equal settings are
/// equal to the last byte, whatever else ran at the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunSettings {
    /// The run's own seed, from which all its streams derive.
    pub seed: u64,
    /// The hidden layers.
    pub network: NetworkSettings,
    /// What is learned.
    pub task: Task,
    /// How it is trained.
    pub training: Training,
    /// When the network is measured.
    pub checkpoints: Vec<CheckpointSeries>,
    /// Which checkpoint files stay on disk.
    pub keep: Keep,
    /// Where regions are counted.
    pub slice: Slice,
    /// The points whose distances to the nearest boundary are measured.
    pub distances: Distances,
    /// The small neighbourhoods in which neurons and regions are counted.
    #[serde(default)]
    pub neighbourhoods: Neighbourhoods,
    /// What is measured at every checkpoint.
    pub measures: Vec<Measure>,
}

impl RunSettings {
    /// Hidden units of the run's network.
    pub fn neurons(&self) -> usize {
        let widths = self.widths();
        widths[1..widths.len() - 1].iter().sum()
    }
}
