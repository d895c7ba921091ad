//! A page of HTML that shows the regions of a network in a window, with pan and zoom, over several
//! checkpoints if there are several. It needs only a browser.

mod frame;

use crate::shape::Shape;
use crate::{PictureError, Timeline, axes, pattern};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crease_figure::{WHEEL_COLOURS, wheel};
use crease_network::{Activation, Network};
use crease_regions::{Options, Plane, RegionsError, Tiling, Window, tile_plane};
use flate2::Compression;
use flate2::write::GzEncoder;
use frame::Frame;
use maud::{DOCTYPE, PreEscaped, html};
use serde::Serialize;
use std::io::Write;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(
    include_str!("script/frame.js"),
    include_str!("script/colours.js"),
    include_str!("script/drawing.js"),
    include_str!("script/above.js"),
    include_str!("script/words.js"),
    include_str!("script/input.js"),
    include_str!("script/time.js"),
);
const SERVED: &str = include_str!("script/served.js");

/// What regions are coloured by when a page opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Colouring {
    /// Their activation patterns.
    #[default]
    Pattern,
    /// The linear regions that they belong to.
    Linear,
    /// The class at their centre, or the sign of a single output.
    Class,
    /// The norm of the gradient.
    Slope,
    /// Their area.
    Area,
    /// The layer of the wall nearest to their centre.
    Layer,
}

impl Colouring {
    const ALL: [Self; 6] = [
        Self::Pattern,
        Self::Linear,
        Self::Class,
        Self::Slope,
        Self::Area,
        Self::Layer,
    ];

    /// Its name in a form, and in words.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Pattern => ("pattern", "activation pattern"),
            Self::Linear => ("linear", "linear region"),
            Self::Class => ("class", "class at its centre"),
            Self::Slope => ("slope", "slope"),
            Self::Area => ("area", "area"),
            Self::Layer => ("layer", "layer of the nearest wall"),
        }
    }
}

/// A page over networks of one shape, in one window.
///
/// ```
/// use crease_network::{Activation, Layer, Network};
/// use crease_picture::Explorer;
/// use crease_regions::{Options, Plane};
///
/// let hidden = Layer { weight: vec![1.0, 0.0, 0.0, 1.0], bias: vec![0.0; 2], inputs: 2, outputs: 2 };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let mut page = Explorer::new(&Plane::square(1.0)?)?;
/// let regions = page.add("cross", &network, &Options::regions())?;
/// assert_eq!(regions, 4);
/// assert!(page.html("A cross").starts_with("<!DOCTYPE html>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Explorer {
    plane: Plane,
    window: Window,
    shape: Option<Shape>,
    frames: Vec<PageNetwork>,
    /// What regions are coloured by at first.
    pub colouring: Colouring,
    /// Points of the plane to mark, such as the examples that it goes through.
    pub dots: Vec<[f64; 2]>,
    /// The time of each network, and other numbers over time.
    pub timeline: Option<(Vec<f64>, Timeline)>,
    /// How many networks a second it plays.
    pub frames_per_second: f64,
}

/// A network of a page.
struct PageNetwork {
    name: String,
    cells: usize,
    corners: usize,
    parameters: usize,
    linear_regions: usize,
    /// The least and the largest slope above 0, and then area.
    slopes: [f32; 2],
    areas: [f32; 2],
    /// The numbers, compressed.
    bytes: Vec<u8>,
}

impl Explorer {
    /// A page without networks yet.
    ///
    /// # Errors
    /// If the plane has no window.
    pub fn new(plane: &Plane) -> Result<Self, PictureError> {
        Ok(Self {
            window: *plane.window().ok_or(RegionsError::NoWindow)?,
            plane: plane.clone(),
            shape: None,
            frames: Vec::new(),
            colouring: Colouring::default(),
            dots: Vec::new(),
            timeline: None,
            frames_per_second: 4.0,
        })
    }

    /// Adds a network; gives the number of its activation regions.
    ///
    /// # Errors
    /// If it differs from the first in its widths or its activation, if the plane does not lie in its
    /// input space, or if there are more regions than `options` allow.
    pub fn add(
        &mut self,
        name: &str,
        network: &Network,
        options: &Options,
    ) -> Result<usize, PictureError> {
        self.check(name, network)?;
        let tiling = tile_plane(network, &self.plane, options)?;
        self.add_tiling(name, network, &tiling)?;
        Ok(tiling.polygons.len())
    }

    /// Adds a network whose regions in the window are known already.
    ///
    /// # Errors
    /// If it differs from the first in its widths or its activation.
    pub fn add_tiling(
        &mut self,
        name: &str,
        network: &Network,
        tiling: &Tiling,
    ) -> Result<(), PictureError> {
        self.check(name, network)?;
        let frame = Frame::new(network, &self.plane, &self.window, tiling);
        self.frames.push(PageNetwork {
            name: name.to_owned(),
            cells: tiling.polygons.len(),
            corners: frame.corners(),
            parameters: frame.parameters(),
            linear_regions: tiling.linear_regions,
            slopes: ends(frame.slopes()),
            areas: ends(frame.areas()),
            bytes: compressed(&frame.bytes()),
        });
        self.shape.get_or_insert_with(|| Shape::of(network));
        Ok(())
    }

    fn check(&self, name: &str, network: &Network) -> Result<(), PictureError> {
        match &self.shape {
            Some(shape) => shape.check(name, network),
            None => Ok(()),
        }
    }

    /// About how many bytes the page has.
    pub fn size(&self) -> usize {
        let frames = self.frames.iter().map(|frame| frame.bytes.len());
        STYLE.len() + SCRIPT.len() + frames.sum::<usize>().div_ceil(3) * 4
    }

    /// The whole file. A page without networks shows nothing.
    pub fn html(&self, title: &str) -> String {
        page(title, &self.data(), None)
    }

    /// The page for a server. When the user moves to another window, the page requests
    /// `window?s=S&t=T&half=H`, relative to its own address, and expects the [`data`](Self::data)
    /// of that window, or an object with an `error`. It also requests `alive?page=N` regularly and
    /// `closed?page=N` when it is closed. The server replaces the first occurrence of
    /// [`PAGE_NUMBER`](Self::PAGE_NUMBER) by `N`.
    pub fn served_html(&self, title: &str) -> String {
        page(title, &self.data(), Some(Self::PAGE_NUMBER))
    }

    /// Where the number of a served page is filled in.
    pub const PAGE_NUMBER: &str = "PAGE-NUMBER";

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
                .map(|(index, frame)| ToldFrame {
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

/// The least and the largest of the numbers above 0.
fn ends(numbers: &[f32]) -> [f32; 2] {
    let positive = numbers.iter().filter(|number| **number > 0.0);
    positive.fold([f32::INFINITY, 0.0], |[least, most], &number| {
        [least.min(number), most.max(number)]
    })
}

/// The ends of a scale of colours for numbers between all of these: six decades at most.
fn span(ends: impl Iterator<Item = [f32; 2]>) -> [f32; 2] {
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
    frames: Vec<ToldFrame<'a>>,
}

#[derive(Serialize)]
struct Square {
    center: [f64; 2],
    half_side: f64,
}

/// On piece `i` the activation of `z` is `slopes[i] z + offsets[i]`.
#[derive(Serialize)]
struct Pieces {
    slopes: Vec<f64>,
    offsets: Vec<f64>,
}

impl Pieces {
    fn of(activation: &Activation) -> Self {
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
struct ToldFrame<'a> {
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

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

const HINT: &str = "Point at a region to see its pattern and its affine map. Click near a wall to \
                    follow its neuron.";

const KEYS: &str = "The regions of the network. Arrow keys move, plus and minus zoom, 0 shows \
                    everything, Enter selects the neuron of the nearest wall, Escape clears the \
                    selection.";

fn page(title: &str, data: &str, number: Option<&str>) -> String {
    let colours = Colouring::ALL.map(Colouring::names);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                @if let Some(number) = number {
                    meta name="page" content=(number);
                    // Keeps browsers from requesting an icon.
                    link rel="icon" href="data:,";
                }
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p #counts aria-live="polite" {}
                }
                main {
                    div #stage {
                        canvas #cells tabindex="0" role="img" aria-label=(KEYS) {}
                        canvas #above aria-hidden="true" {}
                        p #problem role="alert" hidden {}
                    }
                    aside {
                        form #controls {
                            label {
                                "Colour"
                                select #colour {
                                    @for (value, text) in colours {
                                        option value=(value) { (text) }
                                    }
                                }
                            }
                            label { input type="checkbox" #walls checked; " walls" }
                            div #frames hidden {
                                label {
                                    span #frame-name {}
                                    input type="range" #frame min="0" value="0" step="1"
                                        aria-label="Checkpoint";
                                }
                                button type="button" #play { "Play" }
                                div #charts {}
                            }
                            div.buttons {
                                button type="button" #closer aria-label="Zoom in" { "+" }
                                button type="button" #farther aria-label="Zoom out" { "−" }
                                button type="button" #everything { "Show all" }
                            }
                        }
                        ul #names hidden aria-label="Colours" {}
                        div #legend hidden { span #least {} span #scale {} span #most {} }
                        section #region aria-live="polite" { p.hint { (HINT) } }
                    }
                }
                script #data type="application/json" { (PreEscaped(data)) }
                @if number.is_some() {
                    script { (PreEscaped(SERVED)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

#[cfg(test)]
mod tests;
