//! What a user of the crate does: draw a figure, take its files.

use crease_figure::{
    Axis, Content, Curve, Curves, Drawing, Figure, FigureError, Panel, Point, Reference, Scale,
};

fn curve(label: &str, points: &[(f64, f64, Option<f64>)]) -> Curve {
    Curve {
        label: label.to_owned(),
        points: points
            .iter()
            .map(|&(x, y, spread)| Point { x, y, spread })
            .collect(),
        ..Curve::default()
    }
}

fn panel(curves: Vec<Curve>) -> Curves {
    Curves {
        curves,
        references: vec![Reference::horizontal(0.5, "one half")],
        legend_title: Some("Points n".into()),
        ..Curves::new(
            Axis::new("Epoch", Scale::Linear),
            Axis::new("Regions / #neurons²", Scale::Linear),
        )
    }
}

/// The curves of a panel that shows some.
fn curves(figure: &mut Figure, index: usize) -> &mut Curves {
    match &mut figure.panels[index].content {
        Content::Curves(curves) => curves,
        other => panic!("{other:?}"),
    }
}

fn figure() -> Figure {
    let points = [
        (0.0, 0.5, Some(0.1)),
        (1.0, 0.7, Some(0.1)),
        (2.0, 0.6, None),
    ];
    let panel = panel(vec![curve("250", &points), curve("σ = 10⁻³", &points[1..])]);
    Figure::new(vec![Panel::new(panel.clone()), Panel::new(panel)])
}

/// Every file of a drawing; none must fail.
fn files(drawing: &Drawing) -> [Vec<u8>; 3] {
    [
        drawing.svg().as_bytes().to_vec(),
        drawing.png(72.0).unwrap(),
        drawing.pdf().unwrap(),
    ]
}

#[test]
fn the_same_figure_has_the_same_bytes() {
    assert_eq!(
        files(&figure().draw().unwrap()),
        files(&figure().draw().unwrap())
    );
}

#[test]
fn the_svg_describes_itself_and_needs_no_font() {
    let drawing = figure().draw().unwrap();
    let svg = drawing.svg();
    for text in [
        "(a)",
        "(b)",
        "Epoch",
        "Regions / #neurons²",
        "one half",
        "Points n",
        "250",
        "σ = 10⁻³",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    assert!(svg.contains("viewBox") && !svg.contains("<text") && !svg.contains("font"));
    assert!(svg.len() < 200_000, "{}", svg.len());
}

#[test]
fn the_pdf_has_one_page_of_the_drawings_size() {
    let drawing = figure().draw().unwrap();
    let pdf = drawing.pdf().unwrap();
    assert!(pdf.starts_with(b"%PDF"));
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.contains("/Count 1"), "one page");
    assert!(text.contains("SourceSans3-Regular"), "text as text");
}

#[test]
fn the_png_has_the_size_of_the_drawing_and_its_resolution() {
    let drawing = figure().draw().unwrap();
    let png = drawing.png(300.0).unwrap();
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let width = u32::from_be_bytes([png[16], png[17], png[18], png[19]]);
    assert_eq!(f64::from(width), (drawing.width() / 72.0 * 300.0).ceil());
    // 300 dots an inch are 11811 a metre.
    assert_eq!(&png[37..45], b"pHYs\0\0\x2e\x23");
    for dots in [0.0, -1.0, f64::NAN, f64::INFINITY, 1e6] {
        assert!(
            matches!(drawing.png(dots), Err(FigureError::Resolution(_))),
            "{dots}"
        );
    }
}

#[test]
fn a_character_the_font_lacks_is_named() {
    for place in 0..4 {
        let mut figure = figure();
        let text = "漢".to_owned();
        match place {
            0 => figure.title = Some(text),
            1 => curves(&mut figure, 0).x.label = text,
            2 => curves(&mut figure, 1).curves[0].label = text,
            _ => curves(&mut figure, 1).references[0].label = text,
        }
        let error = figure.draw().unwrap_err();
        assert!(error.to_string().contains('漢'), "{error}");
    }
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let none = Figure::new(vec![]);
    assert!(matches!(none.draw(), Err(FigureError::NoPanels)));
    let mut upside_down = figure();
    curves(&mut upside_down, 0).y.min = Some(2.0);
    curves(&mut upside_down, 0).y.max = Some(1.0);
    let error = upside_down.draw().unwrap_err();
    assert!(error.to_string().contains("Regions / #neurons²"), "{error}");
}

#[test]
fn an_empty_panel_says_so() {
    let alone = Figure::new(vec![Panel::new(panel(vec![curve("a", &[])]))]);
    assert!(alone.draw().unwrap().svg().contains("no data"));
    assert!(!figure().draw().unwrap().svg().contains("no data"));
}

#[test]
fn odd_points_are_drawn_or_left_out() {
    let bad = f64::NAN;
    let inf = f64::INFINITY;
    let table: [&[(f64, f64, Option<f64>)]; 12] = [
        &[],
        &[(1.0, 1.0, None)],
        &[(1.0, 1.0, Some(0.3))],
        &[
            (1.0, 1.0, Some(bad)),
            (2.0, 2.0, Some(inf)),
            (3.0, 1.0, Some(-1.0)),
        ],
        &[(bad, 1.0, None), (1.0, bad, None), (inf, -inf, None)],
        &[(0.0, 0.0, Some(0.0)), (0.0, 0.0, Some(0.0))],
        &[(5.0, 7.0, Some(0.0)), (6.0, 7.0, Some(0.0))],
        &[
            (-1.0, -1.0, Some(9.0)),
            (0.0, 0.0, None),
            (2.0, 3.0, Some(9.0)),
        ],
        &[
            (1.0, 1.0, Some(0.1)),
            (3.0, 2.0, Some(0.1)),
            (2.0, 3.0, Some(0.1)),
            (2.0, 4.0, Some(0.1)),
        ],
        &[(1e-300, 1e-300, None), (1e299, 1e299, Some(1e299))],
        &[
            (f64::MAX, f64::MIN, None),
            (f64::MIN_POSITIVE, 5e-324, None),
        ],
        &[(1e15, 1e15, None), (1e15 + 1.0, 1e15 + 1.0, None)],
    ];
    for points in table {
        for scale in [Scale::Linear, Scale::Logarithmic] {
            let mut panel = panel(vec![curve("a", points), curve("", points)]);
            panel.x.scale = scale;
            panel.y.scale = scale;
            panel.references.push(Reference::horizontal(bad, "nowhere"));
            panel.references.push(Reference::horizontal(-3.0, ""));
            let figure = Figure::new(vec![Panel::new(panel)]);
            files(
                &figure
                    .draw()
                    .unwrap_or_else(|error| panic!("{points:?} {scale:?}: {error}")),
            );
        }
    }
}

#[test]
fn one_to_twelve_curves_and_more() {
    for count in [1, 2, 3, 8, 12, 25] {
        let curves = (0..count)
            .map(|k| {
                let points: Vec<_> = (0..30)
                    .map(|i| (f64::from(i), f64::from(i * k), Some(1.0)))
                    .collect();
                curve(&k.to_string(), &points)
            })
            .collect();
        files(&Figure::new(vec![Panel::new(panel(curves))]).draw().unwrap());
    }
}
