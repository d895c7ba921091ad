//! ONNX models: any bytes give a graph or a one-line error, and a small graph gives a count.
#![no_main]

use crease_onnx::read_model;
use crease_regions::{GraphCounter, Line, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let graph = match read_model(bytes.to_vec()) {
        Ok(model) => model.graph,
        Err(error) => return crease_fuzz::one_line(&error),
    };
    let inputs = graph.input_elements();
    if inputs > 1000 || graph.neurons() > 500 {
        return;
    }
    let counter = GraphCounter::new(graph);
    let Ok(line) = Line::new(vec![0.5; inputs], (0..inputs).map(|i| 1.0 + i as f64).collect()) else {
        return;
    };
    let options = Options::regions().with_max_regions(100);
    if let Err(error) = counter.count_line(&line, &options) {
        crease_fuzz::one_line(&error);
    }
});
