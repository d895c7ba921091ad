//! What panels over runs have in common: which runs, in which order, and in words.

use crate::text::{names, value_words};
use crate::words::in_sentence;
use crease_experiment::check::{Check, require};
use crease_experiment::settings::Experiment;
use crease_experiment::{Loaded, Scene};
use crease_figure::Family;
use crease_results::{Row, Table, TableRun, point_text};
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

    /// ` at the end of training`; nothing where nothing is trained.
    pub(super) fn words<S>(self, loaded: &Loaded<S>) -> &'static str {
        match self {
            _ if loaded.experiment.task.examples() == 0 => "",
            Self::Start => " at initialisation",
            Self::End => " at the end of training",
        }
    }
}

/// Complains unless `series` and `only`, which are written below `key`, speak of what is swept.
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

/// Complains unless two keys that are written at `key` differ.
pub(super) fn other_key(one: &str, other: &str, key: &str) -> Check {
    require(one != other, key, other, "must be another key than x")
}

/// The runs of a series, with its name in the legend; those that a panel is `only` about.
pub(super) fn series<'a>(
    key: Option<&str>,
    only: &toml::Table,
    table: &'a Table,
) -> Vec<(String, Vec<&'a TableRun>)> {
    let groups = groups(key, table);
    let names = names(groups.iter().map(|(value, _)| value.as_str()));
    let named = groups.into_iter().zip(names);
    let chosen = named.map(|((_, mut runs), name)| {
        runs.retain(|run| is_among(run, only, table));
        (name, runs)
    });
    chosen.collect()
}

/// The runs by their value of a swept key, numbers in their order and others in that of the sweep;
/// all of them together if there is no such key.
pub(crate) fn groups<'a>(key: Option<&str>, table: &'a Table) -> Vec<(String, Vec<&'a TableRun>)> {
    let column = key.and_then(|key| table.key(key));
    let mut groups: Vec<(String, Vec<&TableRun>)> = Vec::new();
    for run in &table.runs {
        let value = column.map_or("", |column| run.point[column].as_str());
        match groups.iter_mut().find(|(known, _)| known == value) {
            Some((_, runs)) => runs.push(run),
            None => groups.push((value.to_owned(), vec![run])),
        }
    }
    in_order(&mut groups, |(value, _)| value);
    groups
}

/// Puts things in the order of their swept values if all are numbers; others stay in that of the
/// sweep.
pub(super) fn in_order<T>(things: &mut [T], value: impl Fn(&T) -> &str) {
    let number = |thing: &T| value(thing).parse::<f64>();
    if things.iter().all(|thing| number(thing).is_ok()) {
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

/// Whether a point of the sweep, its values as in the table, has these values of swept keys.
pub(super) fn has_values(point: &[String], only: &toml::Table, table: &Table) -> bool {
    only.iter().all(|(key, value)| {
        let wanted = point_text(value);
        let number = |text: &str| text.parse::<f64>().ok();
        table.key(key).is_some_and(|column| {
            let found = &point[column];
            *found == wanted || (number(found).is_some() && number(found) == number(&wanted))
        })
    })
}

/// Numbers have an order, architectures do not.
pub(super) fn family(series: Option<&str>, experiment: &Experiment) -> Family {
    let mut value: Option<&toml::Value> = None;
    if let Some(key) = series {
        let mut words = key.split('.');
        value = words.next().and_then(|word| experiment.sweep.get(word));
        for word in words {
            value = value.and_then(|table| table.get(word));
        }
    }
    let values = value.and_then(toml::Value::as_array);
    let numbers = values.is_none_or(|values| {
        let mut values = values.iter();
        values.all(|value| value.is_integer() || value.is_float())
    });
    if numbers {
        Family::Ordered
    } else {
        Family::Unordered
    }
}

/// The last word of a dotted key.
pub(crate) fn last_word(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// The last word of a dotted key as an axis or a legend says it: `Weight scale`.
pub(super) fn spoken_key(key: &str) -> String {
    super::axis::spoken(last_word(key))
}

/// The last word of a dotted key inside a sentence: `weight scale`.
pub(crate) fn key_words(key: &str) -> String {
    last_word(key).replace('_', " ")
}

/// `learning rate = 0.001`.
pub(super) fn pair(key: &str, held: &toml::Value) -> String {
    format!("{} = {}", key_words(key), value_words(held))
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
    let pairs: Vec<String> = only.iter().map(|(key, held)| pair(key, held)).collect();
    format!(" ({} only)", pairs.join(", "))
}
