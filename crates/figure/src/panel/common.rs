//! What all panels have in common.

use crate::canvas::{Anchor, Canvas, Group};
use crate::error::FigureError;
use crate::extent::Extent;
use crate::figure::{Axis, Content, Heatmap};
use crate::fonts::Face;
use crate::geometry::{Frame, Margins, Size};
use crate::palette::REFERENCE;
use crate::range::Range;
use crate::side::Show;

/// A panel with its ranges, ticks and margins known.
pub struct Measured<'a> {
    /// The size of its frame.
    pub size: Size,
    /// What it needs around its frame.
    pub margins: Margins,
    /// What is in and around its frame.
    pub content: Box<dyn Draw + 'a>,
}

impl<'a> Measured<'a> {
    /// A panel that takes this room.
    pub fn new(size: Size, margins: Margins, content: impl Draw + 'a) -> Self {
        Self {
            size,
            margins,
            content: Box::new(content),
        }
    }
}

/// What is in and around the frame of a panel.
pub trait Draw {
    /// Draws it; `frame` has the size that was measured.
    fn draw(&self, canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError>;
}

/// An axis of a panel and what it has to show.
#[derive(Clone, Debug)]
pub struct AxisData {
    /// The axis.
    pub axis: Axis,
    /// What the panel's data need.
    pub extent: Extent,
}

impl AxisData {
    /// An axis with what it has to show.
    pub fn new(axis: &Axis, extent: Extent) -> Self {
        let axis = axis.clone();
        Self { axis, extent }
    }
}

/// What the axes x, y and z of a panel have to show; some panels do not have all of them.
pub type AxesData = [Option<AxisData>; 3];

/// The axes' ranges; of those that a panel does not have, from 0 to 1.
pub type Ranges = [Range; 3];

/// What a panel shows itself, where neighbours may show the same.
#[derive(Clone, Debug)]
pub struct Visible<'a> {
    /// Of the axes x and y.
    pub show: [Show; 2],
    /// The heatmaps that this panel's bar explains, itself among them; none if it has no bar.
    pub explained: Vec<&'a Heatmap>,
}

impl<'a> Visible<'a> {
    /// What a panel shows without neighbours.
    pub fn alone(content: &'a Content) -> Self {
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

/// Writes "no data" in the middle of a panel.
pub fn draw_no_data(canvas: &mut Canvas, frame: &Frame) -> Result<(), FigureError> {
    canvas.layer(Group::default(), |layer| {
        let middle = frame.centre();
        layer.text("no data", middle, Anchor::Middle, Face::Italic, REFERENCE)
    })
}
