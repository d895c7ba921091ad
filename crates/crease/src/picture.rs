//! From the regions of a plane to a picture of them.

mod colouring;
mod window;

pub use window::{is_in, window_around};

use anyhow::bail;
use colouring::colouring;
use crease_figure::{Axis, Cell, Cells, Drawing, FigureError, Scale, Wall};
use crease_regions::{Plane, Tiling};
use std::path::Path;

/// Resolution of a PNG, as journals ask for.
const DOTS_PER_INCH: f64 = 300.0;

/// What kind of file a picture is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Scalable, for the web.
    Svg,
    /// Scalable, for papers.
    Pdf,
    /// Pixels.
    Png,
}

impl Format {
    /// The format that a file's name asks for.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        match extension.to_lowercase().as_str() {
            "svg" => Ok(Self::Svg),
            "pdf" => Ok(Self::Pdf),
            "png" => Ok(Self::Png),
            _ => bail!(
                "--output {}: expected a name that ends in .svg, .pdf or .png",
                path.display()
            ),
        }
    }

    /// The bytes of the file.
    pub fn encode(self, drawing: &Drawing) -> Result<Vec<u8>, FigureError> {
        match self {
            Self::Svg => Ok(drawing.svg().as_bytes().to_vec()),
            Self::Pdf => drawing.pdf(),
            Self::Png => drawing.png(DOTS_PER_INCH),
        }
    }
}

/// The colour class of each activation region.
pub struct Colours(Vec<usize>);

impl Colours {
    /// Neighbours differ.
    pub fn of_activation_regions(tiling: &Tiling) -> Self {
        let walls = tiling.walls.iter().map(|wall| wall.polygons);
        Self(colouring(tiling.polygons.len(), walls))
    }

    /// The regions of a linear region are alike, and differ from all around it.
    pub fn of_linear_regions(tiling: &Tiling) -> Self {
        let linear_region = |polygon: usize| tiling.polygons[polygon].linear_region;
        let walls = tiling
            .walls
            .iter()
            .map(|wall| wall.polygons.map(linear_region));
        let walls = walls.filter(|[one, other]| one != other);
        let colours = colouring(tiling.linear_regions, walls);
        let polygons = 0..tiling.polygons.len();
        Self(
            polygons
                .map(|polygon| colours[linear_region(polygon)])
                .collect(),
        )
    }

    /// The class of one region.
    pub fn of(&self, polygon: usize) -> usize {
        self.0[polygon]
    }
}

/// The picture of a tiling, in the plane's coordinates: they are what its axes show, and a step of
/// one is as long along both.
pub fn cells(tiling: &Tiling, plane: &Plane, colours: &Colours, walls: bool) -> Cells {
    let polygons = tiling.polygons.iter().enumerate();
    let [x, y] = axes(plane);
    Cells {
        cells: polygons
            .map(|(index, polygon)| Cell {
                corners: polygon.corners.clone(),
                colour: colours.of(index),
            })
            .collect(),
        walls: if walls {
            let ends = tiling.walls.iter().map(|wall| wall.ends);
            ends.map(|ends| Wall { ends, class: 0 }).collect()
        } else {
            Vec::new()
        },
        ..Cells::new(x, y)
    }
}

/// The axes of a window, in the plane's coordinates.
pub fn axes(plane: &Plane) -> [Axis; 2] {
    let inputs = Plane::of_inputs();
    let labels = if plane.origin == inputs.origin && plane.basis == inputs.basis {
        ["x₁", "x₂"]
    } else {
        ["s₁, along basis[0]", "s₂, along basis[1]"]
    };
    [0, 1].map(|i| {
        let limit = |sign: f64| {
            let window = plane.window.as_ref();
            window.map(|window| window.center[i] + sign * window.half_side)
        };
        Axis {
            min: limit(-1.0),
            max: limit(1.0),
            ..Axis::new(labels[i], Scale::Linear)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        for (name, format) in [
            ("a.svg", Format::Svg),
            ("b/a.PNG", Format::Png),
            ("a.b.pdf", Format::Pdf),
        ] {
            assert_eq!(Format::of(Path::new(name)).unwrap(), format);
        }
        for name in ["a", "svg", ".svg", "a.jpg", ""] {
            assert!(Format::of(Path::new(name)).is_err(), "{name}");
        }
    }
}
