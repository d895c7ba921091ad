//! One panel of any kind: what its axes need, then its measures, then its drawing.

mod boxes;
mod cells;
mod common;
mod curves;
mod heatmap;
mod histogram;
mod surface;

pub use self::common::{AxesData, AxisData, Measured, Ranges, Visible, heatmap};
pub use self::heatmap::have_one_bar;

use crate::error::FigureError;
use crate::figure::Content;
use crate::fonts::Fonts;
use crate::geometry::Size;

/// What the axes of a panel whose frame is at most this large have to show.
pub fn axes_data(content: &Content, size: Size, fonts: &Fonts) -> Result<AxesData, FigureError> {
    match content {
        Content::Curves(curves) => curves::axes_data(curves, size, fonts),
        Content::Cells(cells) => Ok(cells::axes_data(cells)),
        Content::Histogram(histogram) => Ok(histogram::axes_data(histogram)),
        Content::Boxes(boxes) => Ok(boxes::axes_data(boxes)),
        Content::Heatmap(heatmap) => Ok(heatmap::axes_data(heatmap)),
        Content::Surface(surface) => Ok(surface::axes_data(surface)),
    }
}

/// Measures a panel whose frame is at most this large.
pub fn measure<'a>(
    content: &'a Content,
    ranges: &Ranges,
    size: Size,
    visible: &Visible,
    fonts: &Fonts,
) -> Result<Measured<'a>, FigureError> {
    let show = visible.show;
    match content {
        Content::Curves(panel) => curves::measure(panel, ranges, size, show, fonts),
        Content::Cells(panel) => cells::measure(panel, ranges, size, show, fonts),
        Content::Histogram(panel) => histogram::measure(panel, ranges, size, show, fonts),
        Content::Boxes(panel) => boxes::measure(panel, ranges, size, show, fonts),
        Content::Heatmap(panel) => heatmap::measure(panel, ranges, size, visible, fonts),
        Content::Surface(panel) => surface::measure(panel, ranges, size, fonts),
    }
}
