//! A page of HTML that shows the regions of a network in a window, with pan and zoom, over several
//! checkpoints if there are several. It needs only a browser.

mod data;
mod frame;
mod page;

use crate::shape::Shape;
use crate::{PictureError, Timeline};
use crease_network::Network;
use crease_regions::{Options, Plane, RegionsError, Tiling, Window, tile_plane};
use flate2::Compression;
use flate2::write::GzEncoder;
use frame::Frame;
use page::{SCRIPT, STYLE, page};
use serde::Serialize;
use std::io::Write;

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
}

/// The least and the largest of the numbers above 0.
fn ends(numbers: &[f32]) -> [f32; 2] {
    let positive = numbers.iter().filter(|number| **number > 0.0);
    positive.fold([f32::INFINITY, 0.0], |[least, most], &number| {
        [least.min(number), most.max(number)]
    })
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests;
