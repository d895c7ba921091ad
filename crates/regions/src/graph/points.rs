//! Functions of a slot at the points where any of them bends, and at both ends of the stretch.

use super::event::{Events, Place};
use super::field::Field;
use super::stretch::Stretch;
use pulp::Arch;

/// Point 0 is the beginning of the stretch and the last one its end; events are between them.
#[derive(Default)]
pub(super) struct Points {
    pub places: Vec<Place>,
    pub t: Vec<f64>,
    pub error: Vec<f64>,
    pub w: Vec<f64>,
}

impl Points {
    pub(super) fn set(&mut self, events: &Events, rows: &[u32], stretch: &Stretch) {
        self.places.clear();
        self.t.clear();
        self.error.clear();
        self.w.clear();
        let inner = rows.iter().map(|&event| {
            let known = &events.all[event as usize];
            (Place::Event(event), known.t, known.error)
        });
        let ends = [(Place::Start, 0.0, 0.0), (Place::End, 1.0, 0.0)];
        for (place, t, error) in ends[..1]
            .iter()
            .copied()
            .chain(inner)
            .chain(ends[1..].iter().copied())
        {
            self.places.push(place);
            self.t.push(t);
            self.error.push(error);
            self.w
                .push(stretch.w[0] + t * (stretch.w[1] - stretch.w[0]));
        }
    }

    pub(super) fn len(&self) -> usize {
        self.t.len()
    }

    /// Whether one point certainly comes before another.
    pub(super) fn is_before(&self, a: usize, b: usize) -> bool {
        let gap = self.t[b] - self.t[a];
        gap > (self.error[a] + self.error[b]) * 2.0
    }
}

/// The values of all channels of a slot at the points: by point, then channel.
pub(super) fn values(
    arch: Arch,
    field: &Field,
    slot: usize,
    points: &Points,
    place: &[u32],
    out: &mut Vec<f64>,
) {
    let padded = field.padded;
    out.clear();
    out.resize(points.len() * padded, 0.0);
    let units = field.units(slot);
    let (value, slope) = (&field.value[units.clone()], &field.slope[units]);
    let mut value = value.to_vec();
    let mut slope = slope.to_vec();
    arch.dispatch(
        #[inline(always)]
        || {
            let mut rows = field.rows(slot).peekable();
            out[..padded].copy_from_slice(&value);
            for point in 1..points.len() {
                let step = points.t[point] - points.t[point - 1];
                for (value, slope) in value.iter_mut().zip(&slope) {
                    *value += slope * step;
                }
                out[point * padded..(point + 1) * padded].copy_from_slice(&value);
                let here = |row: &usize| place[field.events[*row] as usize] as usize + 1 == point;
                if let Some(row) = rows.next_if(here) {
                    for (slope, jump) in slope.iter_mut().zip(field.row(row)) {
                        *slope += jump;
                    }
                }
            }
        },
    );
}
