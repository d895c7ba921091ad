//! Pictures of a network's regions: a network and a plane of its inputs in, SVG, PDF or PNG out.
//!
//! ```
//! use crease_network::{Activation, Layer, Network};
//! use crease_picture::{Format, Style, draw};
//! use crease_regions::{Options, Plane};
//!
//! let hidden = Layer {
//!     weight: vec![1.0, 0.0, 0.0, 1.0, 1.0, -1.0],
//!     bias: vec![0.1, -0.2, 0.3],
//!     inputs: 2,
//!     outputs: 3,
//! };
//! let output = Layer { weight: vec![1.0; 3], bias: vec![0.0], inputs: 3, outputs: 1 };
//! let network = Network::new(vec![hidden, output], Activation::relu())?;
//! let picture = draw(&network, &Plane::square(1.0)?, Style::default(), &Options::regions())?;
//! assert_eq!(picture.activation_regions, 7);
//! let svg = picture.encode(Format::Svg)?;
//! assert!(svg.starts_with(b"<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A plane without a window is infinite: [`window_around`] its [vertices](crease_regions::vertices)
//! shows most of its regions. Panels of a larger figure use the [`cells`] themselves.

mod cells;
mod colouring;
mod colours;
mod error;
mod explorer;
mod film;
mod format;
mod pattern;
mod shape;
mod style;
mod window;

pub use cells::{axes, cells, class_at, classes, mark};
pub use colours::Colours;
pub use crease_figure::{Animation, Bitmap};
pub use error::PictureError;
pub use explorer::{Colouring, Explorer};
pub use film::{Film, Moment, Timeline};
pub use format::Format;
pub use style::{Regions, Style};
pub use window::{is_in, window_around};

use crease_figure::{Cells, Drawing, Figure, FigureError, Panel};
use crease_network::Network;
use crease_regions::{
    DecisionBoundary, Options, Plane, RegionsError, Tiling, decide_plane, tile_plane,
};

/// The regions in a window of a plane, drawn.
pub struct Picture {
    drawing: Drawing,
    /// How many activation regions there are in the window.
    pub activation_regions: usize,
    /// How many linear regions there are in the window; not counted where classes are drawn.
    pub linear_regions: Option<usize>,
    /// How many decision regions there are in the window, where classes are drawn.
    pub decision_regions: Option<u64>,
}

impl Picture {
    /// The bytes of a PNG file of this resolution; [`encode`](Self::encode) uses 300 dots per inch.
    ///
    /// # Errors
    /// If the resolution is not positive or makes the picture too large.
    pub fn png(&self, dots_per_inch: f64) -> Result<Vec<u8>, FigureError> {
        self.drawing.png(dots_per_inch)
    }

    /// Its pixels at this resolution.
    ///
    /// # Errors
    /// As for [`png`](Self::png).
    pub fn bitmap(&self, dots_per_inch: f64) -> Result<Bitmap, FigureError> {
        self.drawing.bitmap(dots_per_inch)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// If the drawing cannot be turned into this format.
    pub fn encode(&self, format: Format) -> Result<Vec<u8>, FigureError> {
        format.encode(&self.drawing)
    }
}

/// Draws the regions of `network` in a window of `plane`.
///
/// # Errors
/// If the plane has no window or is not in the network's input space, if there are more regions than
/// `options` allow, or if nothing can be drawn.
pub fn draw(
    network: &Network,
    plane: &Plane,
    style: Style,
    options: &Options,
) -> Result<Picture, PictureError> {
    draw_marked(network, plane, style, &[], options)
}

/// [`draw`] with marks at points of the plane.
fn draw_marked(
    network: &Network,
    plane: &Plane,
    style: Style,
    points: &[[f64; 2]],
    options: &Options,
) -> Result<Picture, PictureError> {
    if !style.boundary {
        let tiling = tile_plane(network, plane, options)?;
        return picture_of(&tiling, plane, style, points);
    }
    if plane.window().is_none() {
        return Err(RegionsError::NoWindow.into());
    }
    let found = decide_plane(network, plane, options)?;
    picture_of_classes(&found, plane, style, points)
}

/// Draws the classes in a window of `plane` that are known already; only the walls of the style are
/// used.
///
/// # Errors
/// If nothing can be drawn.
pub fn draw_boundary(
    found: &DecisionBoundary,
    plane: &Plane,
    style: Style,
) -> Result<Picture, PictureError> {
    picture_of_classes(found, plane, style, &[])
}

fn picture_of_classes(
    found: &DecisionBoundary,
    plane: &Plane,
    style: Style,
    points: &[[f64; 2]],
) -> Result<Picture, PictureError> {
    Ok(Picture {
        drawing: drawn(classes(found, plane, style.walls), points)?,
        activation_regions: found.activation_regions as usize,
        linear_regions: None,
        decision_regions: Some(found.regions()),
    })
}

/// Draws the regions of a window of `plane` that are known already, such as those of a graph of
/// layers; the boundary of the style is ignored.
///
/// # Errors
/// If nothing can be drawn.
pub fn draw_tiling(tiling: &Tiling, plane: &Plane, style: Style) -> Result<Picture, PictureError> {
    picture_of(tiling, plane, style, &[])
}

fn picture_of(
    tiling: &Tiling,
    plane: &Plane,
    style: Style,
    points: &[[f64; 2]],
) -> Result<Picture, PictureError> {
    let colours = if style.by_pattern {
        Colours::by_pattern(tiling)
    } else {
        Colours::of(tiling, style.regions)
    };
    Ok(Picture {
        drawing: drawn(cells(tiling, plane, &colours, style.walls), points)?,
        activation_regions: tiling.polygons.len(),
        linear_regions: Some(tiling.linear_regions),
        decision_regions: None,
    })
}

fn drawn(mut cells: Cells, points: &[[f64; 2]]) -> Result<Drawing, FigureError> {
    mark(&mut cells, points.to_vec());
    Figure::new(vec![Panel::new(cells)]).draw()
}
