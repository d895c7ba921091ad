//! Which runs are trained together.

use super::context::Stacking;
use crease_experiment::plan::PlannedRun;
use crease_train::can_stack;

/// The groups of runs that a trainer takes at a time, in order: each run alone without stacking,
/// otherwise those of one shape together. `trains` says which of the runs are to be trained at all.
pub(super) fn groups(
    runs: &[&PlannedRun],
    order: Vec<usize>,
    stacking: Option<Stacking>,
    trains: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let Some(stacking) = stacking else {
        return order.into_iter().map(|index| vec![index]).collect();
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // The youngest group of each shape, and how many runs it may have.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for index in order {
        let settings = &runs[index].settings;
        if settings.total_steps() == 0 || !trains(index) {
            groups.push(vec![index]);
            continue;
        }
        let fits = |(group, _): &(usize, usize)| {
            let first = groups[*group][0];
            can_stack(&runs[first].settings, settings)
        };
        match open.iter().position(fits) {
            Some(at) if groups[open[at].0].len() < open[at].1 => groups[open[at].0].push(index),
            found => {
                if let Some(full) = found {
                    open.swap_remove(full);
                }
                open.push((groups.len(), (stacking.most)(settings).max(1)));
                groups.push(vec![index]);
            }
        }
    }
    groups
}
