//! Regions of a cube of a three-dimensional input space. `cargo run --release --example cube`

mod shared;

use crease_regions::{Cube, Options, count};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let network = shared::network(&[3, 12, 12, 1], 3)?;
    for half_side in [0.5, 1.0, 2.0, 4.0] {
        let cube = Cube::new(half_side)?.into();
        let counts = count(&network, &cube, &Options::everything())?;
        println!(
            "[-{half_side}, {half_side}]³: {} activation regions, {} linear regions, {:.2} square units \
             of boundary",
            counts.activation_regions,
            counts.linear_regions.unwrap_or(0),
            counts.boundary_measure.unwrap_or(0.0),
        );
    }
    Ok(())
}
