//! How a sweep notes the breakpoints that it passes.

use super::breakpoint::{Bend, Breakpoint};
use super::point::{Crossing, Passage};
use super::sweep::Sweep;
use crate::limits;

impl Sweep<'_> {
    /// Notes a breakpoint, if they are wanted, or a neuron that passes together with the one before.
    pub(super) fn note(&mut self, layer: usize, crossing: &Crossing) {
        let Some(noted) = &mut self.noted else {
            return;
        };
        let passage = Passage {
            layer,
            unit: crossing.unit as usize,
            breakpoint: crossing.breakpoint as usize,
        };
        let bend = Bend::new(passage, crossing.rises);
        if crossing.tied
            && let Some(last) = noted.last_mut()
        {
            last.neurons.push(bend);
            return;
        }
        let precise = crossing.error <= crossing.s.abs() * limits::BREAKPOINT_ERROR;
        let s = if precise {
            crossing.s
        } else {
            self.decider.position(&self.room.states, passage)
        };
        noted.push(Breakpoint {
            s,
            neurons: vec![bend],
            jump: Vec::new(),
        });
    }

    /// Notes a neuron of a later layer that passes at the breakpoint where its cell begins. At the
    /// beginning of the line no neuron passes.
    pub(super) fn note_settled(&mut self, passage: Passage, rises: bool) {
        let last = self.noted.as_mut().and_then(|noted| noted.last_mut());
        if let Some(last) = last {
            last.neurons.push(Bend::new(passage, rises));
        }
    }
}
