//! Where the numbers and labels around the box stand.

use super::edge::Edge;
use crate::fonts::{CAPITAL, LINE};
use crate::geometry::{Frame, Place, Size};
use crate::ticks::{GAP, TICK};

/// Between the numbers and the axis' label.
const TO_LABEL: f64 = 3.5;
/// No label is put further away, whatever is in its way.
const FARTHEST: f64 = 200.0;

/// A line of text, seen from the middle of the box.
pub struct Text {
    /// The text itself.
    pub line: String,
    /// The rectangle it takes.
    pub frame: Frame,
    /// Whether it runs upwards.
    pub is_upright: bool,
}

/// The numbers and labels of all axes, none on another, `seen` being where a point appears.
pub fn texts(edges: &[Edge], seen: impl Fn([f64; 3]) -> Place) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for edge in edges {
        for ((at, number), &width) in edge.side.numbers().zip(&edge.widths) {
            let from = seen(edge.point(at)).moved(edge.out, TICK + GAP);
            let size = Size {
                width,
                height: CAPITAL,
            };
            let frame = size.beside(from, edge.out);
            // A number at the end of one axis may be near that of another.
            if texts
                .iter()
                .all(|other| !frame.grown(1.5).overlaps(&other.frame))
            {
                texts.push(Text {
                    line: number.to_owned(),
                    frame,
                    is_upright: false,
                });
            }
        }
    }
    for edge in edges {
        put_label(edge, seen(edge.point(0.5)), &mut texts);
    }
    texts
}

/// Puts the label of an axis, whose middle is at `middle`, beyond all texts in its way.
fn put_label(edge: &Edge, middle: Place, texts: &mut Vec<Text>) {
    let lines = edge.side.lines();
    if lines.is_empty() {
        return;
    }
    let (long, high) = (
        edge.side.label.width,
        (lines.len() - 1) as f64 * LINE + CAPITAL,
    );
    let size = if edge.is_upright {
        Size {
            width: high,
            height: long,
        }
    } else {
        Size {
            width: long,
            height: high,
        }
    };
    let mut away = TICK + GAP;
    let whole = loop {
        let frame = size.beside(middle.moved(edge.out, away), edge.out);
        let is_free = texts
            .iter()
            .all(|other| !frame.grown(TO_LABEL).overlaps(&other.frame));
        if is_free || away > FARTHEST {
            break frame;
        }
        away += 1.0;
    };
    for (row, line) in lines.iter().enumerate() {
        let step = row as f64 * LINE;
        let frame = if edge.is_upright {
            Frame {
                left: whole.left + step,
                width: CAPITAL,
                ..whole
            }
        } else {
            Frame {
                top: whole.top + step,
                height: CAPITAL,
                ..whole
            }
        };
        texts.push(Text {
            line: line.clone(),
            frame,
            is_upright: edge.is_upright,
        });
    }
}
