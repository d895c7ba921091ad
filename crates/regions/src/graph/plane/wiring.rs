//! The readers of every unit.

use crate::dyadic::Dyadic;
use crate::graph::duplicates::Slots;
use crate::graph::plan::{Kind, Moved, Step};
use crate::pattern::Pieces;

/// For every slot of an input: pairs of numbers whose meaning depends on the reader.
#[derive(Default)]
pub(super) struct Reads {
    starts: Vec<u32>,
    entries: Vec<(u32, u32)>,
}

impl Reads {
    fn new(slots: usize, mut all: Vec<(u32, u32, u32)>) -> Self {
        all.sort_unstable();
        all.dedup();
        let mut starts = vec![0u32; slots + 1];
        for &(slot, ..) in &all {
            starts[slot as usize + 1] += 1;
        }
        for slot in 0..slots {
            starts[slot + 1] += starts[slot];
        }
        Self {
            starts,
            entries: all.into_iter().map(|(_, a, b)| (a, b)).collect(),
        }
    }

    pub(super) fn of(&self, slot: u32) -> &[(u32, u32)] {
        let slot = slot as usize;
        &self.entries[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }
}

/// A candidate of a maximum: the step and the slot.
pub(super) type Candidate = (u32, u32);

pub(super) struct Wired {
    /// Steps that read this one, and as which of their inputs.
    pub readers: Vec<(u32, u32)>,
    /// By input. For a [`Kind::Mix`], the slots that read one, and at which tap; for a
    /// [`Kind::Move`], the units, and the channel that they take; for others, the slots and 0.
    pub reads: Vec<Reads>,
    /// For a [`Kind::Largest`], by slot: its candidates, each once.
    pub candidates: Vec<Vec<Candidate>>,
    /// For a [`Kind::Activate`], level by level: the breakpoint of each channel, or NaN.
    pub levels: Vec<f64>,
    /// For a [`Kind::Activate`], by channel or for all: the offsets of its pieces, and their
    /// errors.
    pub offsets: Vec<Vec<(f64, f64)>>,
}

impl Wired {
    /// The offset of a piece of an activation, and its error.
    #[inline]
    pub(super) fn offset(&self, channel: usize, piece: u16) -> (f64, f64) {
        let kind = if self.offsets.len() == 1 { 0 } else { channel };
        self.offsets[kind][usize::from(piece)]
    }
}

fn levels(all: &[Pieces], padded: usize) -> Vec<f64> {
    let most = all.iter().map(|pieces| pieces.breakpoints().len()).max();
    let mut levels = Vec::new();
    for level in 0..most.unwrap_or(0) {
        levels.extend((0..padded).map(|channel| {
            let pieces = if all.len() == 1 {
                all.first()
            } else {
                all.get(channel)
            };
            let breakpoint = pieces.and_then(|pieces| pieces.breakpoints().get(level));
            breakpoint.copied().unwrap_or(f64::NAN)
        }));
    }
    levels
}

fn offsets(pieces: &Pieces) -> Vec<(f64, f64)> {
    let all = (0..=pieces.breakpoints().len()).map(|piece| {
        let offset = pieces.exact_offset(piece as u8);
        let (value, error) = offset.to_f64();
        let exact = value.is_finite() && Dyadic::from(value) == *offset;
        (value, if exact { 0.0 } else { error })
    });
    all.collect()
}

pub(super) fn wire(steps: &[Step], slots: &[Slots]) -> Vec<Wired> {
    let mut wired: Vec<Wired> = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let mut all: Vec<Vec<(u32, u32, u32)>> = vec![Vec::new(); step.inputs.len()];
        let mut candidates = Vec::new();
        let slot_of =
            |input: u32, position: u32| slots[step.inputs[input as usize]].of[position as usize];
        for (slot, &position) in slots[index].first.iter().enumerate() {
            let slot = slot as u32;
            match &step.kind {
                Kind::Input | Kind::Constant(_) => {}
                Kind::Mix(mix) => {
                    for tap in mix.taps.of(position as usize) {
                        all[0].push((slot_of(0, tap.position), slot, tap.cell));
                    }
                }
                Kind::Diagonal(diagonal) => {
                    for tap in diagonal.taps.of(position as usize) {
                        all[tap.input as usize].push((slot_of(tap.input, tap.position), slot, 0));
                    }
                }
                Kind::Activate(_) => all[0].push((slot, slot, 0)),
                Kind::Largest(taps) => {
                    let mut mine: Vec<Candidate> = Vec::new();
                    for tap in taps.of(position as usize) {
                        let from = slot_of(tap.input, tap.position);
                        all[tap.input as usize].push((from, slot, 0));
                        let candidate = (step.inputs[tap.input as usize] as u32, from);
                        if !mine.contains(&candidate) {
                            mine.push(candidate);
                        }
                    }
                    candidates.push(mine);
                }
                Kind::Move(moved) => {
                    let first = position as usize * step.channels;
                    let sources = &moved[first..first + step.channels];
                    for (channel, source) in sources.iter().enumerate() {
                        if let Moved::Element {
                            input,
                            position,
                            channel: from,
                        } = *source
                        {
                            let unit = slot as usize * step.padded + channel;
                            let entry = (slot_of(input, position), unit as u32, from);
                            all[input as usize].push(entry);
                        }
                    }
                }
            }
        }
        let reads = all.into_iter().zip(&step.inputs);
        let reads = reads.map(|(all, &input)| Reads::new(slots[input].len(), all));
        wired.push(Wired {
            readers: Vec::new(),
            reads: reads.collect(),
            candidates,
            levels: match &step.kind {
                Kind::Activate(all) => levels(all, step.padded),
                _ => Vec::new(),
            },
            offsets: match &step.kind {
                Kind::Activate(all) => all.iter().map(offsets).collect(),
                _ => Vec::new(),
            },
        });
        for (input, &from) in step.inputs.iter().enumerate() {
            wired[from].readers.push((index as u32, input as u32));
        }
    }
    wired
}
