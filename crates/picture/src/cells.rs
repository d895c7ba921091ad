use crate::colours::Colours;
use crease_figure::{Axis, Cell, Cells, Scale, Wall};
use crease_regions::{DecisionBoundary, Plane, Tiling};

/// The picture of a tiling, with axes in the plane's coordinates, equally scaled.
pub fn cells(tiling: &Tiling, plane: &Plane, colours: &Colours, walls: bool) -> Cells {
    let polygons = tiling.polygons.iter().enumerate();
    let [x, y] = axes(plane);
    Cells {
        cells: polygons
            .map(|(index, polygon)| Cell {
                corners: polygon.corners.clone(),
                colour: colours.class(index),
            })
            .collect(),
        palette: colours.palette(),
        walls: if walls {
            let ends = tiling.walls.iter().map(|wall| wall.ends);
            ends.map(|ends| Wall { ends, class: 0 }).collect()
        } else {
            Vec::new()
        },
        ..Cells::new(x, y)
    }
}

/// The picture of a decision boundary: parts in the colour of the class that wins there, and the
/// boundary between them.
pub fn classes(found: &DecisionBoundary, plane: &Plane, walls: bool) -> Cells {
    let [x, y] = axes(plane);
    let cells = found.parts.iter().map(|part| Cell {
        corners: part.corners.clone(),
        colour: part.class,
    });
    let walls = if walls { &found.walls[..] } else { &[] };
    let walls = walls.iter().map(|&ends| Wall { ends, class: 0 });
    let boundary = found.polylines.iter().map(|line| {
        let closing = line.is_closed.then(|| line.points[0]);
        line.points.iter().copied().chain(closing).collect()
    });
    Cells {
        cells: cells.collect(),
        walls: walls.collect(),
        boundary: boundary.collect(),
        ..Cells::new(x, y)
    }
}

/// The class at a point: which output is largest, by the maps `[g, h, c]` of the outputs, or for one
/// output whether it is above 0.
pub fn class_at(outputs: &[[f64; 3]], [s, t]: [f64; 2]) -> usize {
    let value = |map: &[f64; 3]| map[0] * s + map[1] * t + map[2];
    if let [only] = outputs {
        return usize::from(value(only) > 0.0);
    }
    let mut best = (0, f64::NEG_INFINITY);
    for (output, map) in outputs.iter().enumerate() {
        if value(map) > best.1 {
            best = (output, value(map));
        }
    }
    best.0
}

/// Marks points of the plane, such as the examples that it goes through. Coordinates along two
/// directions of many inputs mean little; the points give the scale.
pub fn mark(cells: &mut Cells, points: Vec<[f64; 2]>) {
    if !points.is_empty() {
        cells.ticks = false;
        cells.x.label.clear();
        cells.y.label.clear();
    }
    cells.dots = points;
}

/// The axes of a window, in the plane's coordinates.
pub fn axes(plane: &Plane) -> [Axis; 2] {
    let inputs = Plane::of_inputs();
    let labels = if plane.origin() == inputs.origin() && plane.basis() == inputs.basis() {
        ["x₁", "x₂"]
    } else {
        ["s₁, along basis[0]", "s₂, along basis[1]"]
    };
    [0, 1].map(|i| {
        let limit = |sign: f64| {
            let window = plane.window();
            window.map(|window| window.center()[i] + sign * window.half_side())
        };
        Axis {
            min: limit(-1.0),
            max: limit(1.0),
            ..Axis::new(labels[i], Scale::Linear)
        }
    })
}
