//! In which order facets are drawn so that nearer ones hide those behind.
//!
//! Of two facets of a graph the one hides the other where a line of sight passes over both; seen
//! from above, such lines run all in one direction. For convex cells that do not overlap, "the one
//! is before the other along some line" never runs in a circle, so there is an order that is
//! right for all pairs, which sorting by any one distance does not give. A sweep across the lines
//! finds the cells that lie next to each other along them; sorting by these pairs gives the order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Ends of cells that are closer to each other are taken for the same, in units of the box.
const SAME: f64 = 1e-9;

/// The indices of convex polygons from the farthest to the nearest.
///
/// The corners are `[across, toward]`: how far along the lines of sight toward the eye, and how far
/// across them. Where polygons overlap, against what they should, the order is that of the middles.
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
            // A circle, which only polygons that overlap can make: broken at the farthest.
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
            // One that no line crosses hides nothing.
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
mod tests {
    use super::*;

    /// Numbers in [0, 1), from a little linear congruential generator.
    struct Noise(u64);

    impl Noise {
        fn next(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as f64 / f64::from(1_u32 << 31)
        }
    }

    /// The cells of a square cut by lines, a random one of the cells each time.
    fn subdivision(noise: &mut Noise, cells: usize) -> Vec<Vec<[f64; 2]>> {
        let mut found = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]];
        while found.len() < cells {
            let chosen = (noise.next() * found.len() as f64) as usize;
            let cell = found.swap_remove(chosen);
            let share = [0.2 + 0.6 * noise.next(), 0.2 + 0.6 * noise.next()];
            let first = (noise.next() * cell.len() as f64) as usize;
            let step = 1 + (noise.next() * (cell.len() - 1) as f64) as usize;
            let second = (first + step) % cell.len();
            let (first, second) = (first.min(second), first.max(second));
            let on = |edge: usize, share: f64| {
                let (a, b) = (cell[edge], cell[(edge + 1) % cell.len()]);
                [0, 1].map(|i| a[i] + share * (b[i] - a[i]))
            };
            let (p, q) = (on(first, share[0]), on(second, share[1]));
            let mut inner = vec![p];
            inner.extend(&cell[first + 1..=second]);
            inner.push(q);
            let mut outer = vec![q];
            outer.extend(&cell[second + 1..]);
            outer.extend(&cell[..=first]);
            outer.push(p);
            found.extend([inner, outer]);
        }
        found
    }

    fn turned(cells: &[Vec<[f64; 2]>], degrees: f64) -> Vec<Vec<[f64; 2]>> {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turn = |corner: &[f64; 2]| {
            let [x, y] = *corner;
            [x * cos - y * sin, x * sin + y * cos]
        };
        let cell = |cell: &Vec<[f64; 2]>| cell.iter().map(turn).collect();
        cells.iter().map(cell).collect()
    }

    /// Pairs of cells in the wrong order along some line of sight.
    fn mistakes(cells: &[Vec<[f64; 2]>], order: &[usize]) -> usize {
        let mut place = vec![0; cells.len()];
        for (at, &cell) in order.iter().enumerate() {
            place[cell] = at;
        }
        let span = |cell: &Vec<[f64; 2]>| {
            let across = || cell.iter().map(|corner| corner[0]);
            let high = across().fold(f64::MIN, f64::max);
            (across().fold(f64::MAX, f64::min), high)
        };
        let mut mistakes = 0;
        for one in 0..cells.len() {
            for other in 0..one {
                let (a, b) = (span(&cells[one]), span(&cells[other]));
                let (low, high) = (a.0.max(b.0), a.1.min(b.1));
                if high - low > 1e-6 {
                    let line = f64::midpoint(low, high);
                    let nearer = crossing(&cells[one], line) > crossing(&cells[other], line);
                    mistakes += usize::from(nearer != (place[one] > place[other]));
                }
            }
        }
        mistakes
    }

    #[test]
    fn every_cell_is_drawn_after_all_it_hides() {
        let mut noise = Noise(5);
        for cells in [1, 2, 30, 300] {
            let cells = subdivision(&mut noise, cells);
            for degrees in [0.0, 45.0, 90.0, 133.7, 180.0, 301.0] {
                let cells = turned(&cells, degrees);
                let order = back_to_front(&cells);
                let mut sorted = order.clone();
                sorted.sort_unstable();
                assert_eq!(sorted, (0..cells.len()).collect::<Vec<_>>());
                assert_eq!(mistakes(&cells, &order), 0, "{degrees}");
            }
        }
    }

    #[test]
    fn the_order_of_the_middles_is_not_enough() {
        // A long cell that leans towards the eye, and a small one before its far end.
        let long = vec![[0.0, 0.0], [10.0, 9.0], [10.0, 10.0], [0.0, 1.0]];
        let small = vec![[0.0, 2.0], [1.0, 3.0], [0.0, 3.0]];
        assert!(middle(&small) < middle(&long));
        assert_eq!(back_to_front(&[small, long]), [1, 0]);
    }

    #[test]
    fn polygons_that_overlap_or_have_no_area_are_all_drawn() {
        let square = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
        let needle = vec![[0.5, 0.0], [0.5, 1.0], [0.5, 0.3]];
        let leaning = |to: f64| vec![[0.0, to], [3.0, 1.0 - to], [3.0, 1.1 - to], [0.0, to + 0.1]];
        let cells = [
            square.clone(),
            needle,
            square,
            leaning(0.0),
            leaning(1.0),
            vec![],
            vec![[0.2, 0.2]],
        ];
        let mut order = back_to_front(&cells);
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3, 4, 5, 6]);
    }
}
