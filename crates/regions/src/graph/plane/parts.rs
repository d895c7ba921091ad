//! A cell cut to its end with the [`Net`] of its open neurons.

use super::cutter::Cutter;
use super::half::{Half, Left};
use super::lines::Name;
use super::mesh::Kind as EdgeKind;
use super::net::{Atom, Net};
use super::open::{Candidates, Cut, Open, Verdict};
use super::part::Part;
use crate::RegionsError;

/// The order in which atoms cut a cell: by their step, whether more than two candidates are left,
/// and how far from the middle they cut.
type Turn = (u32, bool, f64);

impl Cutter<'_> {
    /// Cuts a cell to its end, given its net as the first of these.
    pub(super) fn cut_net(&mut self, face: u32, nets: &mut Vec<Net>) -> Result<(), RegionsError> {
        let mut halves = std::mem::take(&mut self.halves);
        let mut part = std::mem::take(&mut self.part);
        self.cut_part(face, 0, &nets[0], &part, self.most_drawn, &mut halves)?;
        while let Some(half) = halves.pop() {
            let net = half.net + 1;
            if nets.len() <= net {
                nets.push(Net::default());
            }
            let (before, after) = nets.split_at_mut(net);
            part.set(&self.mesh, half.face);
            self.narrow(&before[half.net], &mut after[0], &half, &part);
            self.cut_part(half.face, net, &after[0], &part, half.most, &mut halves)?;
        }
        // The state is that of the guesses.
        for atom in &nets[0].atoms {
            self.state.at[atom.step as usize].pieces[atom.unit as usize] = atom.guess;
        }
        self.version += 1;
        (self.halves, self.part) = (halves, part);
        Ok(())
    }

    /// Cuts a part once, or finishes it.
    fn cut_part(
        &mut self,
        face: u32,
        net: usize,
        of: &Net,
        part: &Part,
        mut most: usize,
        halves: &mut Vec<Half>,
    ) -> Result<(), RegionsError> {
        if !of.atoms.is_empty() && of.atoms.len() <= most && !self.mesh.has_open(&part.ring) {
            if self.count_parts(face, of, part) {
                return Ok(());
            }
            most = of.atoms.len() * 2 / 3;
        }
        // Step by step, so that few lines continue where they are not walls; within a step, maxima
        // with more than two candidates last, since they may have settled by then; then the atom
        // nearest to the middle, which makes the most even parts.
        let mut best: Option<(usize, Turn)> = None;
        for (at, atom) in of.atoms.iter().enumerate() {
            let Some(off) = atom.off else { continue };
            if best.is_some_and(|(_, (step, ..))| step < atom.step) {
                break;
            }
            let left = of.rows_of(atom).iter().filter(|row| row.is_left).count();
            let turn = (atom.step, left > 2, off);
            if best.is_none_or(|(_, least)| turn < least) {
                best = Some((at, turn));
            }
        }
        let Some((at, _)) = best else {
            if !of.atoms.is_empty() {
                // The first one depends on nothing.
                return Err(RegionsError::Unsound);
            }
            self.leaf(face, Some(of));
            return Ok(());
        };
        let atom = &of.atoms[at];
        let (cut, left) = self.cut_of(atom, of, part)?;
        let new = self.cut(&part.ring, &cut)?;
        let needs_leaves = self.walls.wanted() || self.leaders.is_some();
        if of.atoms.len() == 1 && !needs_leaves && left.iter().all(Left::is_one) && atom.rows() <= 2
        {
            return Ok(());
        }
        let [below, above] = left;
        // First the part in which it is on its guess.
        let mut parts = [(face, below), (new, above)];
        if parts[0].1.allows(atom.guess) {
            parts.swap(0, 1);
        }
        halves.extend(parts.map(|(face, left)| Half {
            face,
            net,
            atom: at as u32,
            left,
            most,
        }));
        Ok(())
    }

    /// Where an atom cuts, and the possibilities left to it below and above.
    fn cut_of(
        &mut self,
        atom: &Atom,
        of: &Net,
        part: &Part,
    ) -> Result<(Cut, [Left; 2]), RegionsError> {
        let step = &self.state.steps[atom.step as usize];
        let rows = of.rows_of(atom);
        let owner = (atom.step, atom.unit);
        if let Some(pieces) = step.pieces_of(atom.unit as usize) {
            let (level, input) = (atom.low, step.inputs[0] as u32);
            let breakpoint = pieces.breakpoints()[level as usize];
            let name = Name::Unit {
                step: input,
                unit: atom.unit,
            };
            let cut = Cut {
                form: rows[0].form.less(breakpoint),
                pair: [name, Name::number(breakpoint)],
                owner,
                kind: EdgeKind::Wall,
                level,
            };
            let halves = [
                Left::Levels(level, level),
                Left::Levels(level + 1, atom.high),
            ];
            return Ok((cut, halves));
        }
        let left = rows.iter().filter(|row| row.is_left);
        let left: Candidates = left.map(|row| row.candidate).collect();
        let without = |candidate: u16| {
            let rest = left.iter().filter(|&&other| other != candidate);
            Left::Candidates(rest.copied().collect())
        };
        let Some(rival) = atom.rival else {
            return match self.judge_rows(atom, rows, part) {
                Verdict::Cut(Open::Largest { left, .. }, cut) => {
                    // Above, the first is ahead of the second.
                    Ok((cut, [without(left[0]), without(left[1])]))
                }
                _ => Err(RegionsError::Unsound),
            };
        };
        let form = |candidate: u16| {
            let row = rows.iter().find(|row| row.candidate == candidate);
            row.map(|row| row.form).unwrap_or_default()
        };
        let pair = [atom.guess, rival];
        let cut = Cut {
            form: form(pair[0]).minus(&form(pair[1])),
            pair: pair.map(|index| self.candidate(atom.step as usize, atom.unit, index)),
            owner,
            kind: if left.len() == 2 {
                EdgeKind::Wall
            } else {
                EdgeKind::Open
            },
            level: super::touches::LARGEST,
        };
        Ok((cut, pair.map(without)))
    }
}
