//! How large the panels' frames may be.

use crate::figure::Content;
use crate::geometry::Size;

/// The usual size of a frame.
const USUAL: Size = Size {
    width: 188.0,
    height: 146.0,
};

/// The side of pictures (cells, surfaces) with one, two and more in a row.
const PICTURES: [f64; 3] = [320.0, 236.0, 188.0];

/// The height of a heatmap's row that has room for numbers, and the most for all rows.
const A_ROW: f64 = 15.0;
const HIGHEST: f64 = 240.0;

/// How much wider than high surfaces may be; their texts are inside their frame.
const SURFACE: f64 = 1.25;

/// The size of each panel's frame, or the most it may have if it has a shape of its own.
///
/// The panels of a row have the same height.
pub fn sizes(contents: &[&Content], columns: usize) -> Vec<Size> {
    let is_picture =
        |content: &&Content| matches!(content, Content::Cells(_) | Content::Surface(_));
    let side = if contents.iter().all(is_picture) {
        PICTURES[columns.clamp(1, PICTURES.len()) - 1]
    } else {
        USUAL.width
    };
    let mut sizes = Vec::new();
    for row in contents.chunks(columns) {
        let height = if row.iter().any(is_picture) {
            side
        } else {
            let rows = row.iter().map(|content| rows(content)).max().unwrap_or(0);
            (A_ROW * rows as f64).clamp(USUAL.height, HIGHEST)
        };
        sizes.extend(row.iter().map(|content| Size {
            width: match content {
                Content::Surface(_) => SURFACE * side,
                Content::Cells(_) => side,
                _ => USUAL.width,
            },
            height,
        }));
    }
    sizes
}

/// How many rows a heatmap has.
fn rows(content: &Content) -> usize {
    match content {
        Content::Heatmap(heatmap) => heatmap.y.names.len(),
        _ => 0,
    }
}
