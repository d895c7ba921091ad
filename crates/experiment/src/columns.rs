//! The columns of tables: each is a measure, or a part of one that is a vector.

use crate::part::Part;
use crate::settings::{Measure, Parts, QUANTILES, RunSettings};

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The measure whose values it holds.
    pub measure: Measure,
    /// Which of its numbers: that of the second layer, or of training points with a radius of 0.1;
    /// empty if the measure is one number.
    pub parts: Vec<Part>,
}

impl Column {
    /// The column of a measure that is one number.
    pub fn of(measure: Measure) -> Self {
        Self {
            measure,
            parts: Vec::new(),
        }
    }

    /// `loss`, `weight_norm_by_layer_2`, `local_complexity_training_r0.1`.
    pub fn name(&self) -> String {
        let parts = self.parts.iter().map(|part| format!("_{}", part.name));
        self.measure.name().to_owned() + &parts.collect::<String>()
    }

    /// The parts that `word` leaves open: the measure's name leaves all open, and
    /// `local_complexity_training` all radii. `None` if it names another measure or other parts, or
    /// leaves none open.
    pub fn left_open(&self, word: &str) -> Option<Vec<&Part>> {
        let rest = word.strip_prefix(self.measure.name())?;
        let mut open = Vec::new();
        (pick(&self.parts, rest, &mut open) && !open.is_empty()).then_some(open)
    }
}

/// Whether `word` is `_NAME` for some of the parts, in their order; those that it does not name are left
/// open.
fn pick<'p>(parts: &'p [Part], word: &str, open: &mut Vec<&'p Part>) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return word.is_empty();
    };
    let after = word.strip_prefix('_');
    let after = after.and_then(|word| word.strip_prefix(first.name.as_str()));
    if let Some(after) = after.filter(|after| after.is_empty() || after.starts_with('_')) {
        let before = open.len();
        if pick(others, after, open) {
            return true;
        }
        open.truncate(before);
    }
    open.push(first);
    pick(others, word, open)
}

/// The part that each number of a measure belongs to; a single number has no part.
fn parts(measure: Measure, run: &RunSettings) -> Vec<Vec<Part>> {
    let layers = |count: usize| (1..=count).map(|layer| Part::new("layer", layer.to_string()));
    let single = |parts: Vec<Part>| parts.into_iter().map(|part| vec![part]).collect();
    match measure.parts() {
        Parts::One => vec![Vec::new()],
        Parts::Layers => single(layers(run.widths().len() - 1).collect()),
        Parts::Classes => {
            let classes = 0..run.task.classes();
            single(
                classes
                    .map(|class| Part::new("class", class.to_string()))
                    .collect(),
            )
        }
        Parts::Quantiles => {
            let name = |quantile| Part::new("quantile", format!("q{quantile}"));
            single(QUANTILES.map(name).to_vec())
        }
        Parts::Neighbourhoods => run.neighbourhoods.parts(),
        Parts::NeighbourhoodsAndLayers => {
            let around = run.neighbourhoods.parts();
            let each = |parts: Vec<Part>| {
                let layers = layers(run.network.hidden.len());
                layers.map(move |layer| [parts.clone(), vec![layer]].concat())
            };
            around.into_iter().flat_map(each).collect()
        }
    }
}

/// The columns of runs that take the same measures. If they differ in their layers, there are as
/// many as the deepest has.
pub(crate) fn of<'a>(runs: impl IntoIterator<Item = &'a RunSettings>) -> Vec<Column> {
    let mut columns: Vec<Vec<Column>> = Vec::new();
    for run in runs {
        for (index, &measure) in run.measures.iter().enumerate() {
            if index == columns.len() {
                columns.push(Vec::new());
            }
            let known = &mut columns[index];
            let own = parts(measure, run).into_iter();
            let own: Vec<Column> = own.map(|parts| Column { measure, parts }).collect();
            if known.iter().all(|column| own.contains(column)) {
                *known = own;
            } else {
                known.extend(
                    own.into_iter()
                        .filter(|column| !known.contains(column))
                        .collect::<Vec<_>>(),
                );
            }
        }
    }
    columns.concat()
}

impl RunSettings {
    /// The columns of its rows, in the order of its measures.
    pub fn columns(&self) -> Vec<Column> {
        of([self])
    }

    /// Its measures, and how many numbers each of them has.
    pub fn numbers(&self) -> Vec<(Measure, usize)> {
        let numbers = |&measure: &Measure| (measure, parts(measure, self).len());
        self.measures.iter().map(numbers).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(measure: Measure, parts: &[(&'static str, &str)]) -> Column {
        let parts = parts.iter().map(|(word, name)| Part::new(word, *name));
        Column {
            measure,
            parts: parts.collect(),
        }
    }

    #[test]
    fn a_word_leaves_open_the_parts_that_it_does_not_name() {
        let parts = [("points", "test"), ("radius", "r1"), ("layer", "1")];
        let column = column(Measure::LocalComplexityByLayer, &parts);
        assert_eq!(column.name(), "local_complexity_by_layer_test_r1_1");
        let open = |word: &str| {
            let open = column.left_open(word)?;
            Some(open.iter().map(|part| part.word).collect::<Vec<_>>())
        };
        let name = "local_complexity_by_layer";
        assert_eq!(open(name).unwrap(), ["points", "radius", "layer"]);
        let word = |rest: &str| open(&format!("{name}{rest}"));
        assert_eq!(word("_test").unwrap(), ["radius", "layer"]);
        assert_eq!(word("_r1").unwrap(), ["points", "layer"]);
        assert_eq!(word("_r1_1").unwrap(), ["points"]);
        assert_eq!(word("_test_1").unwrap(), ["radius"]);
        for other in ["_test_r1_1", "_training", "_r10", "_1_test", "_", "_r1_"] {
            assert_eq!(word(other), None, "{other}");
        }
        assert_eq!(open("local_complexity"), None);
        assert_eq!(open("local_complexity_test"), None);
    }

    #[test]
    fn one_number_leaves_nothing_open() {
        assert_eq!(Column::of(Measure::Loss).left_open("loss"), None);
    }
}
