use crate::number::shortest;
use crease_experiment::settings::Measure;

/// What was measured at one checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Optimiser steps taken.
    pub step: u64,
    /// The same in epochs.
    pub epoch: f64,
    /// One number a measure, in the order of the experiment's `measures`.
    pub values: Vec<f64>,
}

/// The columns that a row of `measures.csv` has, and that end a row of `table.csv`.
pub(crate) fn header(measures: &[Measure]) -> Vec<String> {
    let names = measures.iter().map(|measure| measure.name());
    ["step", "epoch"]
        .into_iter()
        .chain(names)
        .map(str::to_owned)
        .collect()
}

pub(crate) fn cells(row: &Row) -> Vec<String> {
    let numbers = row.values.iter().map(|&value| shortest(value));
    [row.step.to_string(), shortest(row.epoch)]
        .into_iter()
        .chain(numbers)
        .collect()
}

/// Reads what [`cells`] wrote.
pub(crate) fn parse_row<'a>(mut cells: impl Iterator<Item = &'a str>) -> Option<Row> {
    Some(Row {
        step: cells.next()?.parse().ok()?,
        epoch: cells.next()?.parse().ok()?,
        values: cells.map(str::parse).collect::<Result<_, _>>().ok()?,
    })
}

/// `measures.csv`: a header and a line a row.
pub(crate) fn text(measures: &[Measure], rows: &[Row]) -> String {
    let mut text = header(measures).join(",");
    text.push('\n');
    for row in rows {
        text.push_str(&cells(row).join(","));
        text.push('\n');
    }
    text
}

/// Reads what [`text`] wrote for the same measures.
pub(crate) fn parse(text: &str, measures: &[Measure]) -> Option<Vec<Row>> {
    let mut lines = text.lines();
    if lines.next()? != header(measures).join(",") {
        return None;
    }
    let row = |line: &str| {
        let row = parse_row(line.split(','))?;
        (row.values.len() == measures.len()).then_some(row)
    };
    lines.map(row).collect()
}
