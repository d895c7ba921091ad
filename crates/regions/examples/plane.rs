//! Into how many pieces does a random network cut the whole plane? `cargo run --example plane`

mod shared;

use crease_regions::{Options, Plane, count};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("network        regions  linear   edges vertices");
    for widths in [
        &[2, 8, 1][..],
        &[2, 8, 8, 1],
        &[2, 16, 16, 16, 1],
        &[2, 32, 32, 32, 1],
    ] {
        let network = shared::network(widths, 1)?;
        let counts = count(&network, &Plane::of_inputs().into(), &Options::everything())?;
        let (regions, linear) = (
            counts.activation_regions,
            counts.linear_regions.unwrap_or(0),
        );
        let (edges, vertices) = (counts.edges.unwrap_or(0), counts.vertices.unwrap_or(0));
        let name: Vec<String> = widths.iter().map(ToString::to_string).collect();
        println!(
            "{:<14}{regions:>8}{linear:>8}{edges:>8}{vertices:>9}",
            name.join("-")
        );
        // Euler's relation in the plane, whose unbounded regions meet at infinity.
        assert_eq!(vertices + regions, edges + 1);
        // A shallow network in general position: as many regions as this many lines can make.
        if let [_, n, _] = *widths {
            assert_eq!(regions, 1 + n as u64 + (n * (n - 1) / 2) as u64);
        }
    }
    Ok(())
}
