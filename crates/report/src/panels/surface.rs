//! The graph of a network over a window of a plane, a facet an activation region.

use super::DrawnPanel;
use super::view::{LIMITS, Views};
use crate::ReportError;
use crease_experiment::settings;
use crease_figure::{Axis, Facet, Scale, Surface};
use crease_picture::{self as picture, Colours};
use crease_regions::tile_plane;
use std::fmt::Write;

pub(super) fn panel(
    setting: &settings::Surface,
    views: Option<&Views>,
) -> Result<DrawnPanel, ReportError> {
    let title = setting.title.clone();
    let output = Axis::new("network output", Scale::Linear);
    let found = views.and_then(|views| Some((views, views.run(setting.run)?)));
    let Some((views, run)) = found else {
        let axis = || Axis::new("", Scale::Linear);
        return Ok(DrawnPanel {
            title,
            content: Surface::new(axis(), axis(), output).into(),
            csv: None,
        });
    };
    let view = views.view(
        run,
        setting.epoch,
        setting.slice.as_ref(),
        setting.half_side,
    )?;
    let tiling = tile_plane(&view.network, &view.plane, &LIMITS)?;
    let colours = Colours::of(&tiling, picture::Regions::Activation);
    let mut csv = "region,x,y,output\n".to_owned();
    let polygons = tiling.polygons.iter().enumerate();
    let facets = polygons.map(|(region, polygon)| {
        let [g, h, c] = polygon.outputs[setting.output];
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
    let [x, y] = picture::axes(&view.plane);
    let surface = Surface {
        facets,
        azimuth: setting.azimuth,
        elevation: setting.elevation,
        ..Surface::new(x, y, output)
    };
    Ok(DrawnPanel {
        title,
        content: surface.into(),
        csv: Some(csv),
    })
}
