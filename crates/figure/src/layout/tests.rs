//! Tests of what lies where on the page.

use super::*;
use crate::figure::{
    Axis, Categories, Cell, Cells, Curve, Curves, Distribution, Facet, Family, Heatmap, Histogram,
    Panel, Point, Reference, Scale, Style, Surface,
};
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

const LONG: &str =
    "a label that is far longer than the axis, the legend and everything else in the figure";

#[test]
fn no_text_is_clipped_or_lies_on_another() {
    let many = [
        "250", "500", "1000", "2500", "5000", "10000", "20000", "40000", "a", "b", "c", LONG,
    ];
    for (labels, panels, axis, scale) in [
        (&many[..1], 1, "x", Scale::Linear),
        (&many[..], 2, "x", Scale::Linear),
        (&many[10..], 3, LONG, Scale::Logarithmic),
    ] {
        let mut figure = figure(labels, panels, axis, scale);
        figure.title = Some(LONG.repeat(3));
        assert_texts_stand_apart(&figure);
    }
}

/// One panel of each kind, all axes with this label and sharing their ranges if they can.
fn every_kind(label: &str) -> Vec<Content> {
    let axis = |scale| Axis {
        share: Some(0),
        ..Axis::new(label, scale)
    };
    let linear = || axis(Scale::Linear);
    let names = |names: &[&str]| Categories {
        label: label.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let corners = [[0.0, 0.0], [3.0, 0.0], [0.0, 2.0]];
    let lines = figure(
        &["[20, 20, 20]", "[256, 256, 256]"],
        1,
        label,
        Scale::Linear,
    );
    let Content::Curves(lines) = lines.panels[0].content.clone() else {
        unreachable!("it is made of curves")
    };
    vec![
        Content::Curves(Curves {
            family: Family::Unordered,
            references: vec![
                Reference::through(vec![[1.0, 6.0], [4.0, 1.0]], "a function"),
                Reference::vertical(2.5, "a border"),
            ],
            x: linear(),
            y: linear(),
            ..lines
        }),
        Content::Cells(Cells {
            cells: vec![Cell {
                corners: corners.to_vec(),
                colour: 1,
            }],
            dots: vec![[1.0, 1.0]],
            ..Cells::new(linear(), linear())
        }),
        Content::Histogram(Histogram {
            distributions: vec![Distribution {
                label: "epoch 20".into(),
                edges: vec![1e-9, 1e-5, 1.0],
                heights: vec![1e7, 3e7],
            }],
            legend_title: Some("When".into()),
            ..Histogram::new(axis(Scale::Logarithmic), linear())
        }),
        Content::Heatmap(Heatmap {
            x: names(&["10⁻³", "0.5", "[256, 256, 256]"]),
            y: names(&["a", "a long name of a row"]),
            values: vec![vec![1e-9, 0.5, 1.0], vec![f64::NAN, 0.25]],
            colours: axis(Scale::Logarithmic),
            missing: "failed at once".into(),
            marked: vec![vec![false, true]],
            mark: "some of them failed".into(),
        }),
        Content::Surface(Surface {
            facets: vec![Facet {
                corners: corners.map(|[x, y]| [x, y, 1e-5 * x * y]).to_vec(),
                colour: 1,
            }],
            ..Surface::new(linear(), linear(), linear())
        }),
    ]
}

#[test]
fn no_text_of_any_kind_is_clipped_or_lies_on_another() {
    for label in ["x", "", LONG] {
        let titled = |content| Panel::titled(label, content);
        let panels: Vec<Panel> = every_kind(label).into_iter().map(titled).collect();
        for columns in [None, Some(1), Some(2), Some(3)] {
            assert_texts_stand_apart(&Figure {
                title: None,
                columns,
                panels: panels.clone(),
            });
        }
        for panel in panels {
            assert_texts_stand_apart(&Figure::new(vec![panel.clone()]));
            assert_texts_stand_apart(&Figure::new(vec![panel.clone(), panel]));
        }
    }
}

#[test]
fn no_text_around_a_surface_lies_on_another_from_anywhere() {
    let Some(Content::Surface(surface)) = every_kind("f(x₁, x₂)").pop() else {
        unreachable!("the last kind is a surface")
    };
    for azimuth in -12..=12 {
        for elevation in [-90.0, -45.0, 0.0, 20.0, 65.0, 90.0] {
            let surface = Surface {
                azimuth: 15.0 * f64::from(azimuth),
                elevation,
                ..surface.clone()
            };
            assert_texts_stand_apart(&Figure::new(vec![Panel::new(surface)]));
        }
    }
}

/// Whether every text is on the page and free of all others.
fn assert_texts_stand_apart(figure: &Figure) {
    let source = draw(figure).unwrap();
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

/// This many heatmaps of three cells whose values are `values`, the last one failed.
fn heatmaps(values: &[f64], columns: usize, share: Option<usize>) -> Figure {
    let panels = values.iter().enumerate().map(|(index, value)| {
        Panel::new(Heatmap {
            x: Categories {
                label: "Weight scale".into(),
                names: vec!["c1".into(), "c2".into(), "c3".into()],
            },
            y: Categories {
                label: "Learning rate".into(),
                names: vec!["r1".into()],
            },
            values: vec![vec![*value, 2.0 * value]],
            colours: Axis {
                share,
                ..Axis::new("Accuracy", Scale::Linear)
            },
            missing: "failed".into(),
            marked: vec![vec![index == 0]],
            mark: "some failed".into(),
        })
    });
    Figure {
        columns: Some(columns),
        ..Figure::new(panels.collect())
    }
}

#[test]
fn heatmaps_with_the_same_colours_share_a_bar_and_the_names_at_their_sides() {
    let count = |figure: &Figure| {
        assert_texts_stand_apart(figure);
        let texts = draw(figure).unwrap().texts;
        ["Accuracy", "failed", "some failed", "r1", "c2"]
            .map(|word| texts.iter().filter(|text| *text == word).count())
    };
    let values = [1.0, 5.0, 7.0, 8.0];
    // A bar a row; "some failed" stands in the row in which some did.
    assert_eq!(count(&heatmaps(&values, 2, Some(0))), [2, 2, 1, 2, 2]);
    assert_eq!(count(&heatmaps(&values, 4, Some(0))), [1, 1, 1, 1, 4]);
    // With a bar each, names are too far away to be read across.
    assert_eq!(count(&heatmaps(&values, 2, None)), [4, 4, 1, 4, 2]);
    let mut other = heatmaps(&values, 4, Some(0));
    let Content::Heatmap(second) = &mut other.panels[1].content else {
        unreachable!("all are heatmaps")
    };
    second.missing = "none".into();
    second.x.names[1] = "c9".into();
    assert_eq!(count(&other), [3, 2, 1, 3, 3]);
}

#[test]
fn names_are_not_read_off_a_heatmap_of_another_width() {
    for (second, expected) in [(1.0, 1), (250_000.5, 2)] {
        let mut figure = heatmaps(&[1.0, second], 1, None);
        for panel in &mut figure.panels {
            let Content::Heatmap(panel) = &mut panel.content else {
                unreachable!("all are heatmaps")
            };
            panel.x.names = (1..=8).map(|name| format!("c{name}")).collect();
            panel.values = vec![vec![panel.values[0][0]; 8]];
        }
        let texts = draw(&figure).unwrap().texts;
        let count = texts.iter().filter(|text| *text == "c2").count();
        assert_eq!(count, expected, "{second}");
    }
}

#[test]
fn letters_continue_after_z() {
    assert_eq!(
        [letter(0), letter(25), letter(26), letter(53)],
        ["a", "z", "aa", "bb"]
    );
}

#[test]
fn points_and_lines_of_one_family_share_a_legend_that_shows_lines() {
    let mut two = figure(&["a", "b"], 2, "x", Scale::Linear);
    for curve in &mut curves(&mut two, 0).curves {
        curve.style = Style::Scatter;
    }
    let source = draw(&two).unwrap();
    assert_eq!(
        source.texts.iter().filter(|text| *text == "Family").count(),
        1
    );
    // Two in the panel with lines, two in the legend.
    let mut points = two.clone();
    for curve in &mut curves(&mut points, 1).curves {
        curve.style = Style::Scatter;
    }
    let lines = |source: &Source| source.svg.matches("stroke-width=\"12\"").count();
    assert_eq!(lines(&source), 4);
    assert_eq!(lines(&draw(&points).unwrap()), 0);
}

#[test]
fn panels_in_a_grid_stand_in_line() {
    let panels: Vec<Panel> = every_kind("x").into_iter().map(Panel::new).collect();
    let contents: Vec<&Content> = panels.iter().map(|panel| &panel.content).collect();
    let figure = Figure {
        title: None,
        columns: Some(2),
        panels: panels.clone(),
    };
    let fonts = Fonts::load();
    let parts = parts(&figure, 2, &fonts).unwrap();
    let grid = Grid::new(&parts, 2);
    let origin = Place::new(0.0, 0.0);
    let slots: Vec<part::Slot> = parts
        .iter()
        .enumerate()
        .map(|(index, part)| grid.slot(index, origin, part))
        .collect();
    assert_eq!(contents.len(), 5);
    for (index, slot) in slots.iter().enumerate() {
        assert_eq!(slot.frame.top, slots[index / 2 * 2].frame.top);
        assert_eq!(slot.frame.left, slots[index % 2].frame.left);
        assert!(slot.left <= slot.frame.left && slot.frame.right() <= grid.width());
        assert!(slot.frame.bottom() <= grid.height());
        for other in &slots[..index] {
            assert!(!slot.frame.overlaps(&other.frame));
        }
    }
}

/// How often the figure's numbers and labels name its only axis label.
fn labels(figure: &Figure) -> usize {
    let source = draw(figure).unwrap();
    source.texts.iter().filter(|text| *text == "axis").count()
}

#[test]
fn shared_axes_are_labelled_once() {
    let mut four = figure(&["a"], 4, "axis", Scale::Linear);
    assert_eq!(labels(&four), 8);
    for index in 0..4 {
        curves(&mut four, index).x.share = Some(0);
        curves(&mut four, index).y.share = Some(1);
    }
    // In one row: four horizontal axes, one vertical one.
    assert_eq!(labels(&four), 5);
    four.columns = Some(2);
    assert_eq!(labels(&four), 4);
    four.columns = Some(1);
    assert_eq!(labels(&four), 5);
    // Nothing lies below the last panel of the first row.
    four.columns = Some(3);
    assert_eq!(labels(&four), 2 + 3);
    // A legend between two panels, or another label, and each has its own.
    four.columns = None;
    curves(&mut four, 0).curves[0].label = "b".into();
    assert_eq!(labels(&four), 6);
    curves(&mut four, 2).y.label = "another".into();
    assert_eq!(labels(&four), 7);
}
