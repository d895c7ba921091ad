//! The order in which facets are drawn, so that nearer ones hide those behind.
//!
//! One facet of a graph hides another if a line of sight passes over both; seen from above, all
//! such lines have one direction. For convex cells that do not overlap, "one is before the other
//! along some line" never forms a cycle, so there is an order that is right for all pairs, which
//! sorting by any one distance does not give. A sweep across the lines finds the cells that lie
//! next to each other along them; sorting by these pairs gives the order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Ends of cells that are closer to each other are taken for the same, in units of the box.
const SAME: f64 = 1e-9;

/// The indices of convex polygons from the farthest to the nearest.
///
/// The corners are `[across, toward]`: how far along the lines of sight toward the eye, and how far
/// across them. If polygons overlap, which they should not, the order is that of their middles.
pub fn back_to_front(polygons: &[Vec<[f64; 2]>]) -> Vec<usize> {
    let pairs = neighbours(polygons);
    let middles: Vec<f64> = polygons.iter().map(|polygon| middle(polygon)).collect();
    let mut by_middle: Vec<usize> = (0..polygons.len()).collect();
    by_middle.sort_by(|&a, &b| middles[a].total_cmp(&middles[b]));
    let mut ranks = vec![0; polygons.len()];
    for (rank, &polygon) in by_middle.iter().enumerate() {
        ranks[polygon] = rank;
    }

    let mut before = vec![0_usize; polygons.len()];
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); polygons.len()];
    for &[far, near] in &pairs {
        before[near] += 1;
        after[far].push(near);
    }
    let free = (0..polygons.len()).filter(|&polygon| before[polygon] == 0);
    let mut ready: BinaryHeap<Reverse<usize>> =
        free.map(|polygon| Reverse(ranks[polygon])).collect();
    let mut is_drawn = vec![false; polygons.len()];
    let mut order = Vec::with_capacity(polygons.len());
    let mut left = by_middle.iter().copied();
    while order.len() < polygons.len() {
        let next = match ready.pop() {
            Some(Reverse(rank)) => by_middle[rank],
            // A cycle, which only overlapping polygons can form: it is broken at the farthest.
            None => match left.find(|&polygon| !is_drawn[polygon]) {
                Some(polygon) => polygon,
                None => break,
            },
        };
        if std::mem::replace(&mut is_drawn[next], true) {
            continue;
        }
        order.push(next);
        for &near in &after[next] {
            before[near] -= 1;
            if before[near] == 0 {
                ready.push(Reverse(ranks[near]));
            }
        }
    }
    order
}

/// Pairs `[far, near]` of polygons that lie next to each other along some line of sight.
fn neighbours(polygons: &[Vec<[f64; 2]>]) -> Vec<[usize; 2]> {
    let levels = Levels::new(polygons);
    let mut pairs = Vec::new();
    let mut active: Vec<usize> = Vec::new();
    for (level, (ending, starting)) in levels.ending.iter().zip(&levels.starting).enumerate() {
        for &polygon in ending {
            let Some(at) = active.iter().position(|&other| other == polygon) else {
                continue;
            };
            active.remove(at);
            if at > 0 && at < active.len() {
                pairs.push([active[at - 1], active[at]]);
            }
        }
        let line = levels.line_above(level);
        for &polygon in starting {
            let here = crossing(&polygons[polygon], line);
            let at = active.partition_point(|&other| crossing(&polygons[other], line) < here);
            if at > 0 {
                pairs.push([active[at - 1], polygon]);
            }
            if at < active.len() {
                pairs.push([polygon, active[at]]);
            }
            active.insert(at, polygon);
        }
    }
    pairs
}

/// Where polygons end and start, from the first line of sight to the last.
struct Levels {
    /// The first and the last of the ends taken for the same.
    bounds: Vec<[f64; 2]>,
    ending: Vec<Vec<usize>>,
    starting: Vec<Vec<usize>>,
}

impl Levels {
    fn new(polygons: &[Vec<[f64; 2]>]) -> Self {
        let mut ends: Vec<(f64, usize, bool)> = Vec::new();
        for (index, polygon) in polygons.iter().enumerate() {
            let across = || polygon.iter().map(|corner| corner[0]);
            let (low, high) = (
                across().fold(f64::INFINITY, f64::min),
                across().fold(f64::NEG_INFINITY, f64::max),
            );
            // A polygon that no line crosses hides nothing.
            if high - low > SAME {
                ends.extend([(low, index, true), (high, index, false)]);
            }
        }
        ends.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut levels = Self {
            bounds: Vec::new(),
            ending: Vec::new(),
            starting: Vec::new(),
        };
        for (at, polygon, starts) in ends {
            match levels.bounds.last_mut() {
                Some(last) if at - last[1] <= SAME => last[1] = at,
                _ => {
                    levels.bounds.push([at, at]);
                    levels.ending.push(Vec::new());
                    levels.starting.push(Vec::new());
                }
            }
            let list = if starts {
                levels.starting.last_mut()
            } else {
                levels.ending.last_mut()
            };
            if let Some(list) = list {
                list.push(polygon);
            }
        }
        levels
    }

    /// A line between a level and the next one.
    fn line_above(&self, level: usize) -> f64 {
        let last = self.bounds[level][1];
        let next = self.bounds.get(level + 1).map_or(last, |next| next[0]);
        f64::midpoint(last, next)
    }
}

/// The middle of what a line of sight has in common with a convex polygon.
fn crossing(polygon: &[[f64; 2]], line: f64) -> f64 {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (index, &a) in polygon.iter().enumerate() {
        let b = polygon[(index + 1) % polygon.len()];
        if (a[0] - line) * (b[0] - line) <= 0.0 && a[0] != b[0] {
            let toward = a[1] + (b[1] - a[1]) * ((line - a[0]) / (b[0] - a[0]));
            low = low.min(toward);
            high = high.max(toward);
        }
    }
    f64::midpoint(low, high)
}

/// How far toward the eye the middle of the corners lies.
fn middle(polygon: &[[f64; 2]]) -> f64 {
    polygon.iter().map(|corner| corner[1]).sum::<f64>() / polygon.len().max(1) as f64
}

#[cfg(test)]
mod tests;
