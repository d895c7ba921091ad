//! The mean of a measure over runs, over two swept keys.

use super::quantity::Quantity;
use super::{DrawnPanel, axis, groups, is_among, last_word};
use crate::stats::Summary;
use crate::text::grouped;
use crease_experiment::settings::{self, When};
use crease_figure::{Categories, Heatmap};
use crease_results::{Table, TableRun};

pub(super) fn panel(setting: &settings::Heatmap, table: &Table) -> DrawnPanel {
    let columns = groups(Some(&setting.x), table);
    let rows = groups(Some(&setting.y), table);
    let mean = |x: &str, y: &str| {
        let is = |run: &TableRun, key: &str, value: &str| {
            let column = table.key(key);
            column.is_some_and(|column| run.point[column] == value)
        };
        let quantity = Quantity::of(&setting.colour, table)?;
        let sample: Vec<f64> = table
            .runs
            .iter()
            .filter(|run| is(run, &setting.x, x) && is(run, &setting.y, y))
            .filter(|run| is_among(run, &setting.only, table))
            .filter_map(|run| {
                let row = match setting.at {
                    When::Start => run.rows.first(),
                    When::Always | When::End => run.rows.last(),
                };
                row.map(|row| quantity.read(run, row))
            })
            .collect();
        Summary::of(&sample).map(|summary| summary.mean)
    };
    let values = rows.iter().map(|(y, _)| {
        let row = columns.iter().map(|(x, _)| mean(x, y).unwrap_or(f64::NAN));
        row.collect()
    });
    let categories =
        |label: &Option<String>, key: &str, groups: &[(String, Vec<&TableRun>)]| Categories {
            label: label.clone().unwrap_or_else(|| last_word(key).to_owned()),
            names: groups.iter().map(|(value, _)| grouped(value)).collect(),
        };
    let heatmap = Heatmap {
        x: categories(&setting.x_label, &setting.x, &columns),
        y: categories(&setting.y_label, &setting.y, &rows),
        values: values.collect(),
        colours: axis(&setting.colour),
        missing: "none".to_owned(),
    };
    DrawnPanel {
        title: setting.title.clone(),
        content: heatmap.into(),
        csv: None,
    }
}
