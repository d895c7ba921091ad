//! The last layer is counted in a cell, by how its chords cross, and not cut.

use super::active::UnitStates;
use super::cell::Crossed;
use super::chords::{Judge, Tied};
use super::walker::Walker;

impl Walker<'_> {
    /// Counts the last layer in a cell, without building it.
    pub(super) fn count_last(&mut self, at: &Crossed) -> Result<(), Tied> {
        if at.crossing.is_empty() {
            self.look_at_walls(at);
            return Ok(());
        }
        let sides = &self.sides[at.cell.clone()];
        let chords = &self.crossing[at.crossing.clone()];
        if chords.iter().any(|chord| chord.signs.zero != 0) || self.is_silent(at.layer, chords) {
            return Err(Tied);
        }
        let crossings = if chords.len() == 1 {
            0
        } else {
            let this = self.active.layer(self.layers, at.layer);
            let forms = self.forms.at(at.forms);
            let with_forms = chords
                .iter()
                .map(|chord| (chord.signs, this.form(forms, chord.unit as usize)));
            let mut judge = Judge {
                sides,
                decider: &mut self.decider,
                known: UnitStates {
                    flags: &self.flags,
                    active: &self.active,
                },
            };
            self.chords.crossings(with_forms, &mut judge)?
        };
        let (mut walls, mut negated) = (0, 0);
        for (k, side) in sides.iter().enumerate() {
            walls |= u64::from(!side.of.is_frame()) << k;
            negated |= u64::from(side.of.is_negated()) << k;
        }
        for chord in chords {
            // The sides along which the sign changes.
            let above = chord.signs.above;
            let next = (above >> 1) | ((above & 1) << (sides.len() - 1));
            let ends = (above ^ next) & walls;
            self.found.ends[0] += u64::from((ends & !negated).count_ones());
            self.found.ends[1] += u64::from((ends & negated).count_ones());
        }
        self.found.faces += chords.len() as u64 + crossings;
        self.found.inner_edges += chords.len() as u64 + 2 * crossings;
        self.look_at_walls(at);
        self.add_chords(at);
        Ok(())
    }
}
