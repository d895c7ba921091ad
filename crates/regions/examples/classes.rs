//! The decision boundary of a classifier of three classes. `cargo run --release --example classes`

mod shared;

use crease_regions::{Options, Plane, decide_plane};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let network = shared::network(&[2, 16, 16, 3], 5)?;
    let found = decide_plane(&network, &Plane::square(2.0)?, &Options::regions())?;
    for class in &found.classes {
        println!(
            "class {}: {} regions with {} holes, area {:.3}",
            class.class,
            class.regions,
            class.holes,
            class.area.unwrap_or(0.0),
        );
    }
    println!(
        "The boundary is {:.3} long and passes through {} of {} activation regions.",
        found.length.unwrap_or(0.0),
        found.touched_regions,
        found.activation_regions,
    );
    Ok(())
}
