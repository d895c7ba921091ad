use super::panels::{Scene, columns, panel};
use super::{Check, claims};
use crate::plan::SweepAxis;
use crate::settings::Experiment;
use crate::sweep::Point;

/// Checks that panels and claims speak of what is measured, swept and kept.
pub fn figure(experiment: &Experiment, axes: &[SweepAxis], points: &[Point]) -> Check {
    let scene = Scene {
        experiment,
        axes,
        points,
    };
    columns(experiment.figure.columns)?;
    for (index, one) in experiment.panel.iter().enumerate() {
        panel(one, &format!("panel[{index}]"), &scene)?;
    }
    for (index, one) in experiment.claim.iter().enumerate() {
        claims::claim(one, &format!("claim[{index}]"), &scene)?;
    }
    Ok(())
}
