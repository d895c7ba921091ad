use crate::class_at;
use crease_network::Network;
use crease_regions::{Metric, Plane, Polygon, Tiling, Window};
use std::collections::HashMap;

/// A side on the rim of the window.
const RIM: u32 = u32::MAX;

/// The numbers of a network and its regions, as the script reads them.
pub struct Frame {
    /// The weights on the plane: of the first layer `[W e, W f, W origin + b]` row by row, of each
    /// other its weights, row by row, and then its biases.
    parameters: Vec<f64>,
    /// Where the corners of each cell begin, and where those of the last end.
    offsets: Vec<u32>,
    /// Corners, the window being `[-1, 1]²`.
    corners: Vec<f32>,
    /// For each corner the neuron whose wall begins there, counted through all layers, or [`RIM`].
    sides: Vec<u32>,
    linear: Vec<u32>,
    classes: Vec<u32>,
    slopes: Vec<f32>,
    areas: Vec<f32>,
    patterns: Vec<u8>,
}

impl Frame {
    pub fn new(network: &Network, plane: &Plane, window: &Window, tiling: &Tiling) -> Self {
        let neurons = neurons_of_sides(network, tiling);
        let metric = Metric::of(plane);
        let (center, half_side) = (window.center(), window.half_side());
        let unit = plane.unit_area();
        let mut frame = Self {
            parameters: parameters(network, plane),
            offsets: vec![0],
            corners: Vec::new(),
            sides: Vec::new(),
            linear: Vec::new(),
            classes: Vec::new(),
            slopes: Vec::new(),
            areas: Vec::new(),
            patterns: Vec::new(),
        };
        for (index, polygon) in tiling.polygons.iter().enumerate() {
            let next = polygon.corners.iter().cycle().skip(1);
            for (corner, next) in polygon.corners.iter().zip(next) {
                let inside = [0, 1].map(|axis| (corner[axis] - center[axis]) / half_side);
                frame.corners.extend(inside.map(|number| number as f32));
                let neuron = neurons.get(&side(corner, next));
                frame.sides.push(neuron.copied().unwrap_or(RIM));
            }
            frame.offsets.push(frame.sides.len() as u32);
            frame.linear.push(polygon.linear_region as u32);
            frame.classes.push(class(polygon));
            let gradients = polygon.outputs.iter().map(|&[g, h, _]| [g, h]);
            frame.slopes.push(metric.norm(gradients) as f32);
            frame.areas.push((polygon.area() * unit) as f32);
            frame.patterns.extend_from_slice(tiling.pattern(index));
        }
        frame
    }

    /// How many corners all cells have together.
    pub fn corners(&self) -> usize {
        self.sides.len()
    }

    /// How many numbers the network has.
    pub fn parameters(&self) -> usize {
        self.parameters.len()
    }

    /// The slope of each cell.
    pub fn slopes(&self) -> &[f32] {
        &self.slopes
    }

    /// The area of each cell, in input space.
    pub fn areas(&self) -> &[f32] {
        &self.areas
    }

    /// All numbers, one list after the other, the lowest byte first.
    pub fn bytes(&self) -> Vec<u8> {
        fn extend<T: Copy, const N: usize>(
            bytes: &mut Vec<u8>,
            list: &[T],
            number: impl Fn(T) -> [u8; N],
        ) {
            bytes.extend(list.iter().flat_map(|&one| number(one)));
        }
        let mut bytes = Vec::new();
        extend(&mut bytes, &self.parameters, f64::to_le_bytes);
        extend(&mut bytes, &self.offsets, u32::to_le_bytes);
        extend(&mut bytes, &self.corners, f32::to_le_bytes);
        for list in [&self.sides, &self.linear, &self.classes] {
            extend(&mut bytes, list, u32::to_le_bytes);
        }
        for list in [&self.slopes, &self.areas] {
            extend(&mut bytes, list, f32::to_le_bytes);
        }
        bytes.extend(&self.patterns);
        bytes
    }
}

fn parameters(network: &Network, plane: &Plane) -> Vec<f64> {
    let product = |row: &[f64], along: &[f64]| -> f64 {
        row.iter()
            .zip(along)
            .map(|(weight, number)| weight * number)
            .sum()
    };
    let [e, f] = plane.basis();
    let mut parameters = Vec::new();
    let layers = network.layers();
    if let Some(first) = layers.first() {
        for (row, bias) in first.weight.chunks(first.inputs).zip(&first.bias) {
            let origin = product(row, plane.origin()) + bias;
            parameters.extend([product(row, e), product(row, f), origin]);
        }
    }
    for layer in layers.iter().skip(1) {
        parameters.extend_from_slice(&layer.weight);
        parameters.extend_from_slice(&layer.bias);
    }
    parameters
}

/// The ends of a side in one order, by their bits: both cells at a wall have the same.
type Side = [[u64; 2]; 2];

fn side(from: &[f64; 2], to: &[f64; 2]) -> Side {
    // Zeros of both signs are one point.
    let bits = |point: &[f64; 2]| point.map(|number| (number + 0.0).to_bits());
    let mut ends = [bits(from), bits(to)];
    ends.sort_unstable();
    ends
}

/// The neuron of each wall, counted through all layers.
fn neurons_of_sides(network: &Network, tiling: &Tiling) -> HashMap<Side, u32> {
    let mut before = vec![0];
    for width in network.widths().iter().skip(1) {
        before.push(before.last().unwrap_or(&0) + width);
    }
    let walls = tiling.walls.iter().filter_map(|wall| {
        let neuron = wall.neuron?;
        let index = before[neuron.layer] + neuron.unit;
        Some((side(&wall.ends[0], &wall.ends[1]), index as u32))
    });
    walls.collect()
}

/// The class at a polygon's centre.
fn class(polygon: &Polygon) -> u32 {
    let count = polygon.corners.len() as f64;
    let sum = |axis: usize| {
        polygon
            .corners
            .iter()
            .map(|corner| corner[axis])
            .sum::<f64>()
    };
    class_at(&polygon.outputs, [0, 1].map(|axis| sum(axis) / count)) as u32
}
