//! Where the panels, their letters and the legends go.

use crate::canvas::{Anchor, Canvas, Group, Source};
use crate::error::FigureError;
use crate::figure::Figure;
use crate::fonts::{CAPITAL, DESCENT, Face, Fonts, LINE};
use crate::geometry::{Frame, Place};
use crate::legend::Legend;
use crate::palette::{INK, PAPER};
use crate::panel::{HEIGHT, Measured, WIDTH};
use crate::text::Block;

/// Free space around the drawing.
const EDGE: f64 = 3.0;
/// Between two panels.
const BETWEEN: f64 = 14.0;
/// Between a panel and its legend.
const TO_LEGEND: f64 = 8.0;
/// Between a panel's letter or the title and what is below.
const ABOVE: f64 = 3.0;

/// Draws a figure as one SVG source.
pub fn draw(figure: &Figure) -> Result<Source, FigureError> {
    if figure.panels.is_empty() {
        return Err(FigureError::NoPanels);
    }
    let fonts = Fonts::load();
    let mut panels = Vec::new();
    for (index, panel) in figure.panels.iter().enumerate() {
        // One legend, after the last of neighbours that share it.
        let shared = figure
            .panels
            .get(index + 1)
            .is_some_and(|next| Legend::is_shared(panel, next));
        let legend = if shared {
            None
        } else {
            Legend::of(panel, &fonts)?
        };
        panels.push((Measured::new(panel, &fonts)?, legend));
    }

    let mut lefts = Vec::new();
    let mut right = EDGE;
    for (index, (panel, legend)) in panels.iter().enumerate() {
        if index > 0 {
            right += BETWEEN;
        }
        lefts.push(right);
        right += panel.axes.left + WIDTH + panel.axes.right;
        if let Some(legend) = legend {
            right += TO_LEGEND + legend.width();
        }
    }
    let width = right + EDGE;
    let title = figure.title.as_deref().unwrap_or_default();
    let title = Block::new(title, Face::Regular, width - 2.0 * EDGE, &fonts)?;

    let lettered = panels.len() > 1;
    let mut top = EDGE + CAPITAL / 2.0;
    if !title.lines.is_empty() {
        top += title.height() + ABOVE;
    }
    let letters = top + CAPITAL / 2.0;
    if lettered {
        top = letters + DESCENT + ABOVE;
    }
    let below = panels
        .iter()
        .map(|(panel, legend)| {
            let legend = legend.as_ref().map_or(0.0, Legend::height);
            (HEIGHT + panel.axes.below).max(legend)
        })
        .fold(0.0, f64::max);
    let height = top + below + EDGE;

    let mut canvas = Canvas::new(width, height);
    canvas.layer(Group::default(), |layer| {
        let corner = |x, y| Place { x, y };
        let page = [
            corner(0.0, 0.0),
            corner(width, 0.0),
            corner(width, height),
            corner(0.0, height),
        ];
        layer.polygon(&page, PAPER)?;
        for (row, line) in title.lines.iter().enumerate() {
            let place = corner(width / 2.0, EDGE + CAPITAL + row as f64 * LINE);
            layer.text(line, place, Anchor::Middle, Face::Regular, INK)?;
        }
        for (index, &left) in lefts.iter().enumerate().filter(|_| lettered) {
            let text = format!("({})", letter(index));
            layer.text(&text, corner(left, letters), Anchor::Start, Face::Bold, INK)?;
        }
        Ok(())
    })?;
    for ((panel, legend), &left) in panels.iter().zip(&lefts) {
        let frame = Frame {
            left: left + panel.axes.left,
            top,
            width: WIDTH,
            height: HEIGHT,
        };
        panel.draw(&mut canvas, &frame)?;
        if let Some(legend) = legend {
            let corner = Place {
                x: frame.right() + panel.axes.right + TO_LEGEND,
                y: top,
            };
            legend.draw(&mut canvas, corner)?;
        }
    }
    Ok(canvas.finish())
}

/// a, b, ..., z, aa, ab, ...
fn letter(index: usize) -> String {
    let last = char::from(b'a' + (index % 26) as u8);
    match index / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letter(more - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::{Axis, Curve, Panel, Point, Reference, Scale};
    use crate::fonts;

    fn figure(labels: &[&str], panels: usize, axis: &str, scale: Scale) -> Figure {
        let curves = (0_u32..)
            .zip(labels)
            .map(|(k, label)| Curve {
                label: (*label).to_owned(),
                points: (1..=4)
                    .map(|i| Point {
                        x: f64::from(i),
                        y: f64::from((k + 1) * i),
                        spread: Some(0.5),
                    })
                    .collect(),
            })
            .collect();
        let panel = Panel {
            x: Axis::new(axis, scale),
            y: Axis::new(axis, scale),
            curves,
            references: vec![Reference {
                y: 1.0,
                label: "one & only < 2".into(),
            }],
            legend_title: Some("Family".into()),
        };
        Figure {
            title: None,
            panels: vec![panel; panels],
        }
    }

    #[test]
    fn the_source_of_a_small_figure() {
        let source = draw(&figure(&["a", "b"], 1, "axis", Scale::Linear)).unwrap();
        insta::assert_snapshot!(source.svg);
    }

    #[test]
    fn no_text_is_clipped_or_lies_on_another() {
        let long = "a label that is far longer than the axis, the legend and everything else in the figure";
        let many = [
            "250", "500", "1000", "2500", "5000", "10000", "20000", "40000", "a", "b", "c", long,
        ];
        for (labels, panels, axis, scale) in [
            (&many[..1], 1, "x", Scale::Linear),
            (&many[..], 2, "x", Scale::Linear),
            (&many[10..], 3, long, Scale::Logarithmic),
        ] {
            let mut figure = figure(labels, panels, axis, scale);
            figure.title = Some(long.repeat(3));
            let source = draw(&figure).unwrap();
            let tree = Fonts::load().parse(&source.svg).unwrap();
            let texts = fonts::texts_of(&tree);
            assert_eq!(texts.len(), source.texts.len());
            let frames: Vec<Frame> = texts
                .iter()
                .map(|text| {
                    let outline = text.flattened().bounding_box();
                    let outline = outline.transform(text.abs_transform()).unwrap();
                    Frame {
                        left: f64::from(outline.left()) / 10.0,
                        top: f64::from(outline.top()) / 10.0,
                        width: f64::from(outline.width()) / 10.0,
                        height: f64::from(outline.height()) / 10.0,
                    }
                })
                .collect();
            for (i, frame) in frames.iter().enumerate() {
                let text = &source.texts[i];
                assert!(frame.left >= 1.0 && frame.top >= 1.0, "{text}: {frame:?}");
                assert!(frame.right() <= source.width - 1.0, "{text}: {frame:?}");
                assert!(frame.bottom() <= source.height - 1.0, "{text}: {frame:?}");
                for (j, other) in frames[..i].iter().enumerate() {
                    assert!(!frame.overlaps(other), "{text} on {}", source.texts[j]);
                }
            }
        }
    }

    #[test]
    fn neighbours_with_the_same_curves_share_a_legend() {
        let count = |figure: &Figure| {
            let source = draw(figure).unwrap();
            source.texts.iter().filter(|text| *text == "Family").count()
        };
        let mut three = figure(&["a", "b"], 3, "x", Scale::Linear);
        assert_eq!(count(&three), 1);
        three.panels[0].curves[0].label = "c".into();
        assert_eq!(count(&three), 2);
        three.panels[1].legend_title = None;
        assert_eq!(count(&three), 2);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [letter(0), letter(25), letter(26), letter(53)],
            ["a", "z", "aa", "bb"]
        );
    }
}
