//! Counting values in bins.

/// The most bins of a panel.
pub(super) const MOST_BINS: usize = 1_000;

/// How many values are in each of the bins between these edges; values outside all bins, such as a
/// distance of 0 on a logarithmic axis, are not counted.
pub(super) fn heights(sample: &[f64], edges: &[f64]) -> Vec<f64> {
    weights(sample.iter().map(|&value| [1.0, value]), edges)
}

/// The weight of all pairs `[weight, value]` whose value is in each bin.
pub(super) fn weights(pairs: impl Iterator<Item = [f64; 2]>, edges: &[f64]) -> Vec<f64> {
    let mut heights = vec![0.0; edges.len().saturating_sub(1)];
    for [weight, value] in pairs {
        let above = edges.partition_point(|&edge| edge <= value);
        if let Some(bin) = above.checked_sub(1).and_then(|bin| heights.get_mut(bin)) {
            *bin += weight;
        }
    }
    heights
}
