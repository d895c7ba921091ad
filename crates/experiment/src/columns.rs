//! The columns of tables: a measure each, or a part of one that is a vector.

use crate::settings::{Measure, RunSettings};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Whose values it holds.
    pub measure: Measure,
    /// Which of its numbers, and what that is a number of: `(2, "layer")`.
    pub part: Option<(usize, &'static str)>,
}

impl Column {
    /// `loss`, `weight_norm_by_layer_2`.
    pub fn name(&self) -> String {
        match self.part {
            None => self.measure.name().to_owned(),
            Some((number, _)) => format!("{}_{number}", self.measure.name()),
        }
    }
}

/// The columns of runs that take the same measures. Where they differ in their layers, there are as
/// many as the deepest has.
pub(crate) fn of<'a>(runs: impl IntoIterator<Item = &'a RunSettings>) -> Vec<Column> {
    let mut columns: Vec<Vec<Column>> = Vec::new();
    for run in runs {
        for (index, &measure) in run.measures.iter().enumerate() {
            let own: Vec<Column> = match measure.facts().parts.of(run) {
                None => vec![Column {
                    measure,
                    part: None,
                }],
                Some((first, word, count)) => (first..first + count)
                    .map(|number| Column {
                        measure,
                        part: Some((number, word)),
                    })
                    .collect(),
            };
            match columns.get_mut(index) {
                Some(known) if known.len() >= own.len() => {}
                Some(known) => *known = own,
                None => columns.push(own),
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
}
