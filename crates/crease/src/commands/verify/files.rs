//! `verify.csv` and `verify.md`.

use super::table::{quantity, tallied};
use anyhow::Context;
use crease_report::capitalised;
use crease_results::shortest;
use crease_theorems::{Examined, Row, Study};
use std::fmt::Write;

/// The columns of `verify.csv`; the help of the command says what they are.
const COLUMNS: [&str; 14] = [
    "statement",
    "source",
    "title",
    "setting",
    "quantity",
    "relation",
    "predicted",
    "predicted_error",
    "measured",
    "measured_error",
    "networks",
    "verdict",
    "criterion",
    "reason",
];

/// One line a row, numbers so that they read back exactly.
pub fn csv(examined: &[Examined]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).context(WRITE)?;
    for Examined { statement, rows } in examined {
        for row in rows {
            let error = |error: Option<f64>| error.map_or_else(String::new, shortest);
            let record = [
                statement.key.to_owned(),
                statement.source.to_owned(),
                statement.title.to_owned(),
                row.setting.clone(),
                row.quantity.clone(),
                row.relation.name().to_owned(),
                shortest(row.predicted.value),
                error(row.predicted.error),
                shortest(row.measured.value),
                error(row.measured.error),
                row.networks.to_string(),
                row.verdict().name().to_owned(),
                row.judgement.criterion.clone(),
                row.judgement.reason.clone(),
            ];
            writer.write_record(record).context(WRITE)?;
        }
    }
    writer.into_inner().context(WRITE)
}

const WRITE: &str = "cannot write the table as CSV";

/// The table to read, with what the papers say.
pub fn markdown(examined: &[Examined], study: &Study<'_>) -> String {
    let mut out = format!(
        "# The papers' statements, predicted and measured\n\n\
         P is *Deep ReLU Networks Have Surprisingly Few Activation Patterns*, C is *Complexity of \
         Linear Regions in Deep Networks*. N is the number of neurons. Networks are random: weights \
         normal with variance 2 / fan-in, biases normal with standard deviation 0.001 where no other \
         is given. Counts are exact; numbers after ± are standard errors.\n\n\
         {}. Seed {}, {} networks a sample{}.\n",
        tallied(examined),
        study.seed,
        study.networks,
        if study.quick { ", quick" } else { "" }
    );
    for Examined { statement, rows } in examined {
        let _ = write!(
            out,
            "\n## {}\n\n{} ({})\n\n\
             | setting | quantity | predicted | measured | networks | verdict | criterion | why |\n\
             |---|---|---|---|---|---|---|---|\n",
            capitalised(statement.title),
            statement.says,
            statement.source
        );
        for row in rows {
            out.push_str(&line(row));
        }
    }
    out
}

fn line(row: &Row) -> String {
    let cells = [
        row.setting.clone(),
        row.quantity.clone(),
        format!("{} {}", row.relation, quantity(row.predicted)),
        quantity(row.measured),
        row.networks.to_string(),
        row.verdict().name().to_owned(),
        row.judgement.criterion.clone(),
        row.judgement.reason.clone(),
    ];
    let cells = cells.map(|cell| escaped(&cell));
    format!("| {} |\n", cells.join(" | "))
}

/// Markdown that shows this text: bars would end the cell, and `<` could begin a tag.
fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('*', "\\*")
}
