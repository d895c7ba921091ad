//! The regions in a window of a plane, as polygons.

use super::kind::{DrawnPanel, Kind, Material};
use super::network::{self, LIMITS, View, moment};
use crate::text::counted;
use crate::{Planned, ReportError};
use crease_experiment::Scene;
use crease_experiment::check::{Check, require};
use crease_experiment::settings::Slice;
use crease_figure::{Axis, Scale};
use crease_network::{Layer, Network};
use crease_picture::{Colouring, Colours, Explorer, Regions};
use crease_regions::{Plane, Tiling, decide_plane, tile_plane};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// `[panel.cells]`: the regions in a window of a plane as polygons, with the examples of the plane as
/// dots and the number of regions in the title.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cells {
    /// The checkpoint, which must be kept.
    #[serde(default)]
    pub epoch: f64,
    /// Which run, in the order of the plan, from 0.
    #[serde(default)]
    pub run: usize,
    /// The plane; the experiment's slice (the first, if it has several) if left out.
    pub slice: Option<Slice>,
    /// Half the side of the window in an unbounded plane, in units of the input, around the examples
    /// or else the origin; chosen to show most vertices if left out.
    pub half_side: Option<f64>,
    /// How many of the hidden layers to show, the first ones; all if left out.
    pub layers: Option<usize>,
    /// Which regions get their own colour.
    #[serde(default)]
    pub regions: Regions,
    /// Whether colours are classes, by the largest output, with the decision boundary between them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub boundary: bool,
    /// Title of the panel; epoch and count if left out.
    pub title: Option<String>,
}

/// The most regions of a panel with a page: 7 MB for 400 neurons.
const MOST_IN_A_PAGE: usize = 150_000;

impl Cells {
    /// The slice and the half side of the window that it shows.
    pub(super) fn window(&self) -> (Option<&Slice>, Option<f64>) {
        (self.slice.as_ref(), self.half_side)
    }
}

impl Kind for Cells {
    fn check(&self, key: &str, scene: &Scene) -> Check {
        let run = network::check_kept(self.run, &[self.epoch], key, scene)?;
        network::check_window(self.slice.as_ref(), self.half_side, key, run)?;
        if let Some(layers) = self.layers {
            let most = run.widths().len() - 2;
            let expected = format!("must be from 1 to the number of hidden layers, {most}");
            let right = (1..=most).contains(&layers);
            require(right, &format!("{key}.layers"), layers, &expected)?;
        }
        let alone = self.layers.is_none() && self.regions == Regions::default();
        let expected = "cannot be drawn with layers or regions: classes are those of all layers";
        require(
            alone || !self.boundary,
            &format!("{key}.boundary"),
            true,
            expected,
        )?;
        Ok(())
    }

    fn draw(&self, material: &Material) -> Result<DrawnPanel, ReportError> {
        let Some((views, run)) = material.run(self.run) else {
            let axis = || Axis::new("", Scale::Linear);
            let cells = crease_figure::Cells::new(axis(), axis());
            return Ok(DrawnPanel::new(self.title.clone(), cells));
        };
        let view = views.view(run, self.epoch, self.slice.as_ref(), self.half_side)?;
        if self.boundary {
            return self.draw_classes(&view);
        }
        let network = match self.layers {
            Some(layers) => shortened(&view.network, layers)?,
            None => view.network,
        };
        let tiling = tile_plane(&network, &view.plane, &LIMITS)?;
        let (count, kind, colouring) = match self.regions {
            Regions::Activation => (tiling.polygons.len(), "region", Colouring::Pattern),
            Regions::Linear => (tiling.linear_regions, "linear region", Colouring::Linear),
        };
        let counted_regions = counted(count as u64, kind);
        let title = self.title.clone().unwrap_or_else(|| match self.layers {
            Some(layers) => format!(
                "after {}: {counted_regions}",
                counted(layers as u64, "layer")
            ),
            None => format!("{}: {counted_regions}", moment(self.epoch)),
        });
        let page = self.page(&network, &view.plane, &view.dots, &tiling, colouring)?;
        let colours = Colours::of(&tiling, self.regions);
        let mut cells = crease_picture::cells(&tiling, &view.plane, &colours, false);
        crease_picture::mark(&mut cells, view.dots);
        Ok(DrawnPanel {
            csv: Some(csv(&tiling)),
            page,
            ..DrawnPanel::new(Some(title), cells)
        })
    }

    fn caption(&self, planned: &Planned) -> String {
        let kind = match self.regions {
            _ if self.boundary => "Decision regions",
            Regions::Activation => "Activation regions",
            Regions::Linear => "Linear regions",
        };
        let layers = match self.layers {
            None => String::new(),
            Some(1) => " of the first hidden layer".to_owned(),
            Some(layers) => format!(" of the first {layers} hidden layers"),
        };
        let slice = self.slice.as_ref().unwrap_or(&planned.experiment.slice);
        let dots = if slice.needs_examples() {
            "; dots are the examples"
        } else {
            ""
        };
        format!(
            "{kind}{layers}{}{}{}{dots}",
            network::at(self.epoch, planned),
            network::of_run(self.run, planned),
            network::on_slice(slice, self.half_side)
        )
    }
}

impl Cells {
    /// The page of the panel, unless it has too many regions.
    fn page(
        &self,
        network: &Network,
        plane: &Plane,
        dots: &[[f64; 2]],
        tiling: &Tiling,
        colouring: Colouring,
    ) -> Result<Option<Explorer>, ReportError> {
        if tiling.polygons.len() > MOST_IN_A_PAGE {
            return Ok(None);
        }
        let mut page = Explorer::new(plane)?;
        page.add_tiling(&moment(self.epoch), network, tiling)?;
        page.colouring = colouring;
        page.dots = dots.to_vec();
        Ok(Some(page))
    }

    fn draw_classes(&self, view: &View) -> Result<DrawnPanel, ReportError> {
        let found = decide_plane(&view.network, &view.plane, &LIMITS)?;
        let counted_regions = counted(found.regions(), "decision region");
        let title = format!("{}: {counted_regions}", moment(self.epoch));
        let title = self.title.clone().unwrap_or(title);
        let few = LIMITS.with_max_regions(MOST_IN_A_PAGE as u64);
        let page = match tile_plane(&view.network, &view.plane, &few) {
            Ok(tiling) => {
                let View {
                    network,
                    plane,
                    dots,
                } = view;
                self.page(network, plane, dots, &tiling, Colouring::Class)?
            }
            // Any other error would have occurred with the classes.
            Err(_) => None,
        };
        let mut csv = "part,region,class,x,y\n".to_owned();
        for (number, part) in found.parts.iter().enumerate() {
            for [x, y] in &part.corners {
                let _ = writeln!(csv, "{number},{},{},{x},{y}", part.region, part.class);
            }
        }
        let mut cells = crease_picture::classes(&found, &view.plane, true);
        crease_picture::mark(&mut cells, view.dots.clone());
        Ok(DrawnPanel {
            csv: Some(csv),
            page,
            ..DrawnPanel::new(Some(title), cells)
        })
    }
}

/// The network that ends after `layers` hidden layers: their post-activations are its outputs.
fn shortened(network: &Network, layers: usize) -> Result<Network, ReportError> {
    let mut kept: Vec<Layer> = network.layers()[..layers].to_vec();
    let width = kept.last().map_or(0, |layer| layer.outputs);
    let mut weight = vec![0.0; width * width];
    for unit in 0..width {
        weight[unit * width + unit] = 1.0;
    }
    kept.push(Layer {
        weight,
        bias: vec![0.0; width],
        inputs: width,
        outputs: width,
    });
    Ok(Network::new(kept, network.activation().clone())?)
}

/// One line per corner of each region.
fn csv(tiling: &Tiling) -> String {
    let mut text = "region,linear_region,x,y\n".to_owned();
    for (region, polygon) in tiling.polygons.iter().enumerate() {
        for [x, y] in &polygon.corners {
            let _ = writeln!(text, "{region},{},{x},{y}", polygon.linear_region);
        }
    }
    text
}
