//! Rows and columns of panels.

use super::part::{ABOVE, Part, Slot};
use crate::fonts::{CAPITAL, DESCENT, LINE};
use crate::geometry::{Frame, Place};

/// Between two columns.
const BETWEEN: f64 = 14.0;
/// Between two rows.
const BETWEEN_ROWS: f64 = 10.0;

/// Rows and columns, along which the frames are aligned.
pub struct Grid {
    columns: Vec<Column>,
    rows: Vec<Row>,
}

/// Measured from the grid's left edge.
struct Column {
    start: f64,
    frame: f64,
    end: f64,
}

/// Measured from the grid's upper edge.
struct Row {
    baseline: f64,
    frame: f64,
    end: f64,
}

impl Grid {
    /// Rows of this many panels.
    pub fn new(parts: &[Part], columns: usize) -> Self {
        let greatest = |of: &mut dyn Iterator<Item = f64>| of.fold(0.0, f64::max);
        let mut grid = Self {
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let mut start = 0.0;
        for column in 0..columns.min(parts.len()) {
            let parts = || parts.iter().skip(column).step_by(columns);
            let frame = start + greatest(&mut parts().map(|part| part.panel.margins.left));
            let end =
                frame + greatest(&mut parts().map(|part| part.panel.size.width + part.right()));
            grid.columns.push(Column { start, frame, end });
            start = end + BETWEEN;
        }
        let mut start = 0.0;
        for parts in parts.chunks(columns) {
            let lines = parts.iter().map(|part| {
                let letter = usize::from(part.letter.is_some());
                letter.max(part.title.lines.len())
            });
            let lines = lines.max().unwrap_or(0);
            let baseline = start + CAPITAL;
            let frame = if lines > 0 {
                baseline + (lines - 1) as f64 * LINE + DESCENT + ABOVE
            } else {
                // Half of the uppermost number on the vertical axis.
                start + CAPITAL / 2.0
            };
            let end = frame + greatest(&mut parts.iter().map(Part::height));
            grid.rows.push(Row {
                baseline,
                frame,
                end,
            });
            start = end + BETWEEN_ROWS;
        }
        grid
    }

    /// The width of all columns.
    pub fn width(&self) -> f64 {
        self.columns.last().map_or(0.0, |column| column.end)
    }

    /// The height of all rows.
    pub fn height(&self) -> f64 {
        self.rows.last().map_or(0.0, |row| row.end)
    }

    /// Where the panel with this index stands if the grid's upper left corner is at `origin`.
    pub fn slot(&self, index: usize, origin: Place, part: &Part) -> Slot {
        let column = &self.columns[index % self.columns.len()];
        let row = &self.rows[index / self.columns.len()];
        let size = part.panel.size;
        Slot {
            left: origin.x + column.start,
            baseline: origin.y + row.baseline,
            frame: Frame {
                left: origin.x + column.frame,
                top: origin.y + row.frame,
                width: size.width,
                height: size.height,
            },
        }
    }
}
