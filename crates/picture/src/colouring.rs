//! Colours for the cells of a plane so that neighbours differ.

use crease_figure::CELL_COLOURS;

/// A cell with at most this many uncoloured neighbours can always be coloured.
const EASY: usize = CELL_COLOURS - 1;

/// One of the [`CELL_COLOURS`] colours for each of `cells` cells, with different colours on the two
/// sides of each wall.
///
/// Convex cells of a plane form a planar graph, so one cell always has at most five neighbours. Such
/// cells are removed one by one, then coloured in reverse, each with a colour that its at most five
/// neighbours do not have. This takes linear time.
pub fn colouring(cells: usize, walls: impl Iterator<Item = [usize; 2]>) -> Vec<usize> {
    let neighbours = neighbours(cells, walls);
    let mut degrees: Vec<usize> = neighbours.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..cells).filter(|&cell| degrees[cell] <= EASY).collect();
    let mut next = 0;
    while let Some(&cell) = order.get(next) {
        next += 1;
        for &neighbour in &neighbours[cell] {
            degrees[neighbour] -= 1;
            // Each cell passes this mark once at most: it was above at the start.
            if degrees[neighbour] == EASY {
                order.push(neighbour);
            }
        }
    }
    let mut colours = vec![None; cells];
    for &cell in order.iter().rev() {
        let taken: Vec<usize> = neighbours[cell]
            .iter()
            .filter_map(|&n| colours[n])
            .collect();
        // Starts at a different colour each time, so that all are used equally.
        let first = scattered(cell);
        let mut choices = (0..CELL_COLOURS).map(|k| (first + k) % CELL_COLOURS);
        colours[cell] = choices.find(|colour| !taken.contains(colour));
    }
    colours.into_iter().map(Option::unwrap_or_default).collect()
}

/// The neighbours of each cell, without repetition.
fn neighbours(cells: usize, walls: impl Iterator<Item = [usize; 2]>) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); cells];
    for [a, b] in walls {
        neighbours[a].push(b);
        neighbours[b].push(a);
    }
    for list in &mut neighbours {
        list.sort_unstable();
        list.dedup();
    }
    neighbours
}

/// A number without visible order, always the same for a cell.
fn scattered(cell: usize) -> usize {
    let mixed = (cell as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of a triangular grid, each with six neighbours, and a hub beside all of its rim.
    #[test]
    fn neighbours_differ() {
        let side = 30;
        let at = |row: usize, column: usize| row * side + column;
        let hub = side * side;
        let mut walls = Vec::new();
        for row in 0..side {
            for column in 0..side {
                if column + 1 < side {
                    walls.push([at(row, column), at(row, column + 1)]);
                }
                if row + 1 < side {
                    walls.push([at(row, column), at(row + 1, column)]);
                }
                if row + 1 < side && column + 1 < side {
                    walls.push([at(row + 1, column), at(row, column + 1)]);
                }
            }
            walls.push([hub, at(row, 0)]);
            walls.push([at(0, row), hub]);
        }
        let colours = colouring(side * side + 1, walls.iter().copied());
        for [a, b] in walls {
            assert_ne!(colours[a], colours[b], "{a} {b}");
        }
        for colour in 0..CELL_COLOURS {
            assert!(colours.iter().filter(|&&c| c == colour).count() > 50);
        }
    }

    #[test]
    fn few_cells() {
        assert!(colouring(0, std::iter::empty()).is_empty());
        assert_eq!(colouring(1, std::iter::empty()).len(), 1);
    }
}
