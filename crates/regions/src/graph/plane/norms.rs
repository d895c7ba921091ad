//! Euclidean norms of the steps of a graph, over all elements together.

use super::state::State;
use crate::Plane;
use crate::affine::SLACK;
use crate::graph::duplicates::Slots;
use crate::graph::plan::{Kind, Moved, Step};

/// Bounds by step.
#[derive(Default)]
pub(super) struct Norms {
    /// By step and input: that of the map from all its elements, but for the slopes of activations.
    pub of: Vec<Vec<f64>>,
    /// By step: no coefficient of an element's form is larger, whatever the pieces.
    pub reach: Vec<f64>,
    /// By step and slot: its positions.
    pub copies: Vec<Vec<f64>>,
}

impl Norms {
    /// Finds those of all steps, unless that has been done.
    pub(super) fn prepare(&mut self, state: &State<'_>, plane: &Plane) {
        if !self.of.is_empty() {
            return;
        }
        self.copies = state.slots.iter().map(copies).collect();
        for is_sharp in [false, true] {
            let steps = 0..state.steps.len();
            let norms = steps.map(|index| norms_of(state.steps, index, is_sharp));
            self.of = norms.collect();
            self.reach = reach(state, plane, &self.of);
            // Rounding errors are parts of this.
            if self.reach.iter().all(|&reach| reach < MUCH) {
                return;
            }
        }
    }
}

/// With larger coefficients than this, rough norms are not good enough.
const MUCH: f64 = 1e6;

/// By step: a bound on the Euclidean norm of a coefficient of all elements, whatever the pieces.
fn reach(state: &State<'_>, plane: &Plane, norms: &[Vec<f64>]) -> Vec<f64> {
    let length = |numbers: &mut dyn Iterator<Item = f64>| {
        numbers.map(|number| number * number).sum::<f64>().sqrt()
    };
    let mut all: Vec<f64> = Vec::with_capacity(norms.len());
    for (index, step) in state.steps.iter().enumerate() {
        let inputs = step.inputs.iter().enumerate();
        let distinct = inputs.filter(|(place, input)| {
            !matches!(step.kind, Kind::Largest(_)) || !step.inputs[..*place].contains(input)
        });
        let passed: f64 = distinct
            .map(|(place, &input)| norms[index][place] * all[input])
            .sum();
        let elements = (step.positions * step.channels) as f64;
        let added = match &step.kind {
            Kind::Input => {
                let lengths = plane
                    .vectors()
                    .map(|vector| length(&mut vector.iter().copied()));
                lengths.into_iter().fold(0.0, f64::max)
            }
            Kind::Constant(numbers) => length(&mut numbers.iter().copied()),
            Kind::Mix(mix) => {
                length(&mut mix.bias.iter().copied()) * (step.positions as f64).sqrt()
            }
            Kind::Diagonal(diagonal) => {
                let positions = 0..step.positions;
                let shift = |position: usize| {
                    let channels = 0..step.channels;
                    channels.map(move |channel| {
                        diagonal.scale_and_shift(step.padded, position, channel)[1]
                    })
                };
                length(&mut positions.flat_map(shift))
            }
            Kind::Move(moved) => {
                let number = |of: &Moved| match *of {
                    Moved::Number(number) => number,
                    Moved::Element { .. } => 0.0,
                };
                length(&mut moved.iter().map(number))
            }
            Kind::Activate(_) => {
                let offsets = state.wired[index].offsets.iter().flatten();
                let most = offsets.fold(0.0, |most: f64, (offset, error)| {
                    most.max(offset.abs() + error)
                });
                most * elements.sqrt()
            }
            Kind::Largest(_) => 0.0,
        };
        let slopes = match &step.kind {
            Kind::Activate(pieces) => pieces
                .iter()
                .flat_map(|pieces| {
                    let all = 0..=pieces.breakpoints().len();
                    all.map(|piece| pieces.slope(piece as u8).abs())
                })
                .fold(0.0, f64::max),
            _ => 1.0,
        };
        all.push((slopes * passed + added) * SLACK + f64::MIN_POSITIVE);
    }
    all
}

fn copies(slots: &Slots) -> Vec<f64> {
    let mut copies = vec![0.0; slots.len()];
    for &slot in &slots.of {
        copies[slot as usize] += 1.0;
    }
    copies
}

/// By input of a step: a bound on the Euclidean norm of the map from all its elements, but for the slopes
/// of activations.
fn norms_of(steps: &[Step], index: usize, is_sharp: bool) -> Vec<f64> {
    let step = &steps[index];
    let of_input = |place: usize| {
        // The most that anything is multiplied by, in sums over what reads it, and the same over what
        // is read.
        let mut reads: Vec<f64> = Vec::new();
        let mut read = |element: usize, times: f64| {
            reads.resize(reads.len().max(element + 1), 0.0);
            reads[element] += times;
        };
        let mut row = 1.0;
        match &step.kind {
            Kind::Input | Kind::Constant(_) => return 0.0,
            Kind::Mix(mix) if is_sharp => return mix.sharp_norm(),
            Kind::Mix(mix) => return mix.rough_norm(),
            Kind::Activate(_) => return 1.0,
            Kind::Diagonal(diagonal) => {
                row = diagonal.norm;
                for position in 0..step.positions {
                    let scales = (0..step.channels).map(|channel| {
                        diagonal.scale_and_shift(step.padded, position, channel)[0].abs()
                    });
                    let scale = scales.fold(0.0, f64::max);
                    let range = diagonal.taps.range(position);
                    let taps = diagonal.taps.taps[range.clone()].iter();
                    for (tap, factor) in taps.zip(&diagonal.factors[range]) {
                        if tap.input as usize == place {
                            read(tap.position as usize, factor.abs() * scale);
                        }
                    }
                }
            }
            Kind::Move(moved) => {
                let channels = steps[step.inputs[place]].channels;
                for of in moved {
                    match *of {
                        Moved::Element {
                            input,
                            position,
                            channel,
                        } if input as usize == place => {
                            read(position as usize * channels + channel as usize, 1.0);
                        }
                        _ => {}
                    }
                }
            }
            Kind::Largest(taps) => {
                for position in 0..step.positions {
                    for tap in taps.of(position) {
                        if step.inputs[tap.input as usize] == step.inputs[place] {
                            read(tap.position as usize, 1.0);
                        }
                    }
                }
            }
        }
        (row * reads.into_iter().fold(0.0, f64::max)).sqrt() * SLACK
    };
    (0..step.inputs.len()).map(of_input).collect()
}
