//! Network files: any safetensors file gives a network or a one-line error, and a small network gives
//! a count.
#![no_main]

use crease_checkpoint::{ReadOptions, load};
use crease_regions::{Line, Options, Plane, Slice, count};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let wanted = ReadOptions { activation: None, layers: None };
    let network = match load(bytes, &wanted) {
        Ok(loaded) => loaded.network,
        Err(error) => return crease_fuzz::one_line(&error),
    };
    if network.neurons() > 64 {
        return;
    }
    let options = Options::everything().with_max_regions(300);
    let unit = |axis| {
        let mut vector = vec![0.0; network.inputs()];
        vector[axis] = 1.0;
        vector
    };
    let origin = vec![0.0; network.inputs()];
    let mut slices = Vec::new();
    if let Ok(line) = Line::new(origin.clone(), unit(0)) {
        slices.push(Slice::Line(line));
    }
    if network.inputs() >= 2 {
        slices.extend(Plane::new(origin, [unit(0), unit(1)]).map(Slice::Plane));
    }
    for slice in slices {
        if let Err(error) = count(&network, &slice, &options) {
            crease_fuzz::one_line(&error);
        }
    }
});
