use super::{Check, Complaint, require, shown};
use crate::plan::SweepAxis;
use crate::settings::{Axis, Claim, Experiment, Measure, Panel, Scale};
use crate::suggest;

/// Checks that panels and claims speak of what is measured and swept.
pub fn figure(experiment: &Experiment, axes: &[SweepAxis]) -> Check {
    let swept: Vec<&str> = axes.iter().map(|axis| axis.key.as_str()).collect();
    let measures: Vec<&str> = experiment.measures.iter().map(|one| one.name()).collect();
    for (index, one) in experiment.panel.iter().enumerate() {
        panel(one, &format!("panel[{index}]"), &measures, &swept)?;
    }
    for (index, one) in experiment.claim.iter().enumerate() {
        let key = format!("claim[{index}]");
        claim(one, &key, experiment, &swept)?;
        largest(one, &key, axes)?;
    }
    Ok(())
}

fn panel(panel: &Panel, key: &str, measures: &[&str], swept: &[&str]) -> Check {
    let horizontal: Vec<&str> = ["epoch", "step"].iter().chain(measures).copied().collect();
    one_of(&panel.x.of, &horizontal, &format!("{key}.x.of"))?;
    one_of(&panel.y.of, measures, &format!("{key}.y.of"))?;
    axis(&panel.x, &format!("{key}.x"))?;
    axis(&panel.y, &format!("{key}.y"))?;
    if let Some(series) = &panel.series {
        swept_key(series, swept, &format!("{key}.series"))?;
    }
    for (index, line) in panel.reference.iter().enumerate() {
        let key = format!("{key}.reference[{index}].y");
        finite(line.y, &key)?;
    }
    Ok(())
}

fn axis(axis: &Axis, key: &str) -> Check {
    for (word, end) in [("min", axis.min), ("max", axis.max)] {
        let Some(end) = end else { continue };
        let key = format!("{key}.{word}");
        finite(end, &key)?;
        let right = axis.scale != Scale::Logarithmic || end > 0.0;
        require(
            right,
            &key,
            shown(end),
            "must be above 0 on a logarithmic axis",
        )?;
    }
    if let (Some(min), Some(max)) = (axis.min, axis.max) {
        let expected = format!("must be above min, {min}");
        require(min < max, &format!("{key}.max"), shown(max), &expected)?;
    }
    Ok(())
}

fn claim(claim: &Claim, key: &str, experiment: &Experiment, swept: &[&str]) -> Check {
    match claim {
        Claim::Initial {
            measure, predicted, ..
        } => {
            let key = format!("{key}.initial");
            measured(*measure, experiment, &key)?;
            let right = predicted.is_finite() && *predicted != 0.0;
            let expected = "must be a finite number other than 0";
            require(
                right,
                &format!("{key}.predicted"),
                shown(*predicted),
                expected,
            )
        }
        Claim::Growth { measure, by, .. } => {
            let key = format!("{key}.growth");
            measured(*measure, experiment, &key)?;
            swept_key(by, swept, &format!("{key}.by"))
        }
        Claim::Final {
            measure,
            by,
            largest_stays_below,
            ..
        } => {
            let key = format!("{key}.final");
            measured(*measure, experiment, &key)?;
            swept_key(by, swept, &format!("{key}.by"))?;
            largest_stays_below.map_or(Ok(()), |bound| {
                finite(bound, &format!("{key}.largest_stays_below"))
            })
        }
    }
}

/// Only numbers have a largest.
fn largest(claim: &Claim, key: &str, axes: &[SweepAxis]) -> Check {
    let Claim::Final {
        by,
        largest_stays_below: Some(_),
        ..
    } = claim
    else {
        return Ok(());
    };
    let numbers = axes
        .iter()
        .filter(|axis| axis.key == *by)
        .flat_map(|axis| &axis.values)
        .all(|value| value.is_integer() || value.is_float());
    let key = format!("{key}.final.by");
    let expected = "must have numbers as values when largest_stays_below is given";
    require(numbers, &key, format!("{by:?}"), expected)
}

fn measured(measure: Measure, experiment: &Experiment, key: &str) -> Check {
    let names: Vec<&str> = experiment.measures.iter().map(|one| one.name()).collect();
    one_of(measure.name(), &names, &format!("{key}.measure"))
}

fn swept_key(word: &str, swept: &[&str], key: &str) -> Check {
    if swept.is_empty() {
        return require(
            false,
            key,
            format!("{word:?}"),
            "must be a swept key, and nothing is swept",
        );
    }
    one_of(word, swept, key)
}

fn one_of(word: &str, candidates: &[&str], key: &str) -> Check {
    if candidates.contains(&word) {
        return Ok(());
    }
    Err(Complaint {
        keys: vec![key.to_owned()],
        found: format!("{word:?}"),
        expected: suggest::expected(word, candidates),
    })
}

fn finite(number: f64, key: &str) -> Check {
    require(
        number.is_finite(),
        key,
        shown(number),
        "must be a finite number",
    )
}
