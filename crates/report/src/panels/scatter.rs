//! Two measures against each other, one dot per run.

use super::axis::Axis;
use super::kind::{DrawnPanel, Kind, Material};
use super::over_runs::{self, At, by_words, family, only_words, spoken_key};
use crate::words::in_sentence;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::Check;
use crease_figure::{Curve, Curves, Point, Style};
use crease_results::TableRun;
use serde::{Deserialize, Serialize};

/// `[panel.scatter]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scatter {
    /// The horizontal axis: a measure, or `neurons`.
    pub x: Axis,
    /// The vertical axis: a measure.
    pub y: Axis,
    /// When both are taken: `start` or `end`.
    pub at: At,
    /// The swept key whose values have dots of their own; if left out, all dots are alike.
    pub series: Option<String>,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// Title of the legend; the key's last word if left out.
    pub legend: Option<String>,
    /// Title of the panel.
    pub title: Option<String>,
}

impl Kind for Scatter {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        self.x.check_any(&format!("{key}.x"), scene)?;
        self.y.check_measure(&format!("{key}.y"), scene)?;
        over_runs::check(self.series.as_ref(), &self.only, key, scene)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let table = material.table;
        let series = self.series.as_deref();
        let (x, y) = (self.x.quantity(table), self.y.quantity(table));
        let dot = |run: &TableRun| {
            let row = self.at.row(run)?;
            let (x, y) = (x?.read(run, row), y?.read(run, row));
            (x.is_finite() && y.is_finite()).then_some(Point { x, y, spread: None })
        };
        let runs = over_runs::series(series, &self.only, table).into_iter();
        let curves = runs.map(|(label, runs)| Curve {
            label,
            points: runs.into_iter().filter_map(dot).collect(),
            style: Style::Scatter,
        });
        let legend = self.legend.clone();
        Ok(DrawnPanel::new(
            self.title.clone(),
            Curves {
                curves: curves.filter(|curve| !curve.points.is_empty()).collect(),
                family: family(series, &material.table.axes),
                legend_title: legend.or_else(|| series.map(spoken_key)),
                ..Curves::new(self.x.drawn(), self.y.drawn())
            },
        ))
    }

    fn caption(&self, planned: &Planned) -> String {
        format!(
            "{} against {}{}, one dot per run{}{}",
            self.y.label(),
            in_sentence(&self.x.label()),
            self.at.words(planned),
            by_words(self.series.as_deref(), self.legend.as_deref()),
            only_words(&self.only)
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::panels::Panel;
    use crate::panels::kind::{Kind, Material};
    use crate::shown::tests::small;
    use crease_figure::Content;
    use crease_results::{Row, Table, TableRun};

    const PANEL: &str = "panel=[{scatter={x={of='loss'}, y={of='linear_regions', over='start'}, \
                         at='end', series='task.memorise.points', \
                         only={'network.bias_std'=0}}}]";

    #[test]
    fn each_run_that_the_panel_is_about_has_a_dot() {
        let loaded = small(crate::shown::tests::SMALL, &[PANEL]).unwrap();
        let row = |step, values: [f64; 2]| Row {
            step,
            epoch: step as f64,
            values: values.to_vec(),
        };
        let run = |points: i64, bias: f64, regions, loss| TableRun {
            point: vec![points.into(), bias.into()],
            repeat: 0,
            seed: 1,
            neurons: 16,
            rows: vec![row(0, [4.0, 0.7]), row(9, [regions, loss])],
        };
        let table = Table {
            axes: loaded.plan.axes.clone(),
            columns: loaded.plan.columns(),
            runs: vec![
                run(100, 0.0, 8.0, 0.1),
                run(100, 0.0, 6.0, 0.2),
                run(100, 0.0, 6.0, f64::NAN),
                run(100, 0.001, 5.0, 0.3),
                run(200, 0.0, 2.0, 0.4),
            ],
        };
        let material = Material {
            table: &table,
            planned: &[],
            views: None,
        };
        let Panel::Scatter(panel) = &loaded.sections.panel[0] else {
            panic!("it is a scatter")
        };
        let Content::Curves(drawn) = panel.draw(&material).unwrap().content else {
            panic!("it has two axes")
        };
        let dots = drawn.curves.iter().map(|curve| {
            let points = curve.points.iter().map(|point| [point.x, point.y]);
            (curve.label.as_str(), points.collect::<Vec<_>>())
        });
        assert_eq!(
            dots.collect::<Vec<_>>(),
            [
                ("100", vec![[0.1, 2.0], [0.2, 1.5]]),
                ("200", vec![[0.4, 0.5]])
            ]
        );
        assert_eq!(
            panel.caption(&crate::Planned::of(&loaded)),
            "Linear regions / initial value against loss at the end of training, one dot per run, by \
             points (bias std = 0 only)"
        );
    }
}
