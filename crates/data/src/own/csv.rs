use super::array::Array;

const SPLIT: &str = "split";
const LABEL: &str = "label";
const TARGET: &str = "target";

/// The kind of a column.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Split,
    Label,
    Target,
    Input,
}

/// Reads a line of column names and one line for each example.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Array>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let names = reader.headers().map_err(|error| broken(&error))?.clone();
    let columns: Vec<Column> = names
        .iter()
        .map(|name| match name {
            SPLIT => Column::Split,
            LABEL => Column::Label,
            name if name.starts_with(TARGET) => Column::Target,
            _ => Column::Input,
        })
        .collect();
    let count = |column| columns.iter().filter(|&&one| one == column).count();
    if count(Column::Split) > 1 || count(Column::Label) > 1 {
        return Err("line 1: found a column twice, expected one split and one label".to_owned());
    }
    let (inputs, targets) = (count(Column::Input), count(Column::Target));
    let mut parts = [Part::default(), Part::default()];
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| broken(&error))?;
        let line = record
            .position()
            .map_or(index as u64 + 2, csv::Position::line);
        let split = columns.iter().position(|&column| column == Column::Split);
        let part = match split.map(|place| &record[place]) {
            None | Some("train") => &mut parts[0],
            Some("test") => &mut parts[1],
            Some(other) => {
                return Err(format!(
                    "line {line}: split: found {}, expected train or test",
                    crease_input::shown(&format!("{other:?}"))
                ));
            }
        };
        part.rows += 1;
        for ((cell, &column), name) in record.iter().zip(&columns).zip(&names) {
            let list = match column {
                Column::Split => continue,
                Column::Label => &mut part.labels,
                Column::Target => &mut part.targets,
                Column::Input => &mut part.inputs,
            };
            let number = cell.parse::<f64>().map_err(|_| {
                format!(
                    "line {line}: {}: found {}, expected a number",
                    crease_input::shown(name),
                    crease_input::shown(&format!("{cell:?}"))
                )
            });
            list.push(number?);
        }
    }
    let [train, test] = parts;
    let mut arrays = train.arrays("", inputs, targets);
    if test.rows > 0 {
        arrays.extend(test.arrays("test_", inputs, targets));
    }
    Ok(arrays)
}

#[derive(Default)]
struct Part {
    rows: usize,
    inputs: Vec<f64>,
    labels: Vec<f64>,
    targets: Vec<f64>,
}

impl Part {
    fn arrays(self, prefix: &str, inputs: usize, targets: usize) -> Vec<Array> {
        let array = |name: &str, width: usize, numbers: Vec<f64>| Array {
            name: format!("{prefix}{name}"),
            shape: vec![self.rows, width],
            numbers,
        };
        let mut arrays = vec![array("inputs", inputs, self.inputs)];
        if !self.labels.is_empty() {
            arrays.push(array("labels", 1, self.labels));
        }
        if !self.targets.is_empty() {
            arrays.push(array("targets", targets, self.targets));
        }
        arrays
    }
}

fn broken(error: &csv::Error) -> String {
    let line = error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("line {line}: found {len} cells, expected {expected_len} as line 1 has"),
        csv::ErrorKind::Utf8 { .. } => format!("line {line}: is not UTF-8 text"),
        _ => format!("line {line}: is not a line of a CSV file"),
    }
}
