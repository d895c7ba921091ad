//! Panels drawn from the table of all runs.

use super::{Description, is_trained, key_words, pair};
use crate::caption::swept::real;
use crate::panels::{Scaled, spoken};
use crate::words::{in_sentence, listed};
use crease_experiment::Loaded;
use crease_experiment::plan::PlannedRun;
use crease_experiment::settings::{Axis, Curves, Distribution, Heatmap, Scale, When};

pub(super) fn curves(panel: &Curves, loaded: &Loaded) -> Description {
    let lines: Vec<String> = panel
        .reference
        .iter()
        .map(|line| line.label.clone())
        .collect();
    let dashed = match lines.as_slice() {
        [] => String::new(),
        [_] => format!("; dashed: {}", lines[0]),
        _ => format!("; dashed: {}", listed(&lines)),
    };
    Description {
        head: label(&panel.y),
        varies: format!(
            " against {}{}{}",
            in_sentence(&label(&panel.x)),
            ends(&panel.x),
            left_out(&panel.x, loaded)
        ),
        tail: by(panel.series.as_deref(), panel.legend.as_deref()) + &only(&panel.only) + &dashed,
    }
}

pub(super) fn heatmap(panel: &Heatmap, loaded: &Loaded) -> Description {
    let key = |label: &Option<String>, key: &str| {
        label.as_deref().map_or_else(|| key_words(key), in_sentence)
    };
    Description {
        head: format!("Mean over runs of {}", in_sentence(&label(&panel.colour))),
        varies: at(panel.at, loaded).to_owned() + &only(&panel.only),
        tail: format!(
            ", for each {} and {}",
            key(&panel.x_label, &panel.x),
            key(&panel.y_label, &panel.y)
        ),
    }
}

pub(super) fn distribution(panel: &Distribution, loaded: &Loaded) -> Description {
    let by = by(panel.series.as_deref(), panel.legend.as_deref());
    Description {
        head: format!("Number of runs by {}", in_sentence(&label(&panel.x))),
        varies: at(panel.at, loaded).to_owned(),
        tail: by + &only(&panel.only),
    }
}

fn label(axis: &Axis) -> String {
    let made = || spoken(&axis.of, Scaled::of(axis));
    axis.label.clone().unwrap_or_else(made)
}

/// What is shown of an axis, where the file says so.
fn ends(axis: &Axis) -> String {
    match (axis.min, axis.max) {
        (None, None) => String::new(),
        (Some(min), None) => format!(" from {}", real(min)),
        (None, Some(max)) => format!(" up to {}", real(max)),
        (Some(min), Some(max)) => format!(" from {} to {}", real(min), real(max)),
    }
}

/// A logarithmic axis has no place for what is measured before the first step.
fn left_out(axis: &Axis, loaded: &Loaded) -> String {
    let is_time = axis.of == "epoch" || axis.of == "step";
    let begins_at_zero = |run: &PlannedRun| run.settings.schedule().first() == Some(&0);
    if axis.scale == Scale::Logarithmic && is_time && loaded.plan.runs.iter().any(begins_at_zero) {
        format!(" (logarithmic, without {} 0, the initialisation)", axis.of)
    } else {
        String::new()
    }
}

fn by(series: Option<&str>, legend: Option<&str>) -> String {
    series.map_or_else(String::new, |key| {
        let name = legend.map_or_else(|| key_words(key), in_sentence);
        format!(", by {name}")
    })
}

fn only(only: &toml::Table) -> String {
    if only.is_empty() {
        return String::new();
    }
    let pairs: Vec<String> = only.iter().map(|(key, held)| pair(key, held)).collect();
    format!(" ({} only)", pairs.join(", "))
}

fn at(when: When, loaded: &Loaded) -> &'static str {
    match when {
        _ if !is_trained(loaded) => "",
        When::Start => " at initialisation",
        When::Always | When::End => " at the end of training",
    }
}
