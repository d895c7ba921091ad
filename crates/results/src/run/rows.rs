use crate::number::shortest;
use crease_experiment::Column;

/// What was measured at one checkpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Optimiser steps taken.
    pub step: u64,
    /// The same in epochs.
    pub epoch: f64,
    /// One number per column. In a table of many runs, NaN where a run has no such layer.
    pub values: Vec<f64>,
}

/// The columns of `measures.csv`, and the last ones of `table.csv`.
pub(crate) fn header(columns: &[Column]) -> Vec<String> {
    let moment = ["step", "epoch"].map(str::to_owned);
    moment
        .into_iter()
        .chain(columns.iter().map(Column::name))
        .collect()
}

pub(crate) fn cells(row: &Row) -> Vec<String> {
    let cell = |&value: &f64| {
        if value.is_nan() {
            String::new()
        } else {
            shortest(value)
        }
    };
    let numbers = row.values.iter().map(cell);
    [row.step.to_string(), shortest(row.epoch)]
        .into_iter()
        .chain(numbers)
        .collect()
}

/// Reads what [`cells`] wrote.
pub(crate) fn parse_row<'a>(mut cells: impl Iterator<Item = &'a str>) -> Option<Row> {
    let number = |cell: &str| {
        if cell.is_empty() {
            Ok(f64::NAN)
        } else {
            cell.parse()
        }
    };
    Some(Row {
        step: cells.next()?.parse().ok()?,
        epoch: cells.next()?.parse().ok()?,
        values: cells.map(number).collect::<Result<_, _>>().ok()?,
    })
}

/// `measures.csv`: a header and one line per row.
pub(crate) fn text(columns: &[Column], rows: &[Row]) -> String {
    let mut text = header(columns).join(",");
    text.push('\n');
    for row in rows {
        text.push_str(&cells(row).join(","));
        text.push('\n');
    }
    text
}

/// Reads what [`text`] wrote for the same columns.
pub(crate) fn parse(text: &str, columns: &[Column]) -> Option<Vec<Row>> {
    let mut lines = text.lines();
    if lines.next()? != header(columns).join(",") {
        return None;
    }
    let row = |line: &str| {
        let row = parse_row(line.split(','))?;
        (row.values.len() == columns.len()).then_some(row)
    };
    lines.map(row).collect()
}
