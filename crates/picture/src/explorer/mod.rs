//! A page of HTML that shows the regions of a network in a window, to be moved about in, over several
//! checkpoints if there are. It needs nothing but itself and a browser.

mod frame;

use crate::{PictureError, axes};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crease_network::{Activation, Network};
use crease_regions::{Options, Plane, RegionsError, tile_plane};
use flate2::Compression;
use flate2::write::GzEncoder;
use frame::Frame;
use maud::{DOCTYPE, PreEscaped, html};
use serde::Serialize;
use std::io::Write;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("explorer.js");

/// The page, and what it shows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explorer {
    /// The whole file.
    pub html: String,
    /// For each network the number of its activation regions in the window.
    pub activation_regions: Vec<usize>,
}

/// What the script is told, beside the numbers of each frame.
#[derive(Serialize)]
struct Told<'a> {
    window: Square,
    /// What the axes of the plane are called.
    coordinates: [&'a str; 2],
    /// Widths of the hidden layers.
    layers: &'a [usize],
    outputs: usize,
    activation: Pieces,
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
    cells: usize,
    corners: usize,
    parameters: usize,
    linear_regions: usize,
    /// The numbers, compressed.
    bytes: String,
}

/// The page over `networks`, each with its name, in a window of `plane`.
///
/// # Errors
/// If there is no network, or one differs from the first in its widths or its activation; if the plane
/// has no window or does not lie in their input space; or if there are more regions than `options` allow.
///
/// # Example
/// ```
/// use crease_network::{Activation, Layer, Network};
/// use crease_picture::explorer;
/// use crease_regions::{Options, Plane};
///
/// let hidden = Layer { weight: vec![1.0, 0.0, 0.0, 1.0], bias: vec![0.0; 2], inputs: 2, outputs: 2 };
/// let output = Layer { weight: vec![1.0; 2], bias: vec![0.0], inputs: 2, outputs: 1 };
/// let network = Network::new(vec![hidden, output], Activation::relu())?;
/// let networks = [("cross".to_owned(), &network)];
/// let page = explorer("A cross", &networks, &Plane::square(1.0)?, &Options::regions())?;
/// assert!(page.html.starts_with("<!DOCTYPE html>"));
/// assert_eq!(page.activation_regions, [4]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explorer(
    title: &str,
    networks: &[(String, &Network)],
    plane: &Plane,
    options: &Options,
) -> Result<Explorer, PictureError> {
    let Some((_, first)) = networks.first() else {
        return Err(PictureError::NoNetwork);
    };
    let window = plane.window().ok_or(RegionsError::NoWindow)?;
    let mut frames = Vec::with_capacity(networks.len());
    let mut activation_regions = Vec::with_capacity(networks.len());
    for (name, network) in networks {
        if network.widths() != first.widths() || network.activation() != first.activation() {
            return Err(PictureError::Shape {
                name: name.clone(),
                found: network.widths(),
                expected: first.widths(),
            });
        }
        let tiling = tile_plane(network, plane, options)?;
        let frame = Frame::new(network, plane, window, &tiling);
        activation_regions.push(tiling.polygons.len());
        frames.push(ToldFrame {
            name,
            cells: tiling.polygons.len(),
            corners: frame.corners(),
            parameters: frame.parameters(),
            linear_regions: tiling.linear_regions,
            bytes: STANDARD.encode(compressed(&frame.bytes())),
        });
    }
    let [x, y] = axes(plane).map(|axis| axis.label);
    let widths = first.widths();
    let told = Told {
        window: Square {
            center: window.center(),
            half_side: window.half_side(),
        },
        coordinates: [&x, &y],
        layers: &widths[1..widths.len() - 1],
        outputs: first.outputs(),
        activation: Pieces::of(first.activation()),
        frames,
    };
    Ok(Explorer {
        html: page(title, &json(&told)),
        activation_regions,
    })
}

/// Numbers and texts for a script in a page, which must not end it.
fn json(told: &Told<'_>) -> String {
    // Every number is finite, and every key a text.
    let text = serde_json::to_string(told).unwrap_or_default();
    text.replace('<', "\\u003c")
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Nothing fails that writes to memory.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

const HINT: &str = "Point at a region to see its pattern and its affine map. Click near a wall to \
                    follow its neuron.";

const KEYS: &str = "The regions of the network. Arrow keys move, plus and minus zoom, 0 shows \
                    everything, Enter selects the neuron of the nearest wall, Escape clears the \
                    selection.";

fn page(title: &str, data: &str) -> String {
    let colours = [
        ("pattern", "activation pattern"),
        ("linear", "linear region"),
        ("class", "class at its centre"),
        ("slope", "slope"),
        ("area", "area"),
        ("layer", "layer of the nearest wall"),
    ];
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
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
                            label #frames hidden {
                                span #frame-name {}
                                input type="range" #frame min="0" value="0" step="1"
                                    aria-label="Checkpoint";
                            }
                            div.buttons {
                                button type="button" #closer aria-label="Zoom in" { "+" }
                                button type="button" #farther aria-label="Zoom out" { "−" }
                                button type="button" #everything { "Show all" }
                            }
                        }
                        div #legend hidden { span #least {} span #scale {} span #most {} }
                        section #region aria-live="polite" { p.hint { (HINT) } }
                    }
                }
                script #data type="application/json" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    markup.into_string()
}

#[cfg(test)]
mod tests;
