//! Where regions are counted, and whose distances are measured.

use super::swept::{Swept, real};
use crate::text::count;
use crate::words::{capitalised, listed};
use crease_experiment::settings::{Distances, Experiment, Measure, Panel, Points, Slice, Source};

/// A sentence each on the slices and on the distances, where something is measured there.
pub(super) fn sentences(experiment: &Experiment, swept: &mut Swept) -> Vec<String> {
    let mut sentences = Vec::new();
    let of = |source: Source| {
        let measures = experiment.measures.iter();
        measures.filter(move |measure| measure.source() == source)
    };
    let names: Vec<String> = of(Source::Slice).map(|&measure| name(measure)).collect();
    if !names.is_empty() {
        let mean = match experiment.slice.count() {
            1 if !swept.varies(&format!("slice.{}.count", experiment.slice.name())) => "",
            _ => ", drawn once a run; numbers are means over them",
        };
        sentences.push(format!(
            "{} are counted exactly {}{mean}.",
            capitalised(&listed(&names)),
            slices(&experiment.slice, swept),
        ));
    }
    let histogram = |panel: &Panel| matches!(panel, Panel::Histogram(_));
    if of(Source::Distances).next().is_some() || experiment.panel.iter().any(histogram) {
        sentences.push(format!(
            "The distance to the nearest boundary is computed from {}.",
            points(&experiment.distances)
        ));
    }
    sentences
}

fn name(measure: Measure) -> String {
    match measure {
        Measure::BoundaryMeasure => "the lengths of their boundaries".to_owned(),
        other => other.name().replace('_', " "),
    }
}

/// `10,000 points drawn once a run from ...`.
fn points(distances: &Distances) -> String {
    let number = count(distances.count as u64);
    match distances.points {
        Points::Normal => format!(
            "{number} points, drawn once a run from the normal law with the componentwise mean and \
             variance of the training examples"
        ),
        Points::Training => format!("{number} random training examples, drawn once a run"),
        Points::Test => format!("{number} random test examples, drawn once a run"),
    }
}

/// `in the whole input plane`, `along 100 whole lines, each through ...`.
fn slices(slice: &Slice, swept: &mut Swept) -> String {
    let key = format!("slice.{}.count", slice.name());
    let many = slice.count() != 1 || swept.varies(&key);
    let number = many.then(|| swept.value(&key, slice.count()));
    place(slice, number.as_deref(), swept)
}

/// The first slice of a run, as a panel shows it.
pub(super) fn one(slice: &Slice, swept: &mut Swept) -> String {
    place(slice, None, swept)
}

/// The same, where its details are said elsewhere.
pub(super) fn short(slice: &Slice, swept: &mut Swept) -> String {
    match slice {
        Slice::SquaresAroundExamples { .. } => {
            "in a square around three training examples".to_owned()
        }
        Slice::PlanesThroughExamples { .. } => {
            "in a whole plane through three training examples".to_owned()
        }
        Slice::PlanesThroughOrigin { .. } => {
            "in a whole plane through the origin and two training examples".to_owned()
        }
        other => one(other, swept),
    }
}

fn place(slice: &Slice, number: Option<&str>, swept: &mut Swept) -> String {
    let some = |one: &str, several: &str, through: &str| match number {
        None => format!("{one} {through}"),
        Some(number) => format!("{number} {several}, each {through}"),
    };
    match slice {
        Slice::Plane => "in the whole input plane".to_owned(),
        Slice::Square { half_side } => {
            if swept.varies("slice.square.half_side") {
                let named = swept.named("s", "slice.square.half_side", half_side);
                return format!("in the square [−s, s]² with {named}");
            }
            let half_side = real(*half_side);
            format!("in the square [−{half_side}, {half_side}]²")
        }
        Slice::Line => "on the whole input line".to_owned(),
        Slice::Interval { from, to } => {
            let from = swept.value("slice.interval.from", real(*from));
            format!(
                "on the interval ({from}, {})",
                swept.value("slice.interval.to", real(*to))
            )
        }
        Slice::LinesThroughOrigin { .. } => {
            let through = "through the origin and a random training example";
            format!("along {}", some("a whole line", "whole lines", through))
        }
        Slice::PlanesThroughOrigin { .. } => {
            let through = "through the origin and two random training examples";
            format!("in {}", some("a whole plane", "whole planes", through))
        }
        Slice::PlanesThroughExamples { labels, .. } => {
            let through = format!("through {}", examples(*labels));
            format!("in {}", some("a whole plane", "whole planes", &through))
        }
        Slice::SquaresAroundExamples {
            labels, half_side, ..
        } => {
            let key = "slice.squares-around-examples.half_side";
            let radii = swept.value(key, real(*half_side));
            let through = format!(
                "in the plane of {}, around the centre of the circle through them, half its side \
                 {radii} radii of that circle",
                examples(*labels)
            );
            format!("in {}", some("a square", "squares", &through))
        }
    }
}

fn examples(labels: Option<[usize; 3]>) -> String {
    match labels {
        None => "three random training examples".to_owned(),
        Some([a, b, c]) => {
            format!("three random training examples with the labels {a}, {b} and {c}")
        }
    }
}
