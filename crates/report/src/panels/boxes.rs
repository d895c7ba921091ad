//! How a measure is spread over runs, one box for each value of a swept key.

use super::axis::Axis;
use super::kind::{DrawnPanel, Kind, Material};
use super::over_runs::{self, At, by_words, family, key_words, only_words, other_key, spoken_key};
use crate::words::in_sentence;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_figure::{Categories, Sampled};
use crease_results::TableRun;
use serde::{Deserialize, Serialize};

/// `[panel.box]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boxes {
    /// The swept key along the horizontal axis: a box for each of its values.
    pub x: String,
    /// The vertical axis: a measure.
    pub y: Axis,
    /// When it is taken: `start` or `end`.
    pub at: At,
    /// The swept key whose values have boxes of their own, side by side.
    pub series: Option<String>,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Label of the horizontal axis; the key's last word if left out.
    pub x_label: Option<String>,
    /// Title of the legend; the key's last word if left out.
    pub legend: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
}

impl Kind for Boxes {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        scene.swept_key(&self.x, &format!("{key}.x"))?;
        self.y.check_measure(&format!("{key}.y"), scene)?;
        over_runs::check(self.series.as_ref(), &self.only, key, scene)?;
        match &self.series {
            Some(series) => other_key(&self.x, series, &format!("{key}.series")),
            None => Ok(()),
        }
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let table = material.table;
        let quantity = self.y.quantity(table);
        let value = |run: &TableRun| Some(quantity?.read(run, self.at.row(run)?));
        let places = over_runs::series(Some(&self.x), &self.only, table);
        let series = self.series.as_deref();
        let groups = over_runs::series(series, &self.only, table).into_iter();
        let groups = groups.map(|(label, runs)| {
            let sample = |(_, here): &(String, Vec<&TableRun>)| {
                let is_here = |run: &&&TableRun| here.iter().any(|one| std::ptr::eq(*one, **run));
                runs.iter()
                    .filter(is_here)
                    .filter_map(|run| value(run))
                    .collect()
            };
            Sampled {
                label,
                samples: places.iter().map(sample).collect(),
            }
        });
        let names = places.iter().map(|(name, _)| name.clone());
        let x = Categories {
            label: self.x_label.clone().unwrap_or_else(|| spoken_key(&self.x)),
            names: names.collect(),
        };
        let legend = self.legend.clone();
        Ok(DrawnPanel::new(
            self.title.clone(),
            crease_figure::Boxes {
                groups: groups.collect(),
                family: family(series, &material.table.axes),
                legend_title: legend.or_else(|| series.map(spoken_key)),
                ..crease_figure::Boxes::new(x, self.y.drawn())
            },
        ))
    }

    fn caption(&self, planned: &Planned) -> String {
        let x = self.x_label.as_deref();
        format!(
            "{}{} for each {}{}{}",
            self.y.label(),
            self.at.words(planned),
            x.map_or_else(|| key_words(&self.x), in_sentence),
            by_words(self.series.as_deref(), self.legend.as_deref()),
            only_words(&self.only)
        )
    }

    fn note(&self, _: &Planned) -> Option<&'static str> {
        Some(
            "Boxes hold the middle half of the runs, with the median; whiskers reach the last run \
             within 1.5 times their height; dots are runs beyond, or all of fewer than five.",
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::panels::Panel;
    use crate::panels::kind::{Kind, Material};
    use crate::shown::tests::{SMALL, small};
    use crease_figure::Content;
    use crease_results::{Row, Table, TableRun};

    const PANEL: &str = "panel=[{box={x='task.memorise.points', y={of='loss'}, at='end', \
                         series='network.bias_std'}}]";

    #[test]
    fn each_value_has_the_runs_that_have_it() {
        let loaded = small(SMALL, &[PANEL]).unwrap();
        let run = |points: i64, bias: f64, loss| TableRun {
            point: vec![points.into(), bias.into()],
            repeat: 0,
            seed: 1,
            neurons: 16,
            rows: vec![Row {
                step: 9,
                epoch: 9.0,
                values: vec![0.0, loss],
            }],
        };
        let table = Table {
            axes: loaded.plan.axes.clone(),
            columns: loaded.plan.columns(),
            runs: vec![
                run(200, 0.0, 0.5),
                run(100, 0.0, 0.1),
                run(100, 0.0, 0.2),
                run(100, 0.001, 0.3),
            ],
        };
        let material = Material {
            table: &table,
            planned: &[],
            views: None,
        };
        let Panel::Box(panel) = &loaded.sections.panel[0] else {
            panic!("it has boxes")
        };
        let Content::Boxes(drawn) = panel.draw(&material).unwrap().content else {
            panic!("it has boxes")
        };
        assert_eq!(drawn.x.names, ["100", "200"]);
        let groups = drawn.groups.iter();
        let groups = groups.map(|group| group.samples.clone());
        assert_eq!(
            groups.collect::<Vec<_>>(),
            [vec![vec![0.1, 0.2], vec![0.5]], vec![vec![0.3], Vec::new()]]
        );
        assert_eq!(
            panel.caption(&crate::Planned::of(&loaded)),
            "Loss at the end of training for each points, by bias std"
        );
    }

    #[test]
    fn a_key_is_shown_once() {
        let twice = PANEL.replace("network.bias_std", "task.memorise.points");
        assert!(small(SMALL, &[&twice]).is_err());
    }
}
