//! Draws the pictures of the documentation, into `images`. `cargo run --release --example pictures`

mod shared;

use crease_regions::{Network, Options, Plane, Tiling, tile_plane};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The side of a picture, in pixels.
const SIDE: f64 = 320.0;
const COLOURS: [&str; 6] = [
    "#a6cee3", "#b2df8a", "#fdbf6f", "#cab2d6", "#fb9a99", "#ffff99",
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("images");
    fs::create_dir_all(&folder)?;
    // Neurons of the first layer bend nowhere; those of later layers do where they meet earlier ones.
    let network = shared::network(&[2, 5, 4, 1], 11)?;
    fs::write(
        folder.join("activation.svg"),
        picture(&network, 1.5, Colour::Activation)?,
    )?;
    fs::write(
        folder.join("linear.svg"),
        picture(&network, 1.5, Colour::Linear)?,
    )?;
    Ok(())
}

/// The meaning of one colour.
#[derive(Clone, Copy)]
enum Colour {
    Activation,
    Linear,
}

fn picture(network: &Network, half_side: f64, colour: Colour) -> Result<String, Box<dyn Error>> {
    let tiling = tile_plane(network, &Plane::square(half_side)?, &Options::regions())?;
    let colours = colours(&tiling, colour);
    let place = |[x, y]: [f64; 2]| {
        let scale = SIDE / (2.0 * half_side);
        format!(
            "{:.2},{:.2}",
            (x + half_side) * scale,
            (half_side - y) * scale
        )
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{SIDE}\" height=\"{SIDE}\" \
         viewBox=\"0 0 {SIDE} {SIDE}\" role=\"img\">\n"
    );
    for (polygon, colour) in tiling.polygons.iter().zip(colours) {
        let corners: Vec<String> = polygon
            .corners
            .iter()
            .map(|&corner| place(corner))
            .collect();
        writeln!(
            svg,
            "<polygon points=\"{}\" fill=\"{colour}\"/>",
            corners.join(" ")
        )?;
    }
    for wall in &tiling.walls {
        // The first layer's walls are thick, and those across which no slope jumps are dashed.
        let width = wall
            .neuron
            .map_or(1.0, |neuron| if neuron.layer == 0 { 2.0 } else { 1.0 });
        let dashes = if wall.jumps {
            ""
        } else {
            " stroke-dasharray=\"4 3\""
        };
        let [a, b] = wall.ends.map(place);
        let (a, b) = (a.replace(',', "\" y1=\""), b.replace(',', "\" y2=\""));
        writeln!(
            svg,
            "<line x1=\"{a}\" x2=\"{b}\" stroke=\"#333\" stroke-width=\"{width}\"{dashes}/>"
        )?;
    }
    svg += "</svg>\n";
    Ok(svg)
}

/// A colour for each polygon that differs from its neighbours' colours, as far as there are enough.
fn colours(tiling: &Tiling, colour: Colour) -> Vec<&'static str> {
    let group = |polygon: usize| match colour {
        Colour::Activation => polygon,
        Colour::Linear => tiling.polygons[polygon].linear_region,
    };
    let groups = tiling.polygons.len();
    let mut chosen: Vec<Option<usize>> = vec![None; groups];
    let neighbours = tiling.neighbours();
    for polygon in 0..groups {
        if chosen[group(polygon)].is_some() {
            continue;
        }
        let members = (0..groups).filter(|&other| group(other) == group(polygon));
        let around = members.flat_map(|member| &neighbours[member]);
        let taken: Vec<usize> = around.filter_map(|&other| chosen[group(other)]).collect();
        let free = (0..COLOURS.len()).find(|colour| !taken.contains(colour));
        chosen[group(polygon)] = Some(free.unwrap_or(polygon % COLOURS.len()));
    }
    let colour = |polygon| COLOURS[chosen[group(polygon)].unwrap_or(0)];
    (0..groups).map(colour).collect()
}
