//! The graph of a function of two variables, seen from the side.

mod clip;
mod cuboid;
mod order;
mod view;

use crate::canvas::{Canvas, Group};
use crate::error::FigureError;
use crate::extent::{Extent, PADDING};
use crate::figure::{Axis, Facet, Surface};
use crate::fonts::Fonts;
use crate::geometry::{Frame, Margins, Place, Size};
use crate::palette::{self, INK};
use crate::panel::common::{AxesData, AxisData, Draw, Measured, Ranges, draw_no_data};
use cuboid::Cuboid;
use view::View;

/// The width of the facets' edges as a share of their usual size, and its limits in points: the
/// edges of many facets must not cover them.
const EDGE_SHARE: f64 = 0.03;
const EDGE_LIMITS: (f64, f64) = (0.06, 0.3);

/// What the axes have to show.
pub fn axes_data(panel: &Surface) -> AxesData {
    let axis_data = |axis: &Axis, coordinate: usize| {
        let mut extent = Extent::new(axis.scale);
        extent.padding = if coordinate == 2 { PADDING } else { 0.0 };
        let facets = panel.facets.iter();
        let corners = facets
            .filter(|facet| is_finite(facet))
            .flat_map(|facet| &facet.corners);
        extent.include(corners.map(|corner| corner[coordinate]));
        Some(AxisData::new(axis, extent))
    };
    [
        axis_data(&panel.x, 0),
        axis_data(&panel.y, 1),
        axis_data(&panel.z, 2),
    ]
}

fn is_finite(facet: &Facet) -> bool {
    facet
        .corners
        .iter()
        .flatten()
        .all(|value| value.is_finite())
}

/// Measures the panel: its frame is as high as `most` and at most as wide.
pub fn measure(
    panel: &Surface,
    ranges: &Ranges,
    most: Size,
    fonts: &Fonts,
) -> Result<Measured<'static>, FigureError> {
    let view = View::new(panel.azimuth, panel.elevation);
    let axes = [&panel.x, &panel.y, &panel.z];
    let cuboid = Cuboid::new(axes, ranges, view, most, fonts)?;
    let facets = panel.facets.iter();
    let facets: Vec<Facet> = facets.filter_map(|facet| in_box(facet, ranges)).collect();
    let seen = facets.iter().map(|facet| {
        let corners = facet.corners.iter();
        corners.map(|&[x, y, _]| view.on_ground([x, y])).collect()
    });
    let order = order::back_to_front(&seen.collect::<Vec<_>>());
    let size = Size {
        width: cuboid.size().width,
        height: most.height,
    };
    Ok(Measured::new(
        size,
        Margins::default(),
        Drawn {
            cuboid,
            facets: order
                .into_iter()
                .map(|index| facets[index].clone())
                .collect(),
        },
    ))
}

/// A surface with its box known, its facets from the farthest to the nearest.
struct Drawn {
    cuboid: Cuboid,
    facets: Vec<Facet>,
}

/// The part of a facet that the axes show, in shares of the box.
fn in_box(facet: &Facet, ranges: &Ranges) -> Option<Facet> {
    let share = |corner: &[f64; 3]| [0, 1, 2].map(|i| ranges[i].share(corner[i]));
    let can_show = |corner: &[f64; 3]| (0..3).all(|i| ranges[i].can_show(corner[i]));
    if !facet.corners.iter().all(can_show) {
        return None;
    }
    let corners = clip::in_box(facet.corners.iter().map(share).collect());
    (corners.len() >= 3).then_some(Facet {
        corners,
        colour: facet.colour,
    })
}

impl Draw for Drawn {
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
        self.cuboid.draw_back(canvas, frame);
        let usual = (frame.width * frame.height / self.facets.len().max(1) as f64).sqrt();
        let edge = (EDGE_SHARE * usual).clamp(EDGE_LIMITS.0, EDGE_LIMITS.1);
        let facets = self.facets.iter().map(|facet| {
            let corners = facet.corners.iter();
            let corners: Vec<Place> = corners
                .map(|&corner| self.cuboid.place(frame, corner))
                .collect();
            (corners, palette::pastel(facet.colour))
        });
        canvas.edged_polygons(Group::default(), facets, edge, INK);
        self.cuboid.draw_axes(canvas, frame)?;
        if self.facets.is_empty() {
            draw_no_data(canvas, frame)?;
        }
        Ok(())
    }
}
