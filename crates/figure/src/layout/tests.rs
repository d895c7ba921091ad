//! Tests of what lies where on the page.

use super::*;
use crate::figure::{Axis, Curve, Curves, Panel, Point, Reference, Scale};
use crate::fonts;
use crate::geometry::Frame;

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
            ..Curve::default()
        })
        .collect();
    let panel = Curves {
        curves,
        references: vec![Reference::horizontal(1.0, "one & only < 2")],
        legend_title: Some("Family".into()),
        ..Curves::new(Axis::new(axis, scale), Axis::new(axis, scale))
    };
    Figure::new(vec![Panel::new(panel); panels])
}

fn curves(figure: &mut Figure, index: usize) -> &mut Curves {
    match &mut figure.panels[index].content {
        Content::Curves(curves) => curves,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_source_of_a_small_figure() {
    let source = draw(&figure(&["a", "b"], 1, "axis", Scale::Linear)).unwrap();
    insta::assert_snapshot!(source.svg);
}

#[test]
fn no_text_is_clipped_or_lies_on_another() {
    let long =
        "a label that is far longer than the axis, the legend and everything else in the figure";
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
    curves(&mut three, 0).curves[0].label = "c".into();
    assert_eq!(count(&three), 2);
    curves(&mut three, 1).legend_title = None;
    assert_eq!(count(&three), 2);
}

#[test]
fn letters_go_on_after_z() {
    assert_eq!(
        [letter(0), letter(25), letter(26), letter(53)],
        ["a", "z", "aa", "bb"]
    );
}
