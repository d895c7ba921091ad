use super::{CellWall, NumberedCell, Vertex, Visitor, visit_plane};
use crate::oracle::{count_by_mesh, degrees_by_mesh};
use crate::{
    Activation, Counts, Layer, Network, Neuron, Options, Plane, Progress, RegionsError, Window,
    tile_plane,
};
use crease_samples::{activations, he_normal, networks};
use proptest::prelude::*;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// Everything, kept.
#[derive(Default)]
struct Recorder {
    counts: Option<Counts>,
    corners: Vec<Vec<[f64; 2]>>,
    outputs: Vec<Vec<[f64; 3]>>,
    patterns: Vec<Vec<u8>>,
    linear_regions: Vec<Option<u64>>,
    walls: Vec<Wall>,
    vertices: Vec<([f64; 2], Vec<Neuron>, usize)>,
}

struct Wall {
    ends: [[f64; 2]; 2],
    vertices: [Option<u64>; 2],
    cells: [usize; 2],
    neuron: Neuron,
    jump: Vec<[f64; 2]>,
    jumps: Option<bool>,
}

impl Visitor for Recorder {
    fn begin(&mut self, counts: &Counts) -> ControlFlow<()> {
        self.counts = Some(*counts);
        ControlFlow::Continue(())
    }

    fn cell(&mut self, cell: &NumberedCell<'_>) -> ControlFlow<()> {
        assert_eq!(cell.index, self.corners.len() as u64);
        self.corners.push(cell.cell.corners.to_vec());
        self.outputs.push(cell.cell.outputs.to_vec());
        self.patterns.push(cell.cell.pattern.to_vec());
        self.linear_regions.push(cell.linear_region);
        ControlFlow::Continue(())
    }

    fn wall(&mut self, wall: &CellWall<'_>) -> ControlFlow<()> {
        self.walls.push(Wall {
            ends: wall.ends,
            vertices: wall.vertices,
            cells: wall.cells.map(|cell| cell as usize),
            neuron: wall.neuron,
            jump: wall.jump.to_vec(),
            jumps: wall.jumps,
        });
        ControlFlow::Continue(())
    }

    fn vertex(&mut self, vertex: &Vertex<'_>) -> ControlFlow<()> {
        assert_eq!(vertex.index, self.vertices.len() as u64);
        self.vertices
            .push((vertex.point, vertex.neurons.to_vec(), vertex.degree));
        ControlFlow::Continue(())
    }
}

const LINEAR: Options = Options::regions().with_linear_regions(true);

fn visited(network: &Network, plane: &Plane) -> Recorder {
    let mut kept = Recorder::default();
    let counts = visit_plane(network, plane, &LINEAR, &mut kept).expect("a visit");
    assert_eq!(kept.counts, Some(counts));
    kept
}

/// Against the mesh, against the kept cells, and against itself.
fn check(network: &Network, plane: &Plane) {
    let kept = visited(network, plane);
    let mesh = count_by_mesh(network, plane, &LINEAR).unwrap();
    assert_eq!(kept.corners.len() as u64, mesh.activation_regions);
    assert_eq!(Some(kept.walls.len() as u64), mesh.edges);
    assert_eq!(Some(kept.vertices.len() as u64), mesh.vertices);
    let linear: HashSet<_> = kept.linear_regions.iter().flatten().collect();
    assert_eq!(Some(linear.len() as u64), mesh.linear_regions);
    // Euler.
    assert_eq!(
        kept.vertices.len() + kept.corners.len(),
        kept.walls.len() + 1
    );
    let mut degrees: Vec<usize> = kept.vertices.iter().map(|vertex| vertex.2).collect();
    degrees.sort_unstable();
    assert_eq!(degrees, degrees_by_mesh(network, plane));
    // Every vertex is at the end of as many walls as it says, of the neurons that it names.
    let mut ends = vec![Vec::new(); kept.vertices.len()];
    for wall in &kept.walls {
        for (&vertex, point) in wall.vertices.iter().zip(&wall.ends) {
            if let Some(vertex) = vertex {
                assert_eq!(*point, kept.vertices[vertex as usize].0);
                ends[vertex as usize].push(wall.neuron);
            }
        }
    }
    for ((_, neurons, degree), mut ending) in kept.vertices.iter().zip(ends) {
        assert_eq!(ending.len(), *degree);
        let by_number = |neuron: &Neuron| (neuron.layer, neuron.breakpoint, neuron.unit);
        ending.sort_unstable_by_key(by_number);
        ending.dedup();
        assert_eq!(ending, *neurons);
    }
    agrees_with_tiling(network, plane, &kept);
}

/// The same cells in the same order, and the same walls, as where all are kept.
fn agrees_with_tiling(network: &Network, plane: &Plane, kept: &Recorder) {
    let tiling = tile_plane(network, plane, &Options::regions()).unwrap();
    for (cell, polygon) in tiling.polygons.iter().enumerate() {
        assert_eq!(kept.corners[cell].len(), polygon.corners.len());
        assert_eq!(kept.outputs[cell], polygon.outputs);
        assert_eq!(
            kept.linear_regions[cell],
            Some(polygon.linear_region as u64)
        );
        assert_eq!(kept.patterns[cell], tiling.pattern(cell));
    }
    let walls = tiling.walls.iter().enumerate();
    let mut expected: Vec<_> = walls
        .map(|(index, wall)| {
            let jump: Vec<[f64; 2]> = (0..network.outputs())
                .map(|output| tiling.jump(index, output))
                .collect();
            (wall.polygons, wall.neuron, Some(wall.jumps), jump)
        })
        .collect();
    let walls = kept.walls.iter();
    let mut found: Vec<_> = walls
        .map(|wall| (wall.cells, Some(wall.neuron), wall.jumps, wall.jump.clone()))
        .collect();
    expected.sort_by_key(|wall| wall.0);
    found.sort_by_key(|wall| wall.0);
    assert_eq!(found, expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Concurrent lines, duplicate neurons, neurons that are zero all over, walls of several neurons.
    #[test]
    fn degenerate_networks(
        network in networks(
            (prop::collection::vec(1usize..7, 1..4), 1usize..3)
                .prop_map(|(hidden, outputs)| [&[2], hidden.as_slice(), &[outputs]].concat()),
            2,
            activations(),
        ),
        half_side in prop_oneof![Just(1.0), Just(3.0), 0.1..10.0],
        center in prop_oneof![Just([0.0, 0.0]), Just([1.0, -1.0]), Just([0.5, 0.25])],
    ) {
        let plane = Plane::of_inputs().within(Window::new(center, half_side).unwrap());
        check(&network, &plane);
    }

    #[test]
    fn networks_in_general_position(
        hidden in prop::collection::vec(1usize..14, 1..4),
        seed: u64,
        half_side in 1e-2..10.0,
    ) {
        let widths = [&[2], hidden.as_slice(), &[3]].concat();
        let network = he_normal(&widths, 0.3, seed);
        let plane = Plane::square(half_side).unwrap();
        check(&network, &plane);
        let kept = visited(&network, &plane);
        for (_, neurons, degree) in &kept.vertices {
            assert_eq!((neurons.len(), *degree), (2, 4));
        }
    }
}

/// All lines of the first layer through the origin, and one beside it.
#[test]
fn a_pencil_of_lines() {
    let lines = 20;
    let mut weight: Vec<f64> = (0..lines).flat_map(|k| [f64::from(k) - 7.0, 1.0]).collect();
    weight.extend([1.0, 0.0]);
    let mut bias = vec![0.0; lines as usize];
    bias.push(-0.5);
    let outputs = bias.len();
    let hidden = Layer {
        weight,
        bias,
        inputs: 2,
        outputs,
    };
    let output = Layer {
        weight: vec![1.0; outputs],
        bias: vec![0.0],
        inputs: outputs,
        outputs: 1,
    };
    let network = Network::new(vec![hidden, output], Activation::relu()).unwrap();
    let plane = Plane::square(1.0).unwrap();
    check(&network, &plane);
    let kept = visited(&network, &plane);
    let origin = kept.vertices.iter().find(|vertex| vertex.0 == [0.0, 0.0]);
    let (_, neurons, degree) = origin.expect("the origin");
    assert_eq!((neurons.len(), *degree), (20, 40));
    assert!(neurons.iter().all(|neuron| neuron.layer == 0));
}

#[test]
fn a_window_without_walls() {
    let layer = |bias: f64| Layer {
        weight: vec![1.0, 1.0],
        bias: vec![bias],
        inputs: 2,
        outputs: 1,
    };
    let linear = Network::new(vec![layer(0.5)], Activation::relu()).unwrap();
    let plane = Plane::square(1.0).unwrap();
    let kept = visited(&linear, &plane);
    assert_eq!((kept.corners.len(), kept.walls.len()), (1, 0));
    assert_eq!(kept.outputs, [[[1.0, 1.0, 0.5]]]);
    assert_eq!(kept.linear_regions, [Some(0)]);

    let output = Layer {
        weight: vec![1.0],
        bias: vec![0.0],
        inputs: 1,
        outputs: 1,
    };
    let uncut = Network::new(vec![layer(5.0), output], Activation::relu()).unwrap();
    let kept = visited(&uncut, &plane);
    assert_eq!((kept.corners.len(), kept.vertices.len()), (1, 0));
}

/// A visitor that has seen enough.
struct Impatient(u32);

impl Visitor for Impatient {
    fn wall(&mut self, _: &CellWall<'_>) -> ControlFlow<()> {
        self.0 -= 1;
        if self.0 == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[test]
fn a_visit_can_be_ended() {
    let network = he_normal(&[2, 16, 16, 1], 0.1, 3);
    let plane = Plane::square(1.0).unwrap();
    let mut impatient = Impatient(10);
    let ended = visit_plane(&network, &plane, &LINEAR, &mut impatient);
    assert_eq!(ended, Err(RegionsError::Cancelled));
    assert_eq!(impatient.0, 0);
    let progress = Progress::new();
    progress.cancel();
    let options = LINEAR.with_progress(&progress);
    let ended = visit_plane(&network, &plane, &options, &mut Impatient(10));
    assert_eq!(ended, Err(RegionsError::Cancelled));
    let whole = visit_plane(&network, &Plane::of_inputs(), &LINEAR, &mut Impatient(10));
    assert_eq!(whole, Err(RegionsError::NoWindow));
}
