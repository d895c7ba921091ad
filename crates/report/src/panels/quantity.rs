//! What an axis or a claim reads off a row of the table.

use crease_experiment::settings::{Axis, Measure, Over, Size};
use crease_results::{Row, Table, TableRun};

/// A measure in units of the size of the run's network, or of what it was at initialisation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scaled {
    over: Option<Size>,
    times: Option<Size>,
    is_relative: bool,
}

/// Divided by `over` and multiplied by `times`, where given.
pub fn scaled(over: Option<Size>, times: Option<Size>) -> Scaled {
    Scaled {
        over,
        times,
        is_relative: false,
    }
}

impl Scaled {
    /// What an axis divides and multiplies by.
    pub fn of(axis: &Axis) -> Self {
        Self {
            over: axis.over.and_then(Over::size),
            times: axis.times,
            is_relative: axis.over == Some(Over::Start),
        }
    }

    /// A value of a run with so many neurons.
    pub fn apply(self, value: f64, neurons: usize) -> f64 {
        let size = |size: Option<Size>| size.map_or(1.0, |size| size.of(neurons));
        value * size(self.times) / size(self.over)
    }

    /// What stands behind the measure's name: ` × #neurons`, ` / (#neurons)²`, ` / initial value`.
    pub fn words(self) -> String {
        let name = |size| match size {
            Size::Neurons => "#neurons",
            Size::NeuronsSquared => "(#neurons)²",
        };
        let times = self.times.map(|size| format!(" × {}", name(size)));
        let over = self.over.map(|size| format!(" / {}", name(size)));
        let relative = self.is_relative.then(|| " / initial value".to_owned());
        [times, over, relative].into_iter().flatten().collect()
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
    /// The measure in this place.
    Value(usize),
}

impl Quantity {
    pub(super) fn of(axis: &Axis, table: &Table) -> Option<Self> {
        let of = match axis.of.as_str() {
            "step" => Of::Step,
            "epoch" => Of::Epoch,
            "neurons" => Of::Neurons,
            name => table
                .measures
                .iter()
                .position(|measure: &Measure| measure.name() == name)
                .map(Of::Value)?,
        };
        Some(Self {
            of,
            scaled: Scaled::of(axis),
        })
    }

    /// Whether it counts steps, which runs of different sizes do not share with their epochs.
    pub(super) fn is_step(self) -> bool {
        self.of == Of::Step
    }

    pub(super) fn read(self, run: &TableRun, row: &Row) -> f64 {
        let value = self.bare(run, row);
        let value = match run.rows.first() {
            Some(start) if self.scaled.is_relative => value / self.bare(run, start),
            _ => value,
        };
        self.scaled.apply(value, run.neurons)
    }

    /// Neither divided nor multiplied.
    fn bare(self, run: &TableRun, row: &Row) -> f64 {
        match self.of {
            Of::Step => row.step as f64,
            Of::Epoch => row.epoch,
            Of::Neurons => run.neurons as f64,
            Of::Value(column) => row.values[column],
        }
    }
}
