//! The graph of a network over a window of a plane, one facet per activation region.

use super::kind::{DrawnPanel, Kind, Material};
use super::network::{self, LIMITS};
use crate::text::real;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, finite, require, shown};
use crease_experiment::settings::Slice;
use crease_figure::{Axis, Facet, Scale};
use crease_picture::{Colours, Regions, axes};
use crease_regions::tile_plane;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// `[panel.surface]`: the graph of one output over a window of a plane, one facet per region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// The checkpoint, which must be kept.
    #[serde(default)]
    pub epoch: f64,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// The plane; the experiment's slice if left out.
    pub slice: Option<Slice>,
    /// As for cells.
    pub half_side: Option<f64>,
    /// Which output, from 0.
    #[serde(default)]
    pub output: usize,
    /// Viewing direction: degrees around the vertical axis.
    #[serde(default = "azimuth")]
    pub azimuth: f64,
    /// Degrees above the plane.
    #[serde(default = "elevation")]
    pub elevation: f64,
    /// Title of the panel.
    pub title: Option<String>,
}

fn azimuth() -> f64 {
    -60.0
}

fn elevation() -> f64 {
    30.0
}

impl Kind for Surface {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        let run = network::check_kept(self.run, &[self.epoch], key, scene)?;
        network::check_window(self.slice.as_ref(), self.half_side, key, run)?;
        network::check_output(self.output, key, run)?;
        finite(self.azimuth, &format!("{key}.azimuth"))?;
        let right = (5.0..=90.0).contains(&self.elevation);
        let found = shown(self.elevation);
        let expected = "must be from 5 to 90 degrees";
        require(right, &format!("{key}.elevation"), found, expected)
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let title = self.title.clone();
        let output = Axis::new("network output", Scale::Linear);
        let Some((views, run)) = material.run(self.run) else {
            let axis = || Axis::new("", Scale::Linear);
            let surface = crease_figure::Surface::new(axis(), axis(), output);
            return Ok(DrawnPanel::new(title, surface));
        };
        let view = views.view(run, self.epoch, self.slice.as_ref(), self.half_side)?;
        let tiling = tile_plane(&view.network, &view.plane, &LIMITS)?;
        let colours = Colours::of(&tiling, Regions::Activation);
        let mut csv = "region,x,y,output\n".to_owned();
        let polygons = tiling.polygons.iter().enumerate();
        let facets = polygons.map(|(region, polygon)| {
            let [g, h, c] = polygon.outputs[self.output];
            let corners = polygon.corners.iter().map(|&[x, y]| {
                let z = g * x + h * y + c;
                let _ = writeln!(csv, "{region},{x},{y},{z}");
                [x, y, z]
            });
            Facet {
                corners: corners.collect(),
                colour: colours.class(region),
            }
        });
        let facets = facets.collect();
        let [x, y] = axes(&view.plane);
        let surface = crease_figure::Surface {
            facets,
            azimuth: self.azimuth,
            elevation: self.elevation,
            ..crease_figure::Surface::new(x, y, output)
        };
        Ok(DrawnPanel {
            csv: Some(csv),
            ..DrawnPanel::new(title, surface)
        })
    }

    fn caption(&self, planned: &Planned) -> String {
        let slice = self.slice.as_ref().unwrap_or(&planned.experiment.slice);
        format!(
            "{} that the network computes{}{}{}, one facet per region, seen from azimuth {}° and \
             elevation {}°",
            network::output(self.output, planned),
            network::at(self.epoch, planned),
            network::of_run(self.run, planned),
            network::on_slice(slice, self.half_side),
            real(self.azimuth),
            real(self.elevation)
        )
    }
}
