//! Decides what an open neuron does in a cell: settle on a piece, or cut.

use super::cutter::Cutter;
use super::form::Form;
use super::hull::Hull;
use super::lines::Name;
use super::mesh::Kind as EdgeKind;
use super::open::{Candidates, Cut, Open, Verdict};
use super::signs::Sides;
use super::touches::{LARGEST, Touch};
use smallvec::SmallVec;

/// A candidate of a maximum, as it is in a cell.
pub(super) struct Rival {
    pub index: u16,
    pub name: Name,
    pub form: Form,
}

impl Cutter<'_> {
    /// What a neuron does in a cell.
    pub(super) fn judge(
        &mut self,
        step: usize,
        neuron: Open,
        ring: &[u32],
        hull: &Hull,
    ) -> Verdict {
        match neuron {
            Open::Level { unit, low, high } => {
                let input = self.state.steps[step].inputs[0];
                let pre = self.state.at[input].values.get(unit as usize);
                self.judge_level(step, unit, [low, high], &pre, ring, hull)
            }
            Open::Largest { unit, left, all } => {
                let rival = |&index: &u16| {
                    let name = self.candidate(step, unit, index);
                    let form = self.state.form_of(name);
                    Rival { index, name, form }
                };
                let rivals: SmallVec<[Rival; 6]> = all.iter().map(rival).collect();
                self.judge_largest(step, unit, left, &rivals, ring, hull)
            }
        }
    }

    /// What an activation does whose argument is this form.
    pub(super) fn judge_level(
        &mut self,
        step: usize,
        unit: u32,
        [mut low, mut high]: [u16; 2],
        pre: &Form,
        ring: &[u32],
        hull: &Hull,
    ) -> Verdict {
        let Some(pieces) = self.state.steps[step].pieces_of(unit as usize) else {
            return Verdict::Settled(low);
        };
        let input = self.state.steps[step].inputs[0] as u32;
        let mut first: Option<Cut> = None;
        let mut level = low;
        while level < high {
            let breakpoint = pieces.breakpoints()[level as usize];
            let form = pre.less(breakpoint);
            let name = Name::Unit { step: input, unit };
            let sides = self.sides(ring, hull, &form, [name, Name::number(breakpoint)]);
            let touch = |piece| Touch {
                step: step as u32,
                unit,
                level,
                piece,
            };
            match sides {
                Sides::Above { touching } => {
                    low = level + 1;
                    self.touch(touching, touch(1));
                }
                Sides::Below { touching } => {
                    self.touch(touching, touch(0));
                    high = level;
                }
                Sides::Zero => high = level,
                Sides::Both => {
                    first.get_or_insert(Cut {
                        form,
                        pair: [name, Name::number(breakpoint)],
                        owner: (step as u32, unit),
                        kind: EdgeKind::Wall,
                        level,
                    });
                }
            }
            level += 1;
        }
        match first {
            Some(cut) => Verdict::Cut(Open::Level { unit, low, high }, cut),
            None => Verdict::Settled(low),
        }
    }

    /// What a maximum does. `left` are the candidates that may be the largest; the others may be so on
    /// the boundary.
    pub(super) fn judge_largest(
        &mut self,
        step: usize,
        unit: u32,
        mut left: Candidates,
        rivals: &[Rival],
        ring: &[u32],
        hull: &Hull,
    ) -> Verdict {
        let candidate = |index: u16| {
            let rival = rivals.iter().find(|rival| rival.index == index);
            rival.map_or((Name::number(0.0), Form::default()), |r| (r.name, r.form))
        };
        let mut leader = 0;
        let mut most = f64::NEG_INFINITY;
        for &index in &left {
            let (value, _) = hull.value(&candidate(index).1);
            if value > most {
                (leader, most) = (index, value);
            }
        }
        if !left.contains(&leader) {
            leader = left[0];
        }
        let mut crossing;
        'leaders: loop {
            crossing = None;
            for other in left.clone() {
                if other == leader {
                    continue;
                }
                let ((a, f), (b, g)) = (candidate(leader), candidate(other));
                let (form, pair) = (f.minus(&g), [a, b]);
                match self.sides(ring, hull, &form, pair) {
                    Sides::Above { .. } => left.retain(|index| *index != other),
                    Sides::Zero => {
                        // The same function: the first represents both.
                        left.retain(|index| *index != leader.max(other));
                        if other < leader {
                            leader = other;
                            continue 'leaders;
                        }
                    }
                    Sides::Below { .. } => {
                        left.retain(|index| *index != leader);
                        leader = other;
                        continue 'leaders;
                    }
                    Sides::Both => {
                        crossing.get_or_insert((other, form, pair));
                    }
                }
            }
            break;
        }
        let Some((other, form, pair)) = crossing else {
            if self.wants_touches(ring) {
                let (name, form) = candidate(leader);
                for &Rival { index, .. } in rivals {
                    if index == leader {
                        continue;
                    }
                    let (other, less) = candidate(index);
                    let sides = self.sides(ring, hull, &form.minus(&less), [name, other]);
                    if let Sides::Above { touching } = sides {
                        let touch = Touch {
                            step: step as u32,
                            unit,
                            level: LARGEST,
                            piece: leader,
                        };
                        self.touch(touching, touch);
                    }
                }
            }
            return Verdict::Settled(leader);
        };
        let kind = if left.len() == 2 {
            EdgeKind::Wall
        } else {
            EdgeKind::Open
        };
        let cut = Cut {
            form,
            pair,
            owner: (step as u32, unit),
            kind,
            level: LARGEST,
        };
        // The order of these two distinguishes the halves.
        left.retain(|index| *index != leader && *index != other);
        left.insert(0, other);
        left.insert(0, leader);
        let all = rivals.iter().map(|rival| rival.index).collect();
        Verdict::Cut(Open::Largest { unit, left, all }, cut)
    }
}
