//! Tests of the order against every pair of cells.

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
