//! The rows of the three tables.

use super::table::{Column, Lists, Values};
use crease_picture::class_at;
use crease_regions::{CellWall, NumberedCell, Plane, Vertex};

/// Rows of a table, column by column.
pub trait Rows {
    fn len(&self) -> usize;
    fn columns(&self) -> Vec<Column<'_>>;
    fn clear(&mut self);
}

/// Converts lengths and areas from a plane's coordinates to input space.
pub struct Space {
    plane: Plane,
    unit_area: f64,
    inverse_gram: [[f64; 2]; 2],
}

impl Space {
    pub fn of(plane: &Plane) -> Self {
        Self {
            unit_area: plane.unit_area(),
            inverse_gram: plane.inverse_gram(),
            plane: plane.clone(),
        }
    }

    /// The Frobenius norm of the gradients of several outputs.
    fn norm(&self, gradients: impl Iterator<Item = [f64; 2]>) -> f64 {
        let [[a, b], [_, c]] = self.inverse_gram;
        let squares = gradients.map(|[g, h]| a * g * g + 2.0 * b * g * h + c * h * h);
        squares
            .fold(0.0, |sum: f64, square| sum + square)
            .max(0.0)
            .sqrt()
    }
}

fn whole(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[derive(Default)]
pub struct CellRows {
    widths: Vec<usize>,
    outputs: usize,
    cell: Vec<i64>,
    area: Vec<f64>,
    center_s: Vec<f64>,
    center_t: Vec<f64>,
    corners: Vec<i64>,
    class: Vec<i64>,
    linear_region: Vec<i64>,
    slope: Vec<f64>,
    maps: Vec<f64>,
    pattern: Vec<u8>,
    polygon_ends: Vec<usize>,
    polygon: Vec<[f64; 2]>,
}

impl CellRows {
    pub fn new(widths: Vec<usize>, outputs: usize) -> Self {
        Self {
            widths,
            outputs,
            ..Self::default()
        }
    }

    pub fn push(&mut self, numbered: &NumberedCell<'_>, space: &Space) {
        let cell = &numbered.cell;
        let count = cell.corners.len() as f64;
        let mean = |axis: usize| cell.corners.iter().map(|at| at[axis]).sum::<f64>() / count;
        let center = [mean(0), mean(1)];
        self.cell.push(whole(numbered.index));
        self.area.push(cell.area() * space.unit_area);
        self.center_s.push(center[0]);
        self.center_t.push(center[1]);
        self.corners.push(whole(cell.corners.len() as u64));
        self.class
            .push(whole(class_at(cell.outputs, center) as u64));
        self.linear_region
            .push(numbered.linear_region.map_or(-1, whole));
        self.slope
            .push(space.norm(cell.outputs.iter().map(|&[g, h, _]| [g, h])));
        self.maps.extend(cell.outputs.iter().flatten());
        self.pattern.extend_from_slice(cell.pattern);
        self.polygon.extend_from_slice(cell.corners);
        self.polygon_ends.push(self.polygon.len());
    }
}

/// A column by its name.
const fn column<'a>(name: &'static str, values: Values<'a>) -> Column<'a> {
    Column { name, values }
}

impl Rows for CellRows {
    fn len(&self) -> usize {
        self.cell.len()
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let polygon = Lists {
            ends: &self.polygon_ends,
            items: &self.polygon,
        };
        vec![
            column("cell", Values::Whole(&self.cell)),
            column("area", Values::Real(&self.area)),
            column("center_s", Values::Real(&self.center_s)),
            column("center_t", Values::Real(&self.center_t)),
            column("corners", Values::Whole(&self.corners)),
            column("class", Values::Whole(&self.class)),
            column("linear_region", Values::Whole(&self.linear_region)),
            column("slope", Values::Real(&self.slope)),
            column("maps", Values::Maps(self.outputs, &self.maps)),
            column("pattern", Values::Pattern(&self.widths, &self.pattern)),
            column("polygon", Values::Points(polygon)),
        ]
    }

    fn clear(&mut self) {
        *self = Self::new(std::mem::take(&mut self.widths), self.outputs);
    }
}

#[derive(Default)]
pub struct WallRows {
    cells: [Vec<i64>; 2],
    neuron: [Vec<i64>; 3],
    jumps: Vec<bool>,
    jump: Vec<f64>,
    length: Vec<f64>,
    /// Start and end, `s` and `t`.
    ends: [[Vec<f64>; 2]; 2],
    vertices: [Vec<i64>; 2],
}

impl WallRows {
    pub fn push(&mut self, wall: &CellWall<'_>, space: &Space) {
        let neuron = wall.neuron;
        let neuron = [neuron.layer, neuron.unit, neuron.breakpoint];
        for (column, number) in self.neuron.iter_mut().zip(neuron) {
            column.push(whole(number as u64));
        }
        for (column, cell) in self.cells.iter_mut().zip(wall.cells) {
            column.push(whole(cell));
        }
        for (column, vertex) in self.vertices.iter_mut().zip(wall.vertices) {
            column.push(vertex.map_or(-1, whole));
        }
        for (columns, end) in self.ends.iter_mut().zip(wall.ends) {
            columns[0].push(end[0]);
            columns[1].push(end[1]);
        }
        let [[a, b], [c, d]] = wall.ends;
        self.length.push(space.plane.length([c - a, d - b]));
        self.jumps.push(wall.jumps.unwrap_or(true));
        self.jump.push(space.norm(wall.jump.iter().copied()));
    }
}

impl Rows for WallRows {
    fn len(&self) -> usize {
        self.length.len()
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let [start, end] = &self.ends;
        vec![
            column("cell_above", Values::Whole(&self.cells[0])),
            column("cell_below", Values::Whole(&self.cells[1])),
            column("layer", Values::Whole(&self.neuron[0])),
            column("neuron", Values::Whole(&self.neuron[1])),
            column("breakpoint", Values::Whole(&self.neuron[2])),
            column("jumps", Values::Flag(&self.jumps)),
            column("jump", Values::Real(&self.jump)),
            column("length", Values::Real(&self.length)),
            column("start_s", Values::Real(&start[0])),
            column("start_t", Values::Real(&start[1])),
            column("end_s", Values::Real(&end[0])),
            column("end_t", Values::Real(&end[1])),
            column("start_vertex", Values::Whole(&self.vertices[0])),
            column("end_vertex", Values::Whole(&self.vertices[1])),
        ]
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}

#[derive(Default)]
pub struct VertexRows {
    vertex: Vec<i64>,
    s: Vec<f64>,
    t: Vec<f64>,
    degree: Vec<i64>,
    neuron_ends: Vec<usize>,
    neurons: Vec<[u32; 3]>,
}

impl VertexRows {
    pub fn push(&mut self, vertex: &Vertex<'_>) {
        self.vertex.push(whole(vertex.index));
        self.s.push(vertex.point[0]);
        self.t.push(vertex.point[1]);
        self.degree.push(whole(vertex.degree as u64));
        let neurons = vertex.neurons.iter();
        self.neurons.extend(
            neurons.map(|neuron| [neuron.layer, neuron.unit, neuron.breakpoint].map(|n| n as u32)),
        );
        self.neuron_ends.push(self.neurons.len());
    }
}

impl Rows for VertexRows {
    fn len(&self) -> usize {
        self.vertex.len()
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let neurons = Lists {
            ends: &self.neuron_ends,
            items: &self.neurons,
        };
        vec![
            column("vertex", Values::Whole(&self.vertex)),
            column("s", Values::Real(&self.s)),
            column("t", Values::Real(&self.t)),
            column("degree", Values::Whole(&self.degree)),
            column("neurons", Values::Neurons(neurons)),
        ]
    }

    fn clear(&mut self) {
        *self = Self::default();
    }
}
