//! Every kind of panel, as a user of the crate sees it: good data, bad data, and much of it.

use crease_figure::{
    Axis, CELL_COLOURS, Categories, Cell, Cells, Content, Curve, Curves, Distribution, Drawing,
    Facet, Family, Figure, Heatmap, Histogram, Panel, Point, Reference, Scale, Style, Surface,
    Wall,
};
use std::collections::BTreeSet;

fn axis(label: &str) -> Axis {
    Axis::new(label, Scale::Linear)
}

fn square([x, y]: [f64; 2], side: f64) -> Vec<[f64; 2]> {
    vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side]]
}

/// `side` times `side` cells that fill the square from 0 to 1.
fn chequers(side: usize) -> Cells {
    let step = 1.0 / side as f64;
    let places = (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
    Cells {
        cells: places
            .map(|(row, column)| Cell {
                corners: square([column as f64 * step, row as f64 * step], step),
                colour: row * side + column,
            })
            .collect(),
        ..Cells::new(axis("s₁"), axis("s₂"))
    }
}

/// The graph of x y / 9 above the same cells.
fn hills(side: usize) -> Surface {
    let facets = chequers(side).cells.into_iter().map(|cell| Facet {
        corners: cell
            .corners
            .iter()
            .map(|&[x, y]| [x, y, x * y / 9.0])
            .collect(),
        colour: cell.colour,
    });
    Surface {
        facets: facets.collect(),
        ..Surface::new(axis("x₁"), axis("x₂"), axis("f(x)"))
    }
}

fn architectures() -> Curves {
    let labels = [
        "[20, 20, 20]",
        "[60]",
        "[64, 64, 64]",
        "[32, 32, 32, 32, 32, 32]",
        "[128]",
        "[128, 128]",
        "[256]",
        "[256, 256, 256]",
    ];
    let point = |x: i32, k: usize| Point {
        x: f64::from(x),
        y: f64::from(x) + k as f64,
        spread: Some(0.5),
    };
    Curves {
        curves: labels
            .iter()
            .enumerate()
            .map(|(k, label)| Curve {
                label: (*label).to_owned(),
                points: (1..40).map(|x| point(x, k)).collect(),
                style: [Style::Line, Style::Scatter, Style::Dotted][k % 3],
            })
            .collect(),
        family: Family::Unordered,
        references: vec![
            Reference::horizontal(3.0, "a level"),
            Reference::vertical(20.0, "a moment"),
            Reference::through(vec![[1.0, 40.0], [20.0, 30.0], [40.0, 1.0]], "a law"),
        ],
        legend_title: Some("Architecture".into()),
        ..Curves::new(axis("Epoch"), axis("Regions / #neurons²"))
    }
}

fn distributions() -> Histogram {
    let distribution = |label: &str, shift: f64| Distribution {
        label: label.to_owned(),
        edges: (0..=10).map(|i| 10_f64.powf(f64::from(i) - 8.0)).collect(),
        heights: (0..10).map(|i| shift + f64::from(i * (10 - i))).collect(),
    };
    Histogram {
        distributions: vec![distribution("at init", 0.0), distribution("epoch 20", 4.0)],
        legend_title: Some("Time".into()),
        ..Histogram::new(
            Axis::new("Distance", Scale::Logarithmic),
            axis("Number of points"),
        )
    }
}

fn categories(label: &str, names: &[&str]) -> Categories {
    Categories {
        label: label.to_owned(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

fn accuracies() -> Heatmap {
    Heatmap {
        x: categories("Weight scale", &["0.5", "1", "2"]),
        y: categories("Learning rate", &["10⁻³", "10⁻²"]),
        values: vec![vec![0.5, 0.75, 0.875], vec![0.625, f64::NAN, 1.0]],
        colours: axis("Training accuracy"),
        missing: "failed".into(),
        marked: vec![],
        mark: String::new(),
    }
}

fn every_kind() -> Vec<Content> {
    vec![
        architectures().into(),
        chequers(3).into(),
        distributions().into(),
        accuracies().into(),
        hills(3).into(),
    ]
}

fn figure(contents: Vec<Content>) -> Figure {
    let panels = contents
        .into_iter()
        .map(|content| Panel::titled("A title", content));
    Figure {
        columns: Some(2),
        ..Figure::new(panels.collect())
    }
}

fn drawn(content: impl Into<Content>) -> Drawing {
    Figure::new(vec![Panel::new(content)]).draw().unwrap()
}

/// Every file of a drawing; none must fail.
fn files(drawing: &Drawing) -> [Vec<u8>; 3] {
    [
        drawing.svg().as_bytes().to_vec(),
        drawing.png(50.0).unwrap(),
        drawing.pdf().unwrap(),
    ]
}

/// The texts in a drawing, in drawing order.
fn texts(drawing: &Drawing) -> Vec<&str> {
    let (_, rest) = drawing.svg().split_once("<desc>").unwrap();
    let (texts, _) = rest.split_once("</desc>").unwrap();
    texts.split("; ").collect()
}

/// The fill of each shape, without those of clip paths.
fn fills(drawing: &Drawing) -> Vec<&str> {
    let fills = drawing.svg().split("fill=\"").skip(1);
    let fills = fills.filter_map(|rest| rest.split('"').next());
    fills.filter(|fill| *fill != "#000000").collect()
}

#[test]
fn the_same_figure_has_the_same_bytes() {
    let figure = figure(every_kind());
    assert_eq!(
        files(&figure.draw().unwrap()),
        files(&figure.draw().unwrap())
    );
}

#[test]
fn every_label_is_in_the_drawing() {
    let drawing = figure(every_kind()).draw().unwrap();
    let texts = texts(&drawing);
    for text in [
        "(a)",
        "(b)",
        "(c)",
        "(d)",
        "(e)",
        "A title",
        "Epoch",
        "Regions / #neurons²",
        "Architecture",
        "[20, 20, 20]",
        "[32, 32, 32, 32, 32, 32]",
        "[256, 256, 256]",
        "a level",
        "a moment",
        "a law",
        "s₁",
        "s₂",
        "Distance",
        "Number of points",
        "Time",
        "at init",
        "epoch 20",
        "Weight scale",
        "0.5",
        "Learning rate",
        "10⁻³",
        "10⁻²",
        "Training accuracy",
        "failed",
        "x₁",
        "x₂",
        "f(x)",
    ] {
        assert!(texts.contains(&text), "{text}: {texts:?}");
    }
    let titles = texts.iter().filter(|text| **text == "A title");
    assert_eq!(titles.count(), 5);
}

#[test]
fn nothing_is_outside_the_page() {
    for columns in [None, Some(0), Some(1), Some(3), Some(99)] {
        let figure = Figure {
            columns,
            ..figure(every_kind())
        };
        let drawing = figure.draw().unwrap();
        let tree = usvg::Tree::from_str(drawing.svg(), &usvg::Options::default()).unwrap();
        let (width, height) = (tree.size().width(), tree.size().height());
        // A point is 96/72 pixels.
        assert!((f64::from(width) * 0.75 - drawing.width()).abs() < 0.1);
        let content = tree.root().abs_stroke_bounding_box();
        let page = usvg::Rect::from_ltrb(0.0, 0.0, width, height).unwrap();
        assert!(
            page.left() <= content.left()
                && page.top() <= content.top()
                && content.right() <= page.right()
                && content.bottom() <= page.bottom(),
            "{content:?} on {page:?}"
        );
    }
}

#[test]
fn cells_are_one_path_a_colour_and_facets_one_each() {
    let plane = drawn(chequers(5));
    // Five shades beside the ground's, the page's and the texts'.
    let plain = drawn(Cells::new(axis("s₁"), axis("s₂")));
    let inks: BTreeSet<&str> = fills(&plain).into_iter().collect();
    let pastels: Vec<&str> = fills(&plane)
        .into_iter()
        .filter(|fill| !inks.contains(fill))
        .collect();
    assert_eq!(pastels.len(), 1 + CELL_COLOURS);
    let surface = drawn(hills(5));
    let facets = fills(&surface)
        .into_iter()
        .filter(|fill| !inks.contains(fill));
    assert_eq!(facets.count(), 25);
}

#[test]
fn cells_and_facets_of_a_class_have_the_same_colour() {
    let fill = |drawing: &Drawing, class: usize| {
        let seen: BTreeSet<String> = fills(drawing).into_iter().map(str::to_owned).collect();
        let white = drawn(Surface::new(axis(""), axis(""), axis("")));
        let rest = fills(&white).into_iter().map(str::to_owned).collect();
        let mut own = seen.difference(&rest).filter(|fill| *fill != "none");
        let colour = own.next().cloned();
        assert!(own.next().is_none(), "{class}: {seen:?}");
        colour.unwrap()
    };
    let mut found = BTreeSet::new();
    for class in 0..2 * CELL_COLOURS {
        let mut plane = chequers(1);
        plane.cells[0].colour = class;
        let mut surface = hills(1);
        surface.facets[0].colour = class;
        let colour = fill(&drawn(plane), class);
        assert_eq!(colour, fill(&drawn(surface), class));
        found.insert(colour);
    }
    assert_eq!(found.len(), CELL_COLOURS);
}

#[test]
fn panels_that_share_an_axis_show_the_same_numbers() {
    let level = |y: f64, share| {
        let curve = Curve {
            points: [0.0, 1.0]
                .map(|x| Point {
                    x,
                    y: x * y,
                    spread: None,
                })
                .to_vec(),
            ..Curve::default()
        };
        let y = Axis {
            share,
            ..axis("Regions")
        };
        Curves {
            curves: vec![curve],
            ..Curves::new(axis("Epoch"), y)
        }
    };
    let row = |share, columns| {
        let panels = [1.0, 50.0].map(|y| Panel::new(level(y, share)));
        let figure = Figure {
            columns: Some(columns),
            ..Figure::new(panels.into())
        };
        let drawing = figure.draw().unwrap();
        let count = |text: &str| texts(&drawing).iter().filter(|t| **t == text).count();
        [count("0.2"), count("50"), count("Regions")]
    };
    // The x axes of both have the number 0.2 as well.
    assert_eq!(row(None, 2), [3, 1, 2]);
    assert_eq!(row(Some(7), 2), [2, 1, 1]);
    assert_eq!(row(Some(7), 1), [2, 2, 2]);
}

#[test]
fn a_panel_without_data_says_so() {
    let empty: Vec<Content> = vec![
        Curves::new(axis("x"), axis("y")).into(),
        Cells::new(axis("x"), axis("y")).into(),
        Histogram::new(axis("x"), axis("y")).into(),
        Heatmap {
            x: Categories::default(),
            y: Categories::default(),
            values: vec![],
            ..accuracies()
        }
        .into(),
        Surface::new(axis("x"), axis("y"), axis("z")).into(),
    ];
    for content in empty {
        let drawing = drawn(content.clone());
        assert!(texts(&drawing).contains(&"no data"), "{content:?}");
        files(&drawing);
    }
    for content in every_kind() {
        assert!(!texts(&drawn(content)).contains(&"no data"));
    }
}

#[test]
fn bad_numbers_are_left_out() {
    let odd = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        -1e300,
        5e-324,
        0.0,
        -1.0,
    ];
    for (index, &bad) in odd.iter().enumerate() {
        let other = odd[(index + 3) % odd.len()];
        for scale in [Scale::Linear, Scale::Logarithmic] {
            let axis = |label| Axis::new(label, scale);
            let (x, y, z) = (axis("x"), axis("y"), axis("z"));
            let mut curves = architectures();
            (curves.x, curves.y) = (x.clone(), y.clone());
            curves.curves[1].points[3].y = bad;
            curves.curves[2].points[3].spread = Some(bad);
            curves.references.extend([
                Reference::vertical(bad, "vertical"),
                Reference::through(vec![], "nothing"),
                Reference::through(vec![[bad, 1.0], [1.0, other], [2.0, 2.0]], "odd"),
            ]);
            let mut cells = chequers(2);
            cells.cells[0].corners[1] = [bad, 0.3];
            cells.cells[1].corners.clear();
            cells.cells[2].corners.truncate(2);
            cells.walls = vec![Wall {
                ends: [[bad, other], [1.0, 1.0]],
                class: 3,
            }];
            cells.dots = vec![[0.5, bad], [other, bad]];
            let mut histogram = distributions();
            (histogram.x, histogram.y) = (x.clone(), y.clone());
            histogram.distributions[0].edges[4] = bad;
            histogram.distributions[0].heights[7] = other;
            histogram.distributions[1].heights = vec![bad; 3];
            let mut heatmap = accuracies();
            heatmap.colours = z.clone();
            heatmap.values = vec![vec![bad], vec![], vec![other, bad, 1.0, 2.0, 3.0]];
            let mut surface = hills(2);
            (surface.x, surface.y, surface.z) = (x, y, z);
            surface.facets[0].corners[2] = [0.5, bad, other];
            surface.facets[1].corners.truncate(1);
            (surface.azimuth, surface.elevation) = (bad, other);
            let figure = figure(vec![
                curves.into(),
                cells.into(),
                histogram.into(),
                heatmap.into(),
                surface.into(),
            ]);
            let drawing = figure
                .draw()
                .unwrap_or_else(|error| panic!("{bad}: {error}"));
            files(&drawing);
        }
    }
}

#[test]
fn a_heatmap_writes_its_numbers_and_marks_what_is_missing() {
    let drawing = drawn(accuracies());
    let found = texts(&drawing);
    // Not 0.5, which the names of the columns and the bar have too.
    for number in ["0.75", "0.88", "0.62", "failed"] {
        assert_eq!(
            found.iter().filter(|text| **text == number).count(),
            1,
            "{found:?}"
        );
    }
    let mut complete = accuracies();
    complete.values[1][1] = 0.9;
    assert!(!texts(&drawn(complete)).contains(&"failed"));
    let mut fine = accuracies();
    fine.x.names = (0..200).map(|k| k.to_string()).collect();
    let fine = drawn(fine);
    assert!(!texts(&fine).contains(&"0.75"));
}

#[test]
fn twenty_thousand_cells_make_a_small_file() {
    let mut plane = chequers(142);
    plane.ticks = false;
    let drawing = drawn(plane);
    assert!(drawing.svg().len() < 1_500_000, "{}", drawing.svg().len());
    let paths = drawing.svg().matches("<path").count();
    assert!(paths < 40, "{paths}");
    assert!(drawing.pdf().unwrap().len() < 500_000);
}

#[test]
fn cells_of_equal_windows_have_equal_sizes_in_neighbouring_panels() {
    let width = |count: usize| {
        let panels = (0..count).map(|_| {
            Panel::new(Cells {
                ticks: false,
                ..chequers(2)
            })
        });
        Figure::new(panels.collect()).draw().unwrap().width()
    };
    let step = width(4) - width(3);
    assert!((width(5) - width(4) - step).abs() < 1e-9);
    assert!(step > 150.0 && step < 250.0, "{step}");
}
