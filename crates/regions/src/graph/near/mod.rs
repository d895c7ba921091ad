//! The graph at one float of the stretch, values in pairs of floats: between floats and exact
//! arithmetic.
//!
//! Values have some 100 bits, slopes the usual 53, both with a bound on their error. An event is
//! not at a float but very close to one, `t`; a value there is the value at `t` plus a slope times
//! the small rest `q = -z_u(t) / slope_u`, where `z_u` is the function that is zero at the event.
//! That holds if no other relevant neuron changes its piece between the float and the event: a
//! neuron whose sign at `t` is not certain beyond its slope times the bound of the event counts as
//! unknown, and so does everything that reads it. The neuron of the event itself may be on either
//! piece, since both agree at the event.

mod cone;
mod mix;
mod pair;
mod step;

pub(super) use self::pair::Near;

use self::pair::{FLOOR, Values};
use super::demand::Element;
use super::duplicates::Slots;
use super::event::{Events, Place, Source};
use super::plan::Step;
use super::stretch::Stretch;
use crate::Line;
use crate::affine::{SLACK, UNIT};
use crate::pair::two_sum;
use pulp::Arch;
use std::cmp::Ordering;
use std::collections::HashMap;

/// More numbers than this (128 MB of them) are not kept.
const MOST_NUMBERS: usize = 1 << 24;

/// The values computed at one place.
pub(super) struct Pass {
    t: f64,
    /// How far the place may be from `t`.
    off: f64,
    /// The event that the place is.
    event: Option<Source>,
    pub steps: Vec<Values>,
}

impl Pass {
    fn numbers(&self) -> usize {
        let steps = self.steps.iter();
        steps.map(|values| 5 * values.high.len()).sum()
    }
}

/// A line through a graph, at places of one stretch.
pub(super) struct NearPoints<'a> {
    arch: Arch,
    steps: &'a [Step],
    slots: &'a [Slots],
    line: &'a Line,
    stretch: Stretch,
    known: HashMap<Place, Pass>,
    numbers: usize,
}

impl Pass {
    /// The beginning, with no step yet.
    pub(super) fn begin() -> Self {
        Self {
            t: 0.0,
            off: 0.0,
            event: None,
            steps: Vec::new(),
        }
    }
}

impl<'a> NearPoints<'a> {
    pub(super) fn new(
        arch: Arch,
        steps: &'a [Step],
        slots: &'a [Slots],
        line: &'a Line,
        stretch: Stretch,
    ) -> Self {
        Self {
            arch,
            steps,
            slots,
            line,
            stretch,
            known: HashMap::new(),
            numbers: 0,
        }
    }

    pub(super) fn begin(&mut self, stretch: Stretch) {
        self.stretch = stretch;
        self.known.clear();
        self.numbers = 0;
    }

    /// The sign at a place of an element minus a breakpoint, if that is certain.
    pub(super) fn level(
        &mut self,
        events: &Events,
        place: Place,
        element: Element,
        breakpoint: f64,
    ) -> Option<Ordering> {
        self.at(events, place, &[element], |this, pass| {
            let (w, w_slope) = (this.w(pass.t), this.w_slope());
            let form = this.form(pass, element).plus(-breakpoint, w, w_slope);
            this.sign_there(pass, form)
        })
    }

    /// The sign at a place of one element minus another, if that is certain.
    pub(super) fn difference(
        &mut self,
        events: &Events,
        place: Place,
        [a, b]: [Element; 2],
    ) -> Option<Ordering> {
        self.at(events, place, &[a, b], |this, pass| {
            let form = this.form(pass, a).minus(this.form(pass, b));
            this.sign_there(pass, form)
        })
    }

    /// The order of two places, if that is certain.
    pub(super) fn order(&mut self, events: &Events, a: Place, b: Place) -> Option<Ordering> {
        let [(t, q, off), (u, r, far)] = [self.locate(events, a)?, self.locate(events, b)?];
        let (gap, low) = two_sum(t, -u);
        let value = gap + (low + (q - r));
        let bound = off + far + 4.0 * UNIT * (q.abs() + r.abs() + value.abs());
        let bound = bound * SLACK + FLOOR;
        if value > bound {
            Some(Ordering::Greater)
        } else if value < -bound {
            Some(Ordering::Less)
        } else {
            None
        }
    }

    /// A place as a float, the rest to it, and the error of the rest.
    fn locate(&mut self, events: &Events, place: Place) -> Option<(f64, f64, f64)> {
        self.at(events, place, &[], |this, pass| {
            let (q, error) = match pass.event {
                Some(event) => this.zero(pass, event).rest()?,
                None => (0.0, 0.0),
            };
            Some((pass.t, q, error))
        })
    }

    fn sign_there(&self, pass: &Pass, form: Near) -> Option<Ordering> {
        match pass.event {
            None => form.sign(0.0),
            Some(event) => form.sign_at(self.zero(pass, event).rest()?),
        }
    }

    /// The function that is zero at an event.
    fn zero(&self, pass: &Pass, event: Source) -> Near {
        match event {
            Source::Level {
                element,
                breakpoint,
            } => self
                .form(pass, element)
                .plus(-breakpoint, self.w(pass.t), self.w_slope()),
            Source::Switch { from, to } => self.form(pass, to).minus(self.form(pass, from)),
        }
    }

    fn form(&self, pass: &Pass, element: Element) -> Near {
        let step = element.0 as usize;
        let positions = self.steps[step].positions;
        let (channel, position) = (
            element.1 as usize / positions,
            element.1 as usize % positions,
        );
        let slot = self.slots[step].of[position] as usize;
        let known = pass.steps.get(step);
        let unit = known.and_then(|values| Some(values.begin(slot)? + channel));
        match (known, unit) {
            (Some(values), Some(unit)) => values.get(unit),
            _ => Near::UNKNOWN,
        }
    }

    /// `w` at a point of the stretch, as a pair.
    fn w(&self, t: f64) -> (f64, f64) {
        // One end is 0 or 1, and so is the slope, up to its sign.
        two_sum(self.stretch.w[0], t * self.w_slope())
    }

    fn w_slope(&self) -> f64 {
        self.stretch.w[1] - self.stretch.w[0]
    }

    /// Computes what these elements and the event of a place depend on, and reads it.
    fn at<T>(
        &mut self,
        events: &Events,
        place: Place,
        elements: &[Element],
        look: impl FnOnce(&Self, &Pass) -> T,
    ) -> T {
        if self.numbers > MOST_NUMBERS {
            self.known.clear();
            self.numbers = 0;
        }
        let mut pass = self.known.remove(&place).unwrap_or_else(|| {
            let (t, off, event) = match place {
                Place::Start => (0.0, 0.0, None),
                Place::End => (1.0, 0.0, None),
                Place::At(bits) => (f64::from_bits(bits), 0.0, None),
                Place::Event(event) => {
                    let event = &events.all[event as usize];
                    (event.t, event.error * SLACK, Some(event.source))
                }
            };
            Pass {
                t,
                off,
                event,
                steps: Vec::new(),
            }
        });
        let before = pass.numbers();
        let passing = match pass.event {
            None => [None; 2],
            Some(Source::Level { element, .. }) => [Some(element), None],
            Some(Source::Switch { from, to }) => [Some(from), Some(to)],
        };
        let all = elements
            .iter()
            .copied()
            .chain(passing.into_iter().flatten());
        self.compute(&mut pass, all);
        self.numbers += pass.numbers() - before;
        let seen = look(self, &pass);
        self.known.insert(place, pass);
        seen
    }

    /// Room for the values of a step.
    pub(super) fn empty_values(&self, index: usize) -> Values {
        Values::new(self.steps[index].padded, self.slots[index].len())
    }

    /// Whether the slope of any of these elements certainly differs between two floats.
    pub(super) fn differ(
        &mut self,
        events: &Events,
        places: [Place; 2],
        elements: &[Element],
    ) -> bool {
        let [before, after] = places.map(|place| {
            let look = |this: &Self, pass: &Pass| -> Vec<Near> {
                let forms = elements.iter().map(|&element| this.form(pass, element));
                forms.collect()
            };
            let forms = self.at(events, place, elements, look);
            // Needed only once.
            if let Some(pass) = self.known.remove(&place) {
                self.numbers -= pass.numbers();
            }
            forms
        });
        before.iter().zip(&after).any(|(a, b)| {
            let gap = (a.slope - b.slope).abs();
            let error = a.slope_error + b.slope_error + 4.0 * UNIT * gap;
            gap > error * SLACK + FLOOR
        })
    }
}
