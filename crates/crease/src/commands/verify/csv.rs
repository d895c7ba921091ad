//! `verify.csv`.

use anyhow::Context;
use crease_results::shortest;
use crease_theorems::Examined;

/// The columns of `verify.csv`; the help of the command explains them.
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

/// One line for each row, with numbers that read back exactly.
pub fn table(examined: &[Examined]) -> anyhow::Result<Vec<u8>> {
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
