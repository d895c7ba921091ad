//! What is on one stretch: distinct points, and whether the outputs bend there.

use super::duplicates::Slots;
use super::event::{Events, Place};
use super::exact::Exact;
use super::field::Field;
use crate::affine::SLACK;
use crease_network::Graph;

/// Counts what is on one stretch.
pub(super) struct Tally<'a, 'b, 'c> {
    pub graph: &'a Graph,
    pub slots: &'a Slots,
    /// The functions of the output, if its jumps are needed.
    pub output: Option<&'a Field>,
    pub events: &'b mut Events,
    pub exact: &'b mut Exact<'c>,
}

impl Tally<'_, '_, '_> {
    /// How many distinct points there are, and at how many of them the gradient of the output jumps.
    pub(super) fn run(&mut self) -> (u64, u64) {
        let groups = self.groups();
        let Some(output) = self.output else {
            return (groups.len() as u64, 0);
        };
        let spans: Vec<[f64; 2]> = groups.iter().map(|group| self.span(group)).collect();
        let mut group_of = vec![u32::MAX; self.events.all.len()];
        for (index, group) in groups.iter().enumerate() {
            for &event in group {
                group_of[event as usize] = index as u32;
            }
        }
        // By group: 0 if nothing jumps, 1 if something does, 2 if that is open.
        let mut verdicts = vec![0u8; groups.len()];
        let mut within = vec![Vec::new(); groups.len()];
        // The jump of a single neuron is often certain.
        let alone: Vec<bool> = groups
            .iter()
            .map(|group| matches!(group[..], [event] if self.events.all[event as usize].alone))
            .collect();
        for slot in 0..output.slots() {
            let units = output.units(slot);
            for row in output.rows(slot) {
                within[group_of[output.events[row] as usize] as usize].push(row);
            }
            // Groups without rows bend nothing here.
            let bending: Vec<usize> = (0..groups.len())
                .filter(|&g| !within[g].is_empty())
                .collect();
            for (place, &index) in bending.iter().enumerate() {
                let rows = &mut within[index];
                let certain = |&row: &usize| {
                    let mut jumps = output.row(row).iter();
                    jumps.any(|jump| jump.abs() > output.errors[row])
                };
                if alone[index] && rows.iter().any(certain) {
                    verdicts[index] = 1;
                }
                if verdicts[index] == 1 {
                    rows.clear();
                    continue;
                }
                // If nothing jumped, the function would be affine from the group before to the next,
                // and what is computed would be within its spread of that.
                let begin = place
                    .checked_sub(1)
                    .map_or(0.0, |before| spans[bending[before]][1]);
                let end = bending.get(place + 1).map_or(1.0, |&after| spans[after][0]);
                let at = self.events.all[output.events[rows[0]] as usize].t;
                for channel in 0..output.channels {
                    let (mut sum, mut size, mut any) = (0.0, 0.0, false);
                    for &row in rows.iter() {
                        let jump = output.jumps[row * output.padded + channel];
                        let t = self.events.all[output.events[row] as usize].t;
                        let (low, high) = (at.min(t), at.max(t));
                        let weight = (low - begin) * (end - high) / (end - begin);
                        sum += jump * weight;
                        size += (jump * weight).abs();
                        any |= jump != 0.0;
                    }
                    let spread = output.spread[units.start + channel];
                    let inside = begin < spans[index][0] && spans[index][1] < end;
                    let off = (2.0 * spread + 1e-12 * size) * SLACK + 16.0 * f64::MIN_POSITIVE;
                    if inside && sum.abs() > off {
                        verdicts[index] = 1;
                    } else if any && verdicts[index] == 0 {
                        verdicts[index] = 2;
                    }
                }
                rows.clear();
            }
        }
        let mut jumps = 0;
        for (index, (group, verdict)) in groups.iter().zip(verdicts).enumerate() {
            // Floats before and after, with no other event between.
            let before = index.checked_sub(1).map_or(0.0, |before| spans[before][1]);
            let after = spans.get(index + 1).map_or(1.0, |after| after[0]);
            let middle = |low: f64, high: f64| 0.5 * (low + high);
            let between = [
                middle(before, spans[index][0]),
                middle(spans[index][1], after),
            ];
            let inside = before < between[0]
                && between[0] < spans[index][0]
                && spans[index][1] < between[1]
                && between[1] < after;
            let between = inside.then_some(between);
            let jumping = match verdict {
                2 => self.bends(group[0], between),
                verdict => verdict == 1,
            };
            jumps += u64::from(jumping);
        }
        (groups.len() as u64, jumps)
    }

    /// Groups of events at the same point, in order.
    fn groups(&mut self) -> Vec<Vec<u32>> {
        let sorted = self.events.sorted().to_vec();
        let mut groups: Vec<Vec<u32>> = Vec::with_capacity(sorted.len());
        let mut from = 0;
        while from < sorted.len() {
            // All events that may be at one point: their intervals overlap.
            let mut reach = self.reach(sorted[from]);
            let mut to = from + 1;
            while to < sorted.len() && self.start(sorted[to]) <= reach {
                reach = reach.max(self.reach(sorted[to]));
                to += 1;
            }
            if to - from == 1 {
                groups.push(vec![sorted[from]]);
            } else {
                let mut cluster = sorted[from..to].to_vec();
                self.settle(&mut cluster);
                let first = groups.len();
                for event in cluster {
                    let same = groups.len() > first && {
                        let last = groups[groups.len() - 1][0];
                        let places = [Place::Event(last), Place::Event(event)];
                        self.exact.order(self.events, places[0], places[1]).is_eq()
                    };
                    if same {
                        if let Some(group) = groups.last_mut() {
                            group.push(event);
                        }
                    } else {
                        groups.push(vec![event]);
                    }
                }
            }
            from = to;
        }
        groups
    }

    /// Sorts a cluster into its true order.
    fn settle(&mut self, cluster: &mut [u32]) {
        for index in 1..cluster.len() {
            let mut place = index;
            while place > 0 {
                let (a, b) = (cluster[place - 1], cluster[place]);
                let order = if self.reach(a) < self.start(b) {
                    std::cmp::Ordering::Less
                } else {
                    self.exact
                        .order(self.events, Place::Event(a), Place::Event(b))
                };
                if !order.is_gt() {
                    break;
                }
                cluster.swap(place - 1, place);
                place -= 1;
            }
        }
    }

    fn reach(&self, event: u32) -> f64 {
        let event = &self.events.all[event as usize];
        event.t + event.error * 2.0
    }

    fn start(&self, event: u32) -> f64 {
        let event = &self.events.all[event as usize];
        event.t - event.error * 2.0
    }

    fn span(&self, group: &[u32]) -> [f64; 2] {
        let starts = group.iter().map(|&event| self.start(event));
        let ends = group.iter().map(|&event| self.reach(event));
        [starts.fold(1.0, f64::min), ends.fold(0.0, f64::max)]
    }

    /// Whether an output bends at an event, exactly, given floats around it.
    fn bends(&mut self, event: u32, between: Option<[f64; 2]>) -> bool {
        let node = self.graph.output();
        let shape = self.graph.nodes()[node].shape();
        let positions: usize = shape[1..].iter().product();
        let elements: Vec<(u32, u32)> = (0..shape[0])
            .flat_map(|channel| {
                let first = self.slots.first.iter();
                first.map(move |&position| (node as u32, (channel * positions) as u32 + position))
            })
            .collect();
        between.is_some_and(|floats| self.exact.certainly_bends(self.events, floats, &elements))
            || self
                .exact
                .bends(self.events, Place::Event(event), &elements)
    }
}
