//! What an axis or a claim reads off a row of the table.

use crease_experiment::settings::{Axis, Measure, Size};
use crease_results::{Row, Table, TableRun};

/// A measure in units of the size of the run's network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scaled {
    over: Option<Size>,
    times: Option<Size>,
}

/// Divided by `over` and multiplied by `times`, where given.
pub fn scaled(over: Option<Size>, times: Option<Size>) -> Scaled {
    Scaled { over, times }
}

impl Scaled {
    /// A value of a run with so many neurons.
    pub fn apply(self, value: f64, neurons: usize) -> f64 {
        let size = |size: Option<Size>| size.map_or(1.0, |size| size.of(neurons));
        value * size(self.times) / size(self.over)
    }

    /// What stands behind the measure's name: ` × #neurons`, ` / (#neurons)²`.
    pub fn words(self) -> String {
        let name = |size| match size {
            Size::Neurons => "#neurons",
            Size::NeuronsSquared => "(#neurons)²",
        };
        let times = self.times.map(|size| format!(" × {}", name(size)));
        let over = self.over.map(|size| format!(" / {}", name(size)));
        times.unwrap_or_default() + &over.unwrap_or_default()
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
        let scaled = scaled(axis.over, axis.times);
        Some(Self { of, scaled })
    }

    /// Whether it counts steps, which runs of different sizes do not share with their epochs.
    pub(super) fn is_step(self) -> bool {
        self.of == Of::Step
    }

    pub(super) fn read(self, run: &TableRun, row: &Row) -> f64 {
        let value = match self.of {
            Of::Step => row.step as f64,
            Of::Epoch => row.epoch,
            Of::Neurons => run.neurons as f64,
            Of::Value(column) => row.values[column],
        };
        self.scaled.apply(value, run.neurons)
    }
}
