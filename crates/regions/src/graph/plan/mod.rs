//! A graph, prepared for counting: channels last, weights by tap, and who reads whom by position.
//!
//! The elements of a node are `channels x positions`. All channels of a position stand side by side,
//! padded to whole vectors, because what a linear layer does to them is a matrix.

mod join;
mod mix;
mod step;
mod taps;

pub(super) use self::mix::Mix;
pub(super) use self::step::{Diagonal, Kind, Moved, Scaled, Step};
pub(super) use self::taps::{Tap, Taps};

use self::join::join;
use self::mix::{mix, transposed};
use crate::pattern::Pieces;
use crate::vectors::BLOCK;
use crease_network::Graph;
use crease_network::graph::{Node, Op, Source};

/// The steps that the output needs.
pub(super) fn plan(graph: &Graph) -> Vec<Step> {
    let nodes = graph.nodes();
    let mut steps: Vec<Step> = nodes.iter().map(|node| step(graph, node)).collect();
    join(&mut steps);
    for index in 0..steps.len() {
        steps[index].last_reader = index;
        let together = steps[index].with.iter().chain([&index]);
        let read = together.flat_map(|&step| steps[step].inputs.clone());
        for input in read.collect::<Vec<_>>() {
            steps[input].last_reader = index;
        }
    }
    for index in (0..steps.len()).rev() {
        let wants = match steps[index].kind {
            Kind::Largest(_) | Kind::Activate(_) => true,
            Kind::Move(_) => steps[index].wants_levels,
            _ => false,
        };
        if wants {
            for input in steps[index].inputs.clone() {
                steps[input].wants_levels = true;
            }
        }
    }
    steps
}

fn layout(shape: &[usize]) -> (usize, usize) {
    (shape[0], shape[1..].iter().product())
}

fn step(graph: &Graph, node: &Node) -> Step {
    let shapes: Vec<&[usize]> = node
        .inputs()
        .iter()
        .map(|&input| graph.nodes()[input].shape())
        .collect();
    let (channels, positions) = layout(node.shape());
    let padded = channels.next_multiple_of(BLOCK);
    let one_by_one = || {
        Taps::new(positions, |position, taps| {
            taps.extend((0..shapes.len()).map(|input| Tap {
                input: input as u32,
                cell: input as u32,
                position: position as u32,
            }));
        })
    };
    let windows = |window: &crease_network::graph::Window| {
        Taps::new(positions, |position, taps| {
            let (input, output) = (&shapes[0][1..], &node.shape()[1..]);
            window.taps(input, output, position, |tap, position| {
                taps.push(Tap {
                    input: 0,
                    cell: tap as u32,
                    position: position as u32,
                });
            });
        })
    };
    let kind = match node.op() {
        Op::Input => Kind::Input,
        Op::Constant(constant) => Kind::Constant(constant.values.clone()),
        Op::Dense(dense) => Kind::Mix(mix(
            one_by_one(),
            &dense.weight,
            &dense.bias,
            [shapes[0][0], dense.outputs, 1],
            &[],
        )),
        Op::Conv(conv) => Kind::Mix(mix(
            windows(&conv.window),
            &conv.weight,
            &conv.bias,
            [shapes[0][0], conv.outputs, conv.groups],
            &conv.window.kernel,
        )),
        Op::ConvTranspose(conv) => Kind::Mix(transposed(conv, shapes[0], node.shape())),
        Op::Scale(scale) => Kind::Diagonal(Diagonal {
            taps: one_by_one(),
            factors: vec![1.0; positions],
            norm: scale.scale.iter().fold(0.0, |most, s| most.max(s.abs())),
            scale: Some(scaled(scale, shapes[0], padded)),
            terms: 1,
        }),
        Op::Sum(sum) => Kind::Diagonal(Diagonal {
            taps: one_by_one(),
            factors: sum.factors.repeat(positions),
            norm: sum.factors.iter().map(|factor| factor.abs()).sum(),
            scale: None,
            terms: sum.factors.len(),
        }),
        Op::AveragePool(pool) => {
            let taps = windows(&pool.window);
            let counts = (0..positions).map(|position| taps.of(position).len());
            let factors = counts.flat_map(|inside| vec![pool.factor(inside); inside]);
            let factors: Vec<f64> = factors.collect();
            let largest = factors.iter().fold(0.0, |most: f64, f| most.max(f.abs()));
            Kind::Diagonal(Diagonal {
                factors,
                terms: pool.window.positions(),
                norm: largest * pool.window.positions() as f64,
                taps,
                scale: None,
            })
        }
        Op::MaxPool(pool) => Kind::Largest(windows(&pool.window)),
        Op::Maximum => Kind::Largest(one_by_one()),
        Op::Activate(activate) => {
            Kind::Activate(activate.activations.iter().map(Pieces::new).collect())
        }
        Op::Concat(_) | Op::Reshape(_) | Op::Transpose(_) | Op::Pad(_) | Op::Slice(_) => {
            Kind::Move(moved(node, &shapes, channels, positions))
        }
    };
    Step {
        kind,
        inputs: node.inputs().to_vec(),
        channels,
        padded,
        positions,
        wants_levels: false,
        last_reader: 0,
        passing: false,
        with: Vec::new(),
    }
}

fn moved(node: &Node, shapes: &[&[usize]], channels: usize, positions: usize) -> Vec<Moved> {
    let mut moved = Vec::with_capacity(channels * positions);
    for position in 0..positions {
        for channel in 0..channels {
            let element = channel * positions + position;
            moved.push(match node.op().source(shapes, node.shape(), element) {
                Source::Number(number) => Moved::Number(number),
                Source::Element { input, element } => {
                    let (_, positions) = layout(shapes[input]);
                    Moved::Element {
                        input: input as u32,
                        position: (element % positions) as u32,
                        channel: (element / positions) as u32,
                    }
                }
            });
        }
    }
    moved
}

fn scaled(scale: &crease_network::graph::Scale, shape: &[usize], padded: usize) -> Scaled {
    let (channels, positions) = layout(shape);
    let by_position = scale.scale.len() > channels;
    let rows = if by_position { positions } else { 1 };
    let spread = |numbers: &[f64]| {
        let mut out = vec![0.0; rows * padded];
        for position in 0..rows {
            for channel in 0..channels {
                let at = scale.index(shape, channel * positions + position);
                out[position * padded + channel] = numbers[at];
            }
        }
        out
    };
    Scaled {
        scale: spread(&scale.scale),
        shift: spread(&scale.shift),
        by_position,
    }
}
