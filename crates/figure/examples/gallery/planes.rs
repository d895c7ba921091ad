//! Cells of a plane, and surfaces above them.

use crate::noise::Noise;
use crease_figure::{Axis, Cell, Cells, Facet, Figure, Panel, Scale, Surface, Wall, number};

/// A line `a x + b y = c` as `[a, b, c]`.
type Line = [f64; 3];

/// Where a point lies with respect to a line.
fn side([a, b, c]: Line, [x, y]: [f64; 2]) -> f64 {
    a * x + b * y - c
}

/// Lines at random through the square from -1 to 1.
fn lines(noise: &mut Noise, count: usize) -> Vec<Line> {
    (0..count)
        .map(|_| {
            let angle = std::f64::consts::PI * noise.next();
            [angle.cos(), angle.sin(), 0.9 * noise.next()]
        })
        .collect()
}

/// The cells of the square from -1 to 1 between lines.
fn arrangement(lines: &[Line]) -> Vec<Vec<[f64; 2]>> {
    let mut cells = vec![vec![[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]];
    for &line in lines {
        let halves = |cell: Vec<[f64; 2]>| [1.0, -1.0].map(|sign| half(&cell, line, sign));
        cells = cells.into_iter().flat_map(halves).collect();
        cells.retain(|cell| cell.len() >= 3);
    }
    cells
}

/// The part of a convex cell on one side of a line.
fn half(cell: &[[f64; 2]], line: Line, sign: f64) -> Vec<[f64; 2]> {
    let mut kept = Vec::new();
    for (index, &a) in cell.iter().enumerate() {
        let b = cell[(index + 1) % cell.len()];
        let (at_a, at_b) = (sign * side(line, a), sign * side(line, b));
        if at_a >= 0.0 {
            kept.push(a);
        }
        if at_a * at_b < 0.0 {
            let share = at_a / (at_a - at_b);
            kept.push([0, 1].map(|i| a[i] + share * (b[i] - a[i])));
        }
    }
    kept
}

/// A colour without visible order.
fn colour(index: usize) -> usize {
    (index * 7 + index / 6 * 5) % 6
}

fn axis(label: &str) -> Axis {
    Axis {
        min: Some(-1.0),
        max: Some(1.0),
        ..Axis::new(label, Scale::Linear)
    }
}

fn cells(polygons: Vec<Vec<[f64; 2]>>) -> Cells {
    let polygons = polygons.into_iter().enumerate();
    Cells {
        cells: polygons
            .map(|(index, corners)| Cell {
                corners,
                colour: colour(index),
            })
            .collect(),
        ..Cells::new(axis("x₁"), axis("x₂"))
    }
}

/// Lines around polygons.
fn walls(polygons: &[Vec<[f64; 2]>]) -> Vec<Wall> {
    let around = |polygon: &Vec<[f64; 2]>| {
        let ends = (0..polygon.len()).map(|i| [polygon[i], polygon[(i + 1) % polygon.len()]]);
        ends.map(|ends| Wall { ends, class: 0 }).collect::<Vec<_>>()
    };
    polygons.iter().flat_map(around).collect()
}

/// A panel of cells with their number and three examples.
fn epoch(noise: &mut Noise, epoch: u32, count: usize, ticks: bool) -> Panel {
    let polygons = arrangement(&lines(noise, count));
    let title = format!(
        "epoch {epoch}: {} regions",
        number(polygons.len() as f64, 0)
    );
    let mut cells = Cells {
        ticks,
        dots: vec![[-0.4, -0.3], [0.5, -0.2], [0.0, 0.55]],
        ..cells(polygons)
    };
    if !ticks {
        cells.x.label.clear();
        cells.y.label.clear();
    }
    Panel::titled(title, cells)
}

/// Three planes side by side, without ticks.
pub fn training() -> Figure {
    let mut noise = Noise(2);
    let panels = [(0, 20), (1, 40), (20, 90)];
    let panels = panels.map(|(at, count)| epoch(&mut noise, at, count, false));
    Figure::new(panels.into())
}

/// Five planes in two rows that share their axes.
pub fn grid() -> Figure {
    let mut noise = Noise(8);
    let panels = [0, 1, 2, 5, 20].map(|at| {
        let mut panel = epoch(&mut noise, at, 20 + 3 * at as usize, true);
        if let crease_figure::Content::Cells(cells) = &mut panel.content {
            cells.x.share = Some(0);
            cells.y.share = Some(0);
        }
        panel
    });
    Figure {
        columns: Some(3),
        ..Figure::new(panels.into())
    }
}

/// The lines of three layers, one panel a layer, each with the lines before.
pub fn layers() -> Figure {
    let mut noise = Noise(12);
    let lines = lines(&mut noise, 18);
    let panels = (1..=3).map(|depth| {
        let seen = &lines[..6 * depth];
        let mut walls = Vec::new();
        for (index, &line) in seen.iter().enumerate() {
            let ends = arrangement(&[line])[0].clone();
            let on = ends.into_iter().filter(|&end| side(line, end).abs() < 1e-9);
            if let [a, b] = on.collect::<Vec<_>>()[..] {
                let class = index / 6 + 1;
                walls.push(Wall {
                    ends: [a, b],
                    class,
                });
            }
        }
        let cells = Cells {
            walls,
            ..cells(arrangement(seen))
        };
        Panel::titled(format!("after layer {depth}"), cells)
    });
    Figure::new(panels.collect())
}

/// More than 20,000 cells in one picture.
pub fn many() -> Figure {
    let polygons = arrangement(&lines(&mut Noise(6), 260));
    let walls = walls(&polygons);
    let title = format!("{} regions", number(polygons.len() as f64, 0));
    let cells = Cells {
        walls,
        ..cells(polygons)
    };
    Figure::new(vec![Panel::titled(title, cells)])
}

/// The function that bends at each of the lines, cell by cell.
fn graph(lines: &[Line], slopes: &[f64], polygons: &[Vec<[f64; 2]>]) -> Surface {
    let value = |point: [f64; 2]| -> f64 {
        let bends = lines.iter().zip(slopes);
        bends
            .map(|(&line, slope)| slope * side(line, point).max(0.0))
            .sum()
    };
    let polygons = polygons.iter().enumerate();
    Surface {
        facets: polygons
            .map(|(index, polygon)| Facet {
                corners: polygon
                    .iter()
                    .map(|&[x, y]| [x, y, value([x, y])])
                    .collect(),
                colour: colour(index),
            })
            .collect(),
        ..Surface::new(axis("x₁"), axis("x₂"), Axis::new("f(x)", Scale::Linear))
    }
}

fn function(seed: u64, count: usize) -> (Vec<Vec<[f64; 2]>>, Surface) {
    let mut noise = Noise(seed);
    let lines = lines(&mut noise, count);
    let slopes: Vec<f64> = lines.iter().map(|_| noise.normal()).collect();
    let polygons = arrangement(&lines);
    let surface = graph(&lines, &slopes, &polygons);
    (polygons, surface)
}

/// The cells of a function and its graph, in the same colours.
pub fn surface() -> Figure {
    let (polygons, surface) = function(21, 22);
    let cells = Cells {
        walls: walls(&polygons),
        ..cells(polygons)
    };
    Figure::new(vec![
        Panel::titled("Regions", cells),
        Panel::titled("The function on them", surface),
    ])
}

/// One function from several sides, one with limits that cut it, and thousands of facets.
pub fn views() -> Figure {
    let (_, surface) = function(33, 12);
    let seen = |azimuth: f64, elevation: f64| {
        let view = Surface {
            azimuth,
            elevation,
            ..surface.clone()
        };
        Panel::titled(format!("from {azimuth}°, {elevation}°"), view)
    };
    let mut cut = surface.clone();
    cut.z.max = Some(0.0);
    cut.x.min = Some(-0.5);
    let (_, mut many) = function(34, 90);
    many.z.label = "a longer label of the third axis, with a unit".into();
    Figure {
        columns: Some(3),
        ..Figure::new(vec![
            seen(-60.0, 30.0),
            seen(30.0, 30.0),
            seen(135.0, 15.0),
            seen(-130.0, -20.0),
            seen(0.0, 50.0),
            seen(-60.0, 90.0),
            Panel::titled("cut by limits", cut),
            Panel::titled("many facets", many),
            Panel::new(Surface::new(axis("x"), axis("y"), axis("z"))),
        ])
    }
}
