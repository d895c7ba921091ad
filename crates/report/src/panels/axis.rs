//! An axis of a panel, and what it reads off a row of the table.

use crease_experiment::check::{Check, finite, one_of, require, shown};
use crease_experiment::{Column, Scene};
use crease_figure::{Axis as FigureAxis, Scale};
use crease_results::{Row, Table, TableRun};
use serde::{Deserialize, Serialize};

/// What a horizontal axis can show other than measures.
const MOMENTS: [&str; 3] = ["epoch", "step", "neurons"];

/// One axis of a panel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// `epoch`, `step`, `neurons` or a measure's name.
    pub of: String,
    /// What it is divided by.
    pub over: Option<Over>,
    /// What it is multiplied by.
    pub times: Option<Size>,
    /// Label of the axis; made from the name if left out.
    pub label: Option<String>,
    /// How values are laid out.
    #[serde(default)]
    pub scale: Layout,
    /// Lower end of the axis; from the data if left out.
    pub min: Option<f64>,
    /// Upper end of the axis; from the data if left out.
    pub max: Option<f64>,
}

/// What a panel divides by: a size of the network, or the initial value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// The number of neurons of the run's network.
    Neurons,
    /// Its square.
    NeuronsSquared,
    /// The same measure of the same run at initialisation.
    Start,
}

/// The size of a network in a theorem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// The number of neurons of the run's network.
    Neurons,
    /// Its square.
    NeuronsSquared,
}

impl Size {
    /// The size of a network with this many neurons.
    pub fn of(self, neurons: f64) -> f64 {
        match self {
            Self::Neurons => neurons,
            Self::NeuronsSquared => neurons * neurons,
        }
    }
}

/// The layout of an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// Equal differences, equal distances.
    #[default]
    Linear,
    /// Equal ratios, equal distances; values that are not positive are left out.
    Logarithmic,
}

impl Axis {
    /// Returns an error unless the axis, written at `key`, shows a measure, a time or a size.
    pub(super) fn check_any(&self, key: &str, scene: &Scene) -> Check {
        let measures = scene.measures();
        let measures = measures.iter().map(String::as_str);
        let candidates: Vec<&str> = MOMENTS.into_iter().chain(measures).collect();
        one_of(&self.of, &candidates, &format!("{key}.of"))?;
        self.check_range(key)
    }

    /// Returns an error unless the axis, written at `key`, shows a measure.
    pub(super) fn check_measure(&self, key: &str, scene: &Scene) -> Check {
        scene.measure(&self.of, &format!("{key}.of"))?;
        self.check_range(key)
    }

    /// Returns an error unless the axis, written at `key`, shows a measure, which may be a vector.
    pub(super) fn check_spread(&self, key: &str, scene: &Scene) -> Check {
        if scene.is_vector(&self.of) {
            self.check_range(key)
        } else {
            self.check_measure(key, scene)
        }
    }

    fn check_range(&self, key: &str) -> Check {
        let right = self.over != Some(Over::Start) || !MOMENTS.contains(&self.of.as_str());
        let expected = "must be left out, or neurons, unless a measure is shown";
        require(right, &format!("{key}.over"), "\"start\"", expected)?;
        for (word, end) in [("min", self.min), ("max", self.max)] {
            let Some(end) = end else { continue };
            let key = format!("{key}.{word}");
            finite(end, &key)?;
            let right = self.scale != Layout::Logarithmic || end > 0.0;
            let expected = "must be above 0 on a logarithmic axis";
            require(right, &key, shown(end), expected)?;
        }
        if let (Some(min), Some(max)) = (self.min, self.max) {
            let expected = format!("must be above min, {min}");
            require(min < max, &format!("{key}.max"), shown(max), &expected)?;
        }
        Ok(())
    }

    /// Its label: `Activation regions / initial value`.
    pub(super) fn label(&self) -> String {
        let made = || spoken(&self.of) + &self.scaled().words();
        self.label.clone().unwrap_or_else(made)
    }

    /// The axis for the figure.
    pub(super) fn drawn(&self) -> FigureAxis {
        let scale = match self.scale {
            Layout::Linear => Scale::Linear,
            Layout::Logarithmic => Scale::Logarithmic,
        };
        FigureAxis {
            min: self.min,
            max: self.max,
            ..FigureAxis::new(self.label(), scale)
        }
    }

    /// The sizes by which it divides and multiplies.
    pub(super) fn scaled(&self) -> Scaled {
        Scaled {
            over: self.over,
            times: self.times,
        }
    }

    /// The parts of the vector that it shows, by what they are called; none if it shows a number.
    pub(super) fn spread(&self, table: &Table) -> Vec<(String, Quantity)> {
        let columns = table.columns.iter().enumerate();
        let part = |(place, column): (usize, &Column)| {
            let open = column.left_open(&self.of)?;
            let names: Vec<&str> = open.iter().map(|part| part.name.as_str()).collect();
            let quantity = Quantity {
                of: Of::Value(place),
                scaled: self.scaled(),
            };
            Some((names.join(", "), quantity))
        };
        columns.filter_map(part).collect()
    }

    /// What a part of the vector that it shows is called; `None` if it shows a number.
    pub(super) fn part_word(&self, columns: &[Column]) -> Option<String> {
        let open = columns
            .iter()
            .find_map(|column| column.left_open(&self.of))?;
        let words: Vec<&str> = open.iter().map(|part| part.word).collect();
        Some(words.join(", "))
    }

    /// What it reads off a row of the table; `None` if that is not measured.
    pub(super) fn quantity(&self, table: &Table) -> Option<Quantity> {
        let of = match self.of.as_str() {
            "step" => Of::Step,
            "epoch" => Of::Epoch,
            "neurons" => Of::Neurons,
            name => Of::Value(table.column(name)?),
        };
        Some(Quantity {
            of,
            scaled: self.scaled(),
        })
    }
}

/// `activation_regions` as `Activation regions`.
pub(crate) fn spoken(name: &str) -> String {
    crate::capitalised(&name.replace('_', " "))
}

/// A measure in units of the size of the run's network, or of its initial value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scaled {
    over: Option<Over>,
    times: Option<Size>,
}

impl Scaled {
    /// Divided by `over` and multiplied by `times`, where given.
    pub(crate) fn by_sizes(over: Option<Size>, times: Option<Size>) -> Self {
        Self {
            over: over.map(|size| match size {
                Size::Neurons => Over::Neurons,
                Size::NeuronsSquared => Over::NeuronsSquared,
            }),
            times,
        }
    }

    /// A value of a run with this many neurons, divided and multiplied by their sizes.
    pub(crate) fn apply(self, value: f64, neurons: usize) -> f64 {
        let neurons = neurons as f64;
        let over = match self.over {
            Some(Over::Neurons) => neurons,
            Some(Over::NeuronsSquared) => neurons * neurons,
            Some(Over::Start) | None => 1.0,
        };
        value * self.times.map_or(1.0, |size| size.of(neurons)) / over
    }

    /// What stands after the measure's name: ` × #neurons`, ` / (#neurons)²`, ` / initial value`.
    pub(crate) fn words(self) -> String {
        let times = self.times.map(|size| match size {
            Size::Neurons => " × #neurons",
            Size::NeuronsSquared => " × (#neurons)²",
        });
        let over = self.over.map(|over| match over {
            Over::Neurons => " / #neurons",
            Over::NeuronsSquared => " / (#neurons)²",
            Over::Start => " / initial value",
        });
        [times, over].into_iter().flatten().collect()
    }
}

/// What an axis shows of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantity {
    of: Of,
    scaled: Scaled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Step,
    Epoch,
    Neurons,
    /// The value in this place.
    Value(usize),
}

impl Quantity {
    /// Whether it counts steps, which runs of different sizes do not share with their epochs.
    pub(super) fn is_step(self) -> bool {
        self.of == Of::Step
    }

    pub(super) fn read(self, run: &TableRun, row: &Row) -> f64 {
        let value = self.bare(run, row);
        let value = match run.rows.first() {
            Some(start) if self.scaled.over == Some(Over::Start) => value / self.bare(run, start),
            _ => value,
        };
        self.scaled.apply(value, run.neurons)
    }

    /// The value, neither divided nor multiplied.
    fn bare(self, run: &TableRun, row: &Row) -> f64 {
        match self.of {
            Of::Step => row.step as f64,
            Of::Epoch => row.epoch,
            Of::Neurons => run.neurons as f64,
            Of::Value(column) => row.values[column],
        }
    }
}
