//! Values of settings: one, or those that the sweep takes.

use crate::panels::last_word;
use crate::text::grouped;
use crease_experiment::plan::SweepAxis;
use std::fmt::Display;

/// The axes of the sweep, and which of them the caption has named.
pub(super) struct Swept<'a> {
    axes: &'a [SweepAxis],
    said: Vec<bool>,
}

impl<'a> Swept<'a> {
    pub(super) fn new(axes: &'a [SweepAxis]) -> Self {
        let said = vec![false; axes.len()];
        Self { axes, said }
    }

    /// Whether the sweep varies this key.
    pub(super) fn varies(&self, key: &str) -> bool {
        self.axes.iter().any(|axis| axis.key == key)
    }

    /// `0.001`, or `{0.01, 0.001}` where the sweep varies the key.
    pub(super) fn value(&mut self, key: &str, own: impl Display) -> String {
        match self.axes.iter().position(|axis| axis.key == key) {
            Some(place) => {
                self.said[place] = true;
                set(&self.axes[place])
            }
            None => grouped(&own.to_string()),
        }
    }

    /// `n = 250`, or `n ∈ {250, 500}` where the sweep varies the key.
    pub(super) fn named(&mut self, name: &str, key: &str, own: impl Display) -> String {
        let sign = if self.varies(key) { '∈' } else { '=' };
        format!("{name} {sign} {}", self.value(key, own))
    }

    /// A sentence on the axes that nothing else has named.
    pub(super) fn unsaid(&self) -> Option<String> {
        let axes = self.axes.iter().zip(&self.said);
        let rest: Vec<String> = axes
            .filter(|(_, said)| !**said)
            .map(|(axis, _)| format!("{} ∈ {}", last_word(&axis.key), set(axis)))
            .collect();
        (!rest.is_empty()).then(|| format!("Varied: {}.", rest.join(", ")))
    }
}

fn set(axis: &SweepAxis) -> String {
    let values: Vec<String> = axis.values.iter().map(value).collect();
    format!("{{{}}}", values.join(", "))
}

/// A value of a key as a caption has it: `10,000`, `0.001`, `[20, 20, 20]`.
pub(super) fn value(value: &toml::Value) -> String {
    match value {
        toml::Value::Integer(number) => grouped(&number.to_string()),
        toml::Value::Float(number) => real(*number),
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `0.001`, `1e-5`, `−1`.
pub(super) fn real(number: f64) -> String {
    let text = if number == 0.0 || (1e-4..1e7).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:e}")
    };
    match text.strip_prefix('-') {
        Some(positive) => format!("−{positive}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swept_keys_are_sets_and_none_is_forgotten() {
        let axes = [
            SweepAxis {
                key: "task.memorise.points".to_owned(),
                values: vec![250.into(), 10_000.into()],
            },
            SweepAxis {
                key: "training.batch".to_owned(),
                values: vec![64.into()],
            },
        ];
        let mut swept = Swept::new(&axes);
        assert_eq!(
            swept.named("n", "task.memorise.points", 1000),
            "n ∈ {250, 10,000}"
        );
        assert_eq!(swept.named("d", "task.memorise.dimension", 2), "d = 2");
        assert_eq!(swept.unsaid().unwrap(), "Varied: batch ∈ {64}.");
        swept.value("training.batch", 128);
        assert_eq!(swept.unsaid(), None);
    }

    #[test]
    fn numbers_are_exact_and_short() {
        for (number, expected) in [
            (0.001, "0.001"),
            (1e-5, "1e-5"),
            (1.0, "1"),
            (-0.5, "−0.5"),
            (0.0, "0"),
        ] {
            assert_eq!(real(number), expected);
        }
        let widths = toml::Value::Array(vec![20.into(), 20.into()]);
        assert_eq!(value(&widths), "[20, 20]");
    }
}
