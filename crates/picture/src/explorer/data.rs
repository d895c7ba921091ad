//! The data of a page for its script.

use super::{Colouring, Explorer};
use crate::{Timeline, axes, pattern};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crease_figure::{WHEEL_COLOURS, wheel};
use crease_network::Activation;
use serde::Serialize;

impl Explorer {
    /// The data for the script, as JSON.
    pub fn data(&self) -> String {
        let (center, half_side) = (self.window.center(), self.window.half_side());
        let [x, y] = axes(&self.plane).map(|axis| axis.label);
        let relu = Activation::relu();
        let (widths, activation) = match &self.shape {
            Some(shape) => (shape.widths.as_slice(), &shape.activation),
            None => ([0, 0].as_slice(), &relu),
        };
        let hidden = widths.get(1..widths.len() - 1).unwrap_or_default();
        let (times, timeline) = match &self.timeline {
            Some((times, timeline)) => (times.as_slice(), timeline),
            None => ([].as_slice(), &Timeline::default()),
        };
        let frames = self.frames.iter().enumerate();
        let data = PageData {
            window: Square { center, half_side },
            coordinates: [&x, &y],
            layers: hidden,
            outputs: widths.last().copied().unwrap_or_default(),
            activation: Pieces::of(activation),
            wheel: (0..WHEEL_COLOURS).map(wheel).collect(),
            shifts: pattern::shifts(hidden.iter().sum()),
            colour: self.colouring,
            slopes: span(self.frames.iter().map(|frame| frame.slopes)),
            areas: span(self.frames.iter().map(|frame| frame.areas)),
            dots: self
                .dots
                .iter()
                .map(|dot| [0, 1].map(|axis| (dot[axis] - center[axis]) / half_side))
                .collect(),
            axis: if timeline.axis.is_empty() {
                "networks"
            } else {
                &timeline.axis
            },
            measured: &timeline.measured,
            frames_per_second: self.frames_per_second,
            frames: frames
                .map(|(index, frame)| FrameData {
                    name: &frame.name,
                    at: times.get(index).copied(),
                    cells: frame.cells,
                    corners: frame.corners,
                    parameters: frame.parameters,
                    linear_regions: frame.linear_regions,
                    bytes: STANDARD.encode(&frame.bytes),
                })
                .collect(),
        };
        json(&data)
    }
}

/// The ends of a scale of colours for numbers between all of these: six decades at most.
pub(super) fn span(ends: impl Iterator<Item = [f32; 2]>) -> [f32; 2] {
    let [least, most] = ends.fold([f32::INFINITY, 0.0], |[least, most], [low, high]| {
        [least.min(low), most.max(high)]
    });
    if least <= most && most.is_finite() {
        [least.max(most * 1e-6), most]
    } else {
        [1.0, 1.0]
    }
}

/// The data for the script besides the numbers of each frame.
#[derive(Serialize)]
struct PageData<'a> {
    window: Square,
    /// The names of the plane's axes.
    coordinates: [&'a str; 2],
    /// Widths of the hidden layers.
    layers: &'a [usize],
    outputs: usize,
    activation: Pieces,
    /// The colours by pattern, and the number of places by which each neuron moves a region among
    /// them.
    wheel: Vec<[u8; 3]>,
    shifts: Vec<u8>,
    colour: Colouring,
    /// The ends of the scales of colours.
    slopes: [f32; 2],
    areas: [f32; 2],
    /// In the window's coordinates.
    dots: Vec<[f64; 2]>,
    /// The name of the axis of time.
    axis: &'a str,
    /// Other numbers over time; null where one is not known.
    measured: &'a [(String, Vec<f64>)],
    frames_per_second: f64,
    frames: Vec<FrameData<'a>>,
}

#[derive(Serialize)]
struct Square {
    center: [f64; 2],
    half_side: f64,
}

/// On piece `i` the activation of `z` is `slopes[i] z + offsets[i]`.
#[derive(Serialize)]
pub(super) struct Pieces {
    pub(super) slopes: Vec<f64>,
    pub(super) offsets: Vec<f64>,
}

impl Pieces {
    pub(super) fn of(activation: &Activation) -> Self {
        let (breakpoints, slopes) = (activation.breakpoints(), activation.slopes());
        let mut offsets = Vec::with_capacity(slopes.len());
        let mut value = activation.anchor();
        for (piece, slope) in slopes.iter().enumerate() {
            // The breakpoint at its left, or for the first piece at its right.
            let at = piece.saturating_sub(1);
            if piece > 1 {
                value += slopes[piece - 1] * (breakpoints[at] - breakpoints[at - 1]);
            }
            offsets.push(value - slope * breakpoints[at]);
        }
        Self {
            slopes: slopes.to_vec(),
            offsets,
        }
    }
}

#[derive(Serialize)]
struct FrameData<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<f64>,
    cells: usize,
    corners: usize,
    parameters: usize,
    linear_regions: usize,
    /// The numbers, compressed, in base 64.
    bytes: String,
}

/// Numbers and texts as JSON for a script in a page, which no text may end.
fn json(data: &PageData<'_>) -> String {
    // Every key is a text, and numbers that are not finite become null.
    let text = serde_json::to_string(data).unwrap_or_default();
    text.replace('<', "\\u003c")
}
