//! One panel, whatever it shows: what its axes need, then measured, then drawn.

mod boxes;
mod cells;
mod curves;
mod heatmap;
mod histogram;
mod surface;

pub use self::heatmap::have_one_bar;

use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Axis, Content, Heatmap};
use crate::fonts::{Face, Fonts};
use crate::geometry::{Frame, Margins, Size};
use crate::palette::REFERENCE;
use crate::range::Range;
use crate::side::Show;

/// A panel with its ranges, ticks and margins known.
pub trait Measured {
    /// The size of its frame.
    fn size(&self) -> Size;

    /// What it needs around its frame.
    fn margins(&self) -> Margins;

    /// Draws it in and around `frame`, which has its size.
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError>;
}

/// An axis of a panel and what it has to show.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The axis.
    pub axis: Axis,
    /// What the panel's data need.
    pub extent: Extent,
}

/// What the axes x, y and z of a panel have to show; some panels do not have all of them.
pub type Wishes = [Option<Wish>; 3];

/// The axes' ranges; of those that a panel does not have, from 0 to 1.
pub type Ranges = [Range; 3];

/// What the axes of a panel whose frame is at most this large have to show.
pub fn wishes(content: &Content, size: Size, fonts: &Fonts) -> Result<Wishes, FigureError> {
    match content {
        Content::Curves(curves) => curves::wishes(curves, size, fonts),
        Content::Cells(cells) => Ok(cells::wishes(cells)),
        Content::Histogram(histogram) => Ok(histogram::wishes(histogram)),
        Content::Boxes(boxes) => Ok(boxes::wishes(boxes)),
        Content::Heatmap(heatmap) => Ok(heatmap::wishes(heatmap)),
        Content::Surface(surface) => Ok(surface::wishes(surface)),
    }
}

/// What is drawn of a panel beside its neighbours, who may say the same.
#[derive(Clone, Debug)]
pub struct Beside<'a> {
    /// Of the axes x and y.
    pub show: [Show; 2],
    /// The heatmaps that this panel's bar explains, itself among them; none if it has no bar.
    pub explained: Vec<&'a Heatmap>,
}

impl<'a> Beside<'a> {
    /// As if there were no neighbours.
    pub fn nothing(content: &'a Content) -> Self {
        Self {
            show: [Show::ALL; 2],
            explained: heatmap(content).into_iter().collect(),
        }
    }
}

/// The content as a heatmap, if it is one.
pub fn heatmap(content: &Content) -> Option<&Heatmap> {
    match content {
        Content::Heatmap(heatmap) => Some(heatmap),
        _ => None,
    }
}

/// Measures a panel whose frame is at most this large.
pub fn measure<'a>(
    content: &'a Content,
    ranges: &Ranges,
    size: Size,
    beside: &Beside,
    fonts: &Fonts,
) -> Result<Box<dyn Measured + 'a>, FigureError> {
    let show = beside.show;
    Ok(match content {
        Content::Curves(panel) => {
            Box::new(curves::Measured::new(panel, ranges, size, show, fonts)?)
        }
        Content::Cells(panel) => Box::new(cells::Measured::new(panel, ranges, size, show, fonts)?),
        Content::Histogram(panel) => {
            Box::new(histogram::Measured::new(panel, ranges, size, show, fonts)?)
        }
        Content::Boxes(panel) => Box::new(boxes::Measured::new(panel, ranges, size, show, fonts)?),
        Content::Heatmap(panel) => {
            Box::new(heatmap::Measured::new(panel, ranges, size, beside, fonts)?)
        }
        Content::Surface(panel) => Box::new(surface::Measured::new(panel, ranges, size, fonts)?),
    })
}

/// Says in the middle of a panel that there is nothing to show.
fn draw_no_data(canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
    canvas.layer(Group::default(), |layer| {
        let middle = frame.centre();
        layer.text("no data", middle, Anchor::Middle, Face::Italic, REFERENCE)
    })
}
