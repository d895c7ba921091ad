//! The words of a finding: what was measured, in lines, and a verdict.

use super::Group;
use crate::panels::last_word;
use crate::stats::Summary;
use crate::text::{counted, grouped, number};
use crease_experiment::settings::Measure;

/// What "about" is taken to mean.
const ABOUT: f64 = 0.1;

type Words = (Vec<String>, String);

pub fn initial(measure: Measure, predicted: f64, found: &Summary) -> Words {
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
    let measured = format!(
        "mean {} at initialisation {}{error}{between}, {}{relative} times the predicted {predicted}",
        spoken(measure),
        number(found.mean),
        number(ratio),
    );
    let off = 100.0 * (ratio - 1.0).abs();
    let side = if ratio < 1.0 { "below" } else { "above" };
    let word = if (ratio - 1.0).abs() <= ABOUT {
        "agrees"
    } else {
        "differs"
    };
    (
        vec![measured],
        format!("{word}: {off:.1} % {side} the prediction"),
    )
}

pub fn growth(measure: Measure, by: &str, groups: &[Group]) -> Option<Words> {
    let key = last_word(by);
    let top = highest(groups)?;
    let highest_run = groups.iter().map(|group| group.largest).fold(0.0, f64::max);
    let mut measured = lines(
        &format!("{} at the end over initially", spoken(measure)),
        key,
        groups,
    );
    measured.push(format!(
        "largest mean factor {} (at {}), largest of a single run {}",
        number(top.summary.mean),
        named(key, top),
        number(highest_run),
    ));
    let shrinks: Vec<String> = groups
        .iter()
        .filter(|group| group.summary.mean <= 1.0)
        .map(|group| named(key, group))
        .collect();
    let turn = groups
        .windows(2)
        .find(|pair| pair[1].summary.mean <= pair[0].summary.mean);
    let factor = number(top.summary.mean);
    let verdict = match (shrinks.is_empty(), turn) {
        (true, None) => {
            format!("agrees: grows, and more for larger {key}, by a factor of at most {factor}")
        }
        (true, Some(pair)) => format!(
            "agrees in part: grows everywhere, by a factor of at most {factor}, and more for larger \
             {key} at first, but not beyond {}",
            named(key, &pair[0])
        ),
        (false, None) => format!(
            "agrees in part: the factor rises with {key}, to {factor}, but there is no growth at {}",
            shrinks.join(", ")
        ),
        (false, Some(pair)) => format!(
            "differs: no growth at {}, and the factor does not rise with {key} beyond {}",
            shrinks.join(", "),
            named(key, &pair[0])
        ),
    };
    Some((measured, verdict))
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

/// One line for each value of the key.
fn lines(what: &str, key: &str, groups: &[Group]) -> Vec<String> {
    let mut lines: Vec<String> = groups
        .iter()
        .map(|group| {
            let Summary {
                count,
                mean,
                deviation,
            } = group.summary;
            let spread =
                deviation.map_or_else(String::new, |deviation| format!(" ± {}", number(deviation)));
            let runs = counted(count as u64, "run");
            format!("{}: {}{spread} ({runs})", named(key, group), number(mean))
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, &format!("{what} (mean ± standard deviation): "));
    }
    lines
}

fn named(key: &str, group: &Group) -> String {
    format!("{key} = {}", grouped(&group.value))
}

fn highest(groups: &[Group]) -> Option<&Group> {
    groups
        .iter()
        .max_by(|a, b| a.summary.mean.total_cmp(&b.summary.mean))
}

fn spoken(measure: Measure) -> String {
    measure.name().replace('_', " ")
}
