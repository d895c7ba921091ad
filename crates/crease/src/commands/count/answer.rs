//! The result for a network, or for a slice of it.

use super::boundary::Boundary;
use crate::onnx;
use crate::subject::Subject;
use anyhow::Context;
use crease_regions::Counts;
use serde::Serialize;
use std::fmt::Write;

/// The object on stdout; scripts depend on its keys. A key that does not apply to a slice is null.
#[derive(Clone, Default, Serialize)]
pub struct Answer {
    /// The file, if there are several objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<String>,
    /// Which slice, from 0, if there are several objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    slice: Option<usize>,
    neurons: usize,
    #[serde(flatten)]
    counted: Option<Counted>,
    /// Where the class changes, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    /// Time without reading files; the mean over several slices.
    pub seconds: f64,
    /// The layers that were used, in order.
    layers: Vec<String>,
    /// Layers whose weights were computed from other tensors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    folded: Vec<String>,
    /// One number per point; null if the network has no boundary at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    distances: Option<Vec<f64>>,
    /// For an ONNX model: what was left out or rounded, one sentence each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<String>>,
}

/// The counts of a slice.
#[derive(Clone, Serialize)]
struct Counted {
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
}

impl Answer {
    /// An answer without counts yet.
    pub fn new(subject: &Subject) -> Self {
        match subject {
            Subject::Network(loaded) => Self {
                neurons: loaded.network.neurons(),
                layers: loaded.layers.clone(),
                folded: loaded.folded.clone(),
                ..Self::default()
            },
            Subject::Graph(counter) => Self {
                neurons: counter.graph().neurons(),
                layers: onnx::layers(counter.graph()),
                ..Self::default()
            },
        }
    }

    /// The same with the counts of a slice.
    pub fn counted(&self, counts: &Counts, seconds: f64, slice: Option<usize>) -> Self {
        Self {
            slice,
            counted: Some(Counted {
                activation_regions: counts.activation_regions,
                linear_regions: counts.linear_regions,
                edges: counts.edges,
                vertices: counts.vertices,
                boundary_measure: counts.boundary_measure,
                gradient_boundary_measure: counts.gradient_boundary_measure,
                exact_fallbacks: counts.exact_fallbacks,
            }),
            seconds,
            ..self.clone()
        }
    }

    /// Adds distances that took this long.
    pub fn add_distances(&mut self, distances: Vec<f64>, seconds: f64) {
        self.distances = Some(distances);
        self.seconds += seconds;
    }

    /// Appends a line of JSON.
    pub fn json(&self, text: &mut String) -> anyhow::Result<()> {
        *text += &serde_json::to_string(self).context("cannot write the result as JSON")?;
        text.push('\n');
        Ok(())
    }
}

/// A table of slices, or of points.
pub struct Csv {
    slices: bool,
    begun: bool,
}

impl Csv {
    /// A table of slices, or of points and their distances.
    pub fn new(slices: bool) -> Self {
        Self {
            slices,
            begun: false,
        }
    }

    /// Appends the rows of an answer, with the names of the columns before the first one.
    pub fn rows(&mut self, answer: &Answer, text: &mut String) {
        if !self.begun {
            *text += if self.slices {
                "network,slice,neurons,activation_regions,linear_regions,edges,vertices,\
                 boundary_measure,gradient_boundary_measure,exact_fallbacks,seconds,layers\n"
            } else {
                "network,point,distance\n"
            };
            self.begun = true;
        }
        let network = field(answer.network.as_deref().unwrap_or_default());
        // Writing to a string cannot fail.
        if let Some(counted) = &answer.counted {
            let _ = writeln!(
                text,
                "{network},{},{},{},{},{},{},{},{},{},{},{}",
                answer.slice.unwrap_or_default(),
                answer.neurons,
                counted.activation_regions,
                or_empty(counted.linear_regions),
                or_empty(counted.edges),
                or_empty(counted.vertices),
                or_empty(counted.boundary_measure),
                or_empty(counted.gradient_boundary_measure),
                counted.exact_fallbacks,
                answer.seconds,
                field(&answer.layers.join(" ")),
            );
        }
        for (point, distance) in answer.distances.iter().flatten().enumerate() {
            let _ = writeln!(text, "{network},{point},{distance}");
        }
    }
}

fn or_empty(number: Option<impl ToString>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// A text as one field.
fn field(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
