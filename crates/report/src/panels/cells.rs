//! The regions in a window of a plane, as polygons.

use super::DrawnPanel;
use super::view::{LIMITS, Views, moment};
use crate::ReportError;
use crate::text::counted;
use crease_experiment::settings::{self, RegionKind};
use crease_figure::{Axis, Cells, Scale};
use crease_network::{Layer, Network};
use crease_picture::{self as picture, Colours};
use crease_regions::{Tiling, tile_plane};
use std::fmt::Write;

pub(super) fn panel(
    setting: &settings::Cells,
    views: Option<&Views>,
) -> Result<DrawnPanel, ReportError> {
    let found = views.and_then(|views| Some((views, views.run(setting.run)?)));
    let Some((views, run)) = found else {
        let axis = || Axis::new("", Scale::Linear);
        return Ok(DrawnPanel {
            title: setting.title.clone(),
            content: Cells::new(axis(), axis()).into(),
            csv: None,
        });
    };
    let view = views.view(
        run,
        setting.epoch,
        setting.slice.as_ref(),
        setting.half_side,
    )?;
    let network = match setting.layers {
        Some(layers) => shortened(&view.network, layers)?,
        None => view.network,
    };
    let tiling = tile_plane(&network, &view.plane, &LIMITS)?;
    let colours = match setting.regions {
        RegionKind::Activation => Colours::of(&tiling, picture::Regions::Activation),
        RegionKind::Linear => Colours::of(&tiling, picture::Regions::Linear),
    };
    let (count, kind) = match setting.regions {
        RegionKind::Activation => (tiling.polygons.len(), "region"),
        RegionKind::Linear => (tiling.linear_regions, "linear region"),
    };
    let title = setting
        .title
        .clone()
        .unwrap_or_else(|| match setting.layers {
            Some(layers) => format!(
                "after {}: {}",
                counted(layers as u64, "layer"),
                counted(count as u64, kind)
            ),
            None => format!("{}: {}", moment(setting.epoch), counted(count as u64, kind)),
        });
    let mut cells = picture::cells(&tiling, &view.plane, &colours, false);
    if !view.dots.is_empty() {
        // Coordinates along two directions of many say nothing; the dots give the scale.
        cells.ticks = false;
        cells.x.label.clear();
        cells.y.label.clear();
    }
    cells.dots = view.dots;
    Ok(DrawnPanel {
        title: Some(title),
        content: cells.into(),
        csv: Some(csv(&tiling)),
    })
}

/// The network that ends behind `layers` hidden layers: their post-activations are its outputs.
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

/// A line a corner of each region.
fn csv(tiling: &Tiling) -> String {
    let mut text = "region,linear_region,x,y\n".to_owned();
    for (region, polygon) in tiling.polygons.iter().enumerate() {
        for [x, y] in &polygon.corners {
            let _ = writeln!(text, "{region},{},{x},{y}", polygon.linear_region);
        }
    }
    text
}
