use crate::cli::CountArguments;
use crate::ending::Ending;
use crate::subject::{Subject, explain};
use crate::{commands, terminal};
use anyhow::Context;
use crease_checkpoint::read_points_file;
use crease_regions::{Counts, distances};
use serde::Serialize;
use std::time::Instant;

/// `crease count`: what is counted in a slice, as one JSON object.
pub fn count(arguments: &CountArguments) -> anyhow::Result<Ending> {
    let mut subject = Subject::read(&arguments.subject, commands::cores())?;
    if arguments.regions_only {
        subject.options.linear_regions = false;
        subject.options.measures = false;
    }
    let (network, options) = (&subject.network, &subject.options);
    let points = arguments
        .distances
        .as_deref()
        .map(|path| read_points_file(path, network.inputs()))
        .transpose()?;

    let began = Instant::now();
    let counts = crease_regions::count(network, &subject.slice, options);
    let counts = counts.map_err(|error| explain(error, &arguments.subject))?;
    let distances = points
        .map(|points| distances(network, &points))
        .transpose()?;
    let report = Report::new(&counts, distances, began.elapsed().as_secs_f64());
    let json = serde_json::to_string(&report).context("cannot write the result as JSON")?;
    terminal::say(&(json + "\n"))?;
    Ok(Ending::Done)
}

/// The object on stdout; scripts depend on its keys. What does not apply to a slice is null.
#[derive(Serialize)]
struct Report {
    neurons: usize,
    activation_regions: u64,
    linear_regions: Option<u64>,
    /// In two dimensions only.
    edges: Option<u64>,
    /// In two dimensions only.
    vertices: Option<u64>,
    /// In bounded slices only.
    boundary_measure: Option<f64>,
    /// In bounded slices only.
    gradient_boundary_measure: Option<f64>,
    exact_fallbacks: u64,
    /// Without the reading of files.
    seconds: f64,
    /// One number a point, null where the network has no boundary at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    distances: Option<Vec<f64>>,
}

impl Report {
    fn new(counts: &Counts, distances: Option<Vec<f64>>, seconds: f64) -> Self {
        Self {
            neurons: counts.neurons,
            activation_regions: counts.activation_regions,
            linear_regions: counts.linear_regions,
            edges: counts.edges,
            vertices: counts.vertices,
            boundary_measure: counts.boundary_measure,
            gradient_boundary_measure: counts.gradient_boundary_measure,
            exact_fallbacks: counts.exact_fallbacks,
            seconds,
            distances,
        }
    }
}
