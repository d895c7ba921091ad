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

/// The size of each panel's frame, or the most it may have if it has a shape of its own.
///
/// The panels of a row have the same height.
pub fn sizes(contents: &[&Content], columns: usize) -> Vec<Size> {
    let is_picture =
        |content: &&Content| matches!(content, Content::Cells(_) | Content::Surface(_));
    let side = if contents.iter().all(|content| is_picture(content)) {
        PICTURES[columns.clamp(1, PICTURES.len()) - 1]
    } else {
        USUAL.width
    };
    let mut sizes = Vec::new();
    for row in contents.chunks(columns) {
        let height = if row.iter().any(is_picture) {
            side
        } else {
            USUAL.height
        };
        sizes.extend(row.iter().map(|content| Size {
            width: if is_picture(content) {
                side
            } else {
                USUAL.width
            },
            height,
        }));
    }
    sizes
}
