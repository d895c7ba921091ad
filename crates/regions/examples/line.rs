//! Where does a network bend on the way from one input to another? `cargo run --example line`

mod shared;

use crease_regions::{Counter, Line, Options};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let network = shared::network(&[10, 16, 16, 1], 2)?;
    let mut counter = Counter::new(network);

    let segment = Line::between(&[-1.0; 10], &[1.0; 10])?;
    println!("      s  layer neuron      jump of the slope");
    let breakpoints = counter.breakpoints(&segment, &Options::regions())?;
    for breakpoint in &breakpoints {
        for neuron in &breakpoint.neurons {
            let (layer, unit, jump) = (neuron.layer, neuron.unit, breakpoint.jump[0]);
            println!("{:>7.4}{layer:>7}{unit:>7}{jump:>23.3}", breakpoint.s);
        }
    }

    // The regions of ten segments from the origin along the axes, on all cores.
    let axis = |axis: usize| {
        let mut end = [0.0; 10];
        end[axis] = 5.0;
        Line::between(&[0.0; 10], &end).map(Into::into)
    };
    let segments = (0..10).map(axis).collect::<Result<Vec<_>, _>>()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let options = Options::regions().with_threads(threads);
    for (axis, counts) in counter
        .count_all(&segments, &options)
        .into_iter()
        .enumerate()
    {
        println!("axis {axis}: {} regions", counts?.activation_regions);
    }
    Ok(())
}
