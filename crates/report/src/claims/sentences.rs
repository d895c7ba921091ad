//! The words of a finding: what was measured, in lines, and a verdict.

use super::{Group, Measured};
use crate::panels::last_word;
use crate::stats::Summary;
use crate::text::{counted, grouped, number};
use crease_experiment::settings::Measure;

/// What "about" is taken to mean.
const ABOUT: f64 = 0.1;

pub(super) type Words = (Vec<String>, String);

pub fn initial(
    measured: Measured,
    predicted: f64,
    found: &Summary,
    by: Option<(&str, Vec<Group>)>,
) -> Words {
    let ratio = found.mean / predicted;
    let runs = counted(found.count as u64, "run");
    let spread = found.error().zip(found.deviation);
    let (error, between, relative) = match spread {
        Some((error, deviation)) => (
            format!(" ± {}", number(error)),
            format!(
                " (standard error; standard deviation {} between {runs})",
                number(deviation)
            ),
            format!(" ± {:.4}", error / predicted.abs()),
        ),
        None => (String::new(), format!(" (in {runs})"), String::new()),
    };
    let name = measured.spoken();
    let mut said = vec![format!(
        "mean {name} at initialisation {}{error}{between}, {}{relative} times the predicted {predicted}",
        number(found.mean),
        number(ratio),
    )];
    if let Some((by, groups)) = by {
        said.extend(lines(&name, last_word(by), &groups));
    }
    let off = 100.0 * (ratio - 1.0).abs();
    let side = if ratio < 1.0 { "below" } else { "above" };
    let word = if (ratio - 1.0).abs() <= ABOUT {
        "agrees"
    } else {
        "differs"
    };
    (said, format!("{word}: {off:.1} % {side} the prediction"))
}

pub fn growth(measure: Measure, by: &str, groups: &[Group]) -> Option<Words> {
    let key = last_word(by);
    let top = highest(groups)?;
    let highest_run = groups.iter().map(|group| group.largest).fold(0.0, f64::max);
    let factor = number(top.summary.mean);
    let mut measured = lines(
        &format!("{} at the end over initially", spoken(measure)),
        key,
        groups,
    );
    measured.push(format!(
        "largest mean factor {factor} (at {}), largest of a single run {}",
        named(key, top),
        number(highest_run),
    ));

    let names = |way: Way| -> Vec<String> {
        let found = groups.iter().filter(|group| change(group) == way);
        found.map(|group| named(key, group)).collect()
    };
    let (shrinks, unclear) = (names(Way::Down), names(Way::Unclear));
    let growth = if !shrinks.is_empty() {
        format!("less at the end than initially at {}", shrinks.join(", "))
    } else if !unclear.is_empty() {
        format!("no change beyond the noise at {}", unclear.join(", "))
    } else {
        format!("grows everywhere, by a factor of at most {factor}")
    };

    let pairs = || {
        groups
            .windows(2)
            .map(|pair| (&pair[0], rise(&pair[0], &pair[1])))
    };
    let rises = pairs().filter(|(_, way)| *way == Way::Up).count();
    let turn = pairs().find(|(_, way)| *way == Way::Down);
    let trend = match turn {
        Some((before, _)) => format!("the factor falls beyond {}", named(key, before)),
        None if groups.len() < 2 => format!("there is one value of {key} only"),
        None if rises + 1 == groups.len() => format!("the factor rises with {key}"),
        None if rises > 0 => format!("the factor rises with {key} or stays within the noise"),
        None => format!("how the factor depends on {key} is lost in the noise"),
    };

    let grows = shrinks.is_empty() && unclear.is_empty();
    let word = if grows && turn.is_none() && rises > 0 {
        "agrees"
    } else if grows || (turn.is_none() && rises > 0) {
        "agrees in part"
    } else if shrinks.is_empty() && turn.is_none() {
        "open"
    } else {
        "differs"
    };
    Some((measured, format!("{word}: {growth}; {trend}")))
}

/// Where a difference points, if it exceeds two standard errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
    Unclear,
}

pub(super) fn way(difference: f64, error: f64) -> Way {
    if difference > 2.0 * error {
        Way::Up
    } else if difference < -2.0 * error {
        Way::Down
    } else {
        Way::Unclear
    }
}

/// Whether a group's factor is above 1. A single run has no spread and is taken at its word.
fn change(group: &Group) -> Way {
    way(
        group.summary.mean - 1.0,
        group.summary.error().unwrap_or(0.0),
    )
}

fn rise(before: &Group, after: &Group) -> Way {
    let error = |group: &Group| group.summary.error().unwrap_or(0.0);
    way(
        after.summary.mean - before.summary.mean,
        error(before).hypot(error(after)),
    )
}

pub fn last(measure: Measure, by: &str, groups: &[Group], bound: Option<f64>) -> Option<Words> {
    let key = last_word(by);
    let (largest, others) = groups.split_last()?;
    let name = spoken(measure);
    let measured = lines(&format!("{name} at the end"), key, groups);
    let Some(bound) = bound else {
        return Some((measured, "see the numbers: no bound was stated".to_owned()));
    };
    let low: Vec<String> = others
        .iter()
        .filter(|group| group.summary.mean < bound)
        .map(|group| named(key, group))
        .collect();
    let (here, mean) = (named(key, largest), number(largest.summary.mean));
    let verdict = if largest.summary.mean >= bound {
        let learns = match measure {
            Measure::Accuracy => "does learn",
            _ => "does not stay below",
        };
        format!("differs: here {here} {learns}: {name} {mean}, not below {bound}")
    } else if low.is_empty() {
        format!("agrees: {here} stays below {bound} ({name} {mean}), all others pass it")
    } else {
        format!(
            "agrees in part: {here} stays below {bound} ({name} {mean}), but so does {}",
            low.join(", ")
        )
    };
    Some((measured, verdict))
}

/// A heading, and one line for each value of the key.
fn lines(what: &str, key: &str, groups: &[Group]) -> Vec<String> {
    let heading = format!("{what}, mean ± standard deviation between runs:");
    let values = groups.iter().map(|group| {
        let Summary {
            count,
            mean,
            deviation,
        } = group.summary;
        let spread =
            deviation.map_or_else(String::new, |deviation| format!(" ± {}", number(deviation)));
        let runs = counted(count as u64, "run");
        format!("{}: {}{spread} ({runs})", named(key, group), number(mean))
    });
    std::iter::once(heading).chain(values).collect()
}

fn named(key: &str, group: &Group) -> String {
    said(key, &group.value)
}

/// `points = 10,000`.
pub(super) fn said(key: &str, value: &str) -> String {
    format!("{key} = {}", grouped(value))
}

fn highest(groups: &[Group]) -> Option<&Group> {
    groups
        .iter()
        .max_by(|a, b| a.summary.mean.total_cmp(&b.summary.mean))
}

fn spoken(measure: Measure) -> String {
    measure.name().replace('_', " ")
}
