//! Whether claims speak of what is measured and swept.

use super::panels::{Scene, finite, one_of, only};
use super::{Check, require, shown};
use crate::settings::Claim;

/// Checks one claim that is written at `key`.
pub(super) fn claim(claim: &Claim, key: &str, scene: &Scene) -> Check {
    let key = format!("{key}.{}", claim.name());
    let measure = claim.measure().name();
    one_of(measure, &scene.measures(), &format!("{key}.measure"))?;
    if let Some(by) = claim.by() {
        scene.swept_key(by, &format!("{key}.by"))?;
    }
    only(claim.only(), &key, scene)?;
    match claim {
        Claim::Initial { predicted, .. } => {
            let right = predicted.is_finite() && *predicted != 0.0;
            let expected = "must be a finite number other than 0";
            let key = format!("{key}.predicted");
            require(right, &key, shown(*predicted), expected)
        }
        Claim::Final {
            by,
            largest_stays_below: Some(bound),
            ..
        } => {
            finite(*bound, &format!("{key}.largest_stays_below"))?;
            largest(by, &format!("{key}.by"), scene)
        }
        Claim::Within { low, high, .. } => {
            finite(*low, &format!("{key}.low"))?;
            finite(*high, &format!("{key}.high"))?;
            let expected = format!("must be above low, {low}");
            let key = format!("{key}.high");
            require(low < high, &key, shown(*high), &expected)
        }
        Claim::Growth { .. } | Claim::Final { .. } | Claim::Turn { .. } => Ok(()),
    }
}

/// Only numbers have a largest.
fn largest(by: &str, key: &str, scene: &Scene) -> Check {
    let numbers = scene
        .axes
        .iter()
        .filter(|axis| axis.key == by)
        .flat_map(|axis| &axis.values)
        .all(|value| value.is_integer() || value.is_float());
    let expected = "must have numbers as values when largest_stays_below is given";
    require(numbers, key, format!("{by:?}"), expected)
}
