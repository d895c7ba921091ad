//! What panels of runs have in common: which runs, in which order, and the words for them.

use crate::Planned;
use crate::text::{names, swept_words, value_words};
use crate::words::in_sentence;
use crease_experiment::check::{Check, require};
use crease_experiment::{Scene, SweepAxis, SweepValue};
use crease_figure::Family;
use crease_results::{Row, Table, TableRun};
use serde::{Deserialize, Serialize};

/// A moment of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// At initialisation.
    Start,
    /// At the last checkpoint.
    End,
}

impl At {
    /// The row of a run at this moment.
    pub(super) fn row(self, run: &TableRun) -> Option<&Row> {
        match self {
            Self::Start => run.rows.first(),
            Self::End => run.rows.last(),
        }
    }

    /// ` at the end of training`; empty where nothing is trained.
    pub(super) fn words(self, planned: &Planned) -> &'static str {
        match self {
            _ if planned.experiment.task.examples() == 0 => "",
            Self::Start => " at initialisation",
            Self::End => " at the end of training",
        }
    }
}

/// Returns an error unless `series` and `only`, written below `key`, are about what is swept.
pub(super) fn check(
    series: Option<&String>,
    only: &toml::Table,
    key: &str,
    scene: &Scene,
) -> Check {
    if let Some(series) = series {
        scene.swept_key(series, &format!("{key}.series"))?;
    }
    scene.only(only, &format!("{key}.only"))
}

/// Returns an error unless two keys differ, the other one written at `key`.
pub(super) fn other_key(one: &str, other: &str, key: &str) -> Check {
    require(one != other, key, other, "must be another key than x")
}

/// The runs of each series, with its name in the legend; only those that match `only`.
pub(super) fn series<'a>(
    key: Option<&str>,
    only: &toml::Table,
    table: &'a Table,
) -> Vec<(String, Vec<&'a TableRun>)> {
    let groups = groups(key, table);
    let values: Vec<&SweepValue> = groups.iter().filter_map(|(value, _)| *value).collect();
    let names = names(&values).into_iter().map(Some);
    let named = groups.into_iter().zip(names.chain([None]));
    let chosen = named.map(|((_, mut runs), name)| {
        let name = name.unwrap_or_default();
        runs.retain(|run| is_among(run, only, table));
        (name, runs)
    });
    chosen.collect()
}

/// The runs by their value of a swept key: numbers in order, others in the order of the sweep; all
/// runs together if there is no such key.
pub(crate) fn groups<'a>(
    key: Option<&str>,
    table: &'a Table,
) -> Vec<(Option<&'a SweepValue>, Vec<&'a TableRun>)> {
    let column = key.and_then(|key| table.key(key));
    let mut groups: Vec<(Option<&SweepValue>, Vec<&TableRun>)> = Vec::new();
    for run in &table.runs {
        let value = column.map(|column| &run.point[column]);
        match groups.iter_mut().find(|(known, _)| *known == value) {
            Some((_, runs)) => runs.push(run),
            None => groups.push((value, vec![run])),
        }
    }
    in_order(&mut groups, |(value, _)| *value);
    groups
}

/// Sorts things by their swept values if all are numbers; otherwise they stay in the order of the
/// sweep.
pub(super) fn in_order<'a, T>(things: &mut [T], value: impl Fn(&T) -> Option<&'a SweepValue>) {
    let number = |thing: &T| value(thing).and_then(SweepValue::as_number);
    if things.iter().all(|thing| number(thing).is_some()) {
        things.sort_by(|a, b| {
            number(a)
                .unwrap_or(0.0)
                .total_cmp(&number(b).unwrap_or(0.0))
        });
    }
}

/// Whether a run has these values of swept keys.
pub(crate) fn is_among(run: &TableRun, only: &toml::Table, table: &Table) -> bool {
    has_values(&run.point, only, table)
}

/// Whether a point of the sweep has these values of swept keys.
pub(super) fn has_values(point: &[SweepValue], only: &toml::Table, table: &Table) -> bool {
    only.iter().all(|(key, value)| {
        let wanted = SweepValue::from(value.clone());
        table.key(key).is_some_and(|column| point[column] == wanted)
    })
}

/// Numbers have an order, architectures do not.
pub(super) fn family(series: Option<&str>, axes: &[SweepAxis]) -> Family {
    let axis = axes.iter().find(|axis| Some(axis.key.as_str()) == series);
    let mut values = axis.into_iter().flat_map(|axis| &axis.values);
    if values.all(|value| value.as_number().is_some()) {
        Family::Ordered
    } else {
        Family::Unordered
    }
}

/// The last word of a dotted key.
pub(crate) fn last_word(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The last word of a dotted key as in an axis label or a legend: `Weight scale`.
pub(super) fn spoken_key(key: &str) -> String {
    super::axis::spoken(last_word(key))
}

/// The last word of a dotted key inside a sentence: `weight scale`.
pub(crate) fn key_words(key: &str) -> String {
    last_word(key).replace('_', " ")
}

/// `learning rate = 0.001`.
pub(super) fn pair(key: &str, held: &SweepValue) -> String {
    format!("{} = {}", key_words(key), swept_words(held))
}

/// `, by points`.
pub(super) fn by_words(series: Option<&str>, legend: Option<&str>) -> String {
    series.map_or_else(String::new, |key| {
        let name = legend.map_or_else(|| key_words(key), in_sentence);
        format!(", by {name}")
    })
}

/// ` (learning rate = 0.001 only)`.
pub(super) fn only_words(only: &toml::Table) -> String {
    if only.is_empty() {
        return String::new();
    }
    let pairs = only.iter();
    let pairs = pairs.map(|(key, held)| format!("{} = {}", key_words(key), value_words(held)));
    let pairs: Vec<String> = pairs.collect();
    format!(" ({} only)", pairs.join(", "))
}
