//! Exact decisions, where floats are not certain: the graph in exact arithmetic at one point of the
//! line, computed element by element on demand.

use super::demand::{self, Demand, Element, PieceSource, difference, less};
use super::event::{Event, Events, Place, Source};
use super::form::{Form, Point, Side, sign_next_to, value, zero};
use super::near::NearPoints;
use super::stretch::Stretch;
use crate::Line;
use crate::dyadic::Dyadic;
use crease_network::Graph;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

type Computed = demand::Computed<2>;

/// Beyond this many, all remembered forms are dropped.
const MOST_KNOWN: usize = 1 << 20;

/// Exact arithmetic along one line.
pub(super) struct Exact<'a> {
    demand: Demand<'a, 2>,
    stretch: Stretch,
    near: NearPoints<'a>,
    known: HashMap<(Place, Side), Computed>,
    remembered: usize,
    /// How many decisions were made here.
    pub fallbacks: u64,
}

impl<'a> Exact<'a> {
    pub(super) fn new(
        graph: &'a Graph,
        line: &'a Line,
        stretch: Stretch,
        near: NearPoints<'a>,
    ) -> Self {
        Self {
            demand: Demand::new(graph, [&line.direction, &line.origin]),
            stretch,
            near,
            known: HashMap::new(),
            remembered: 0,
            fallbacks: 0,
        }
    }

    /// Starts on a stretch.
    pub(super) fn begin(&mut self, stretch: Stretch) {
        self.stretch = stretch;
        self.near.begin(stretch);
        self.known.clear();
        self.remembered = 0;
    }

    /// The sign at a place of an element minus a breakpoint.
    #[cold]
    pub(super) fn level(
        &mut self,
        events: &mut Events,
        place: Place,
        element: Element,
        breakpoint: f64,
    ) -> Ordering {
        if let Some(sign) = self.near.level(events, place, element, breakpoint) {
            return sign;
        }
        self.fallbacks += 1;
        let form = self.level_form(events, place, element, breakpoint);
        self.value(events, &form, place)
    }

    /// The sign at a place of one element minus another.
    #[cold]
    pub(super) fn difference(
        &mut self,
        events: &mut Events,
        place: Place,
        [a, b]: [Element; 2],
    ) -> Ordering {
        if let Some(sign) = self.near.difference(events, place, [a, b]) {
            return sign;
        }
        self.fallbacks += 1;
        let form = self.difference_form(events, place, [a, b]);
        self.value(events, &form, place)
    }

    /// An element minus a breakpoint, after a place.
    pub(super) fn level_form(
        &mut self,
        events: &mut Events,
        place: Place,
        element: Element,
        breakpoint: f64,
    ) -> Form {
        let form = self.form(events, place, side(place), element);
        less(&form, breakpoint)
    }

    /// One element minus another, after a place.
    pub(super) fn difference_form(
        &mut self,
        events: &mut Events,
        place: Place,
        [a, b]: [Element; 2],
    ) -> Form {
        let a = self.form(events, place, side(place), a);
        let b = self.form(events, place, side(place), b);
        difference(&a, &b)
    }

    /// The order of two places along the line.
    #[cold]
    pub(super) fn order(&mut self, events: &mut Events, a: Place, b: Place) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        let between = |place: Place| match place {
            Place::Event(event) => events.all[event as usize].between,
            _ => None,
        };
        for (event, other, order) in [(a, b, Ordering::Greater), (b, a, Ordering::Less)] {
            match between(event) {
                Some([before, _]) if before == other => return order,
                Some([_, after]) if after == other => return order.reverse(),
                _ => {}
            }
        }
        if let Some(order) = self.near.order(events, a, b) {
            return order;
        }
        self.fallbacks += 1;
        self.point(events, a).order(&self.point(events, b))
    }

    /// The order of the zeros of two forms.
    pub(super) fn order_of_zeros(&mut self, a: &Form, b: &Form) -> Ordering {
        self.fallbacks += 1;
        zero(a).order(&zero(b))
    }

    /// Where on the stretch a form is zero, as a float, and its error.
    pub(super) fn root(&self, form: &Form) -> (f64, f64) {
        let point = zero(form);
        let [x0, x1] = self.stretch.x.map(Dyadic::from);
        let [w0, w1] = self.stretch.w.map(Dyadic::from);
        // x ((1 - t) w0 + t w1) = w ((1 - t) x0 + t x1).
        let begin = &(&point.x * &w0) - &(&point.w * &x0);
        let end = &(&point.x * &w1) - &(&point.w * &x1);
        let t = begin.ratio(&(&begin - &end)).clamp(0.0, 1.0);
        (t, t * (16.0 * f64::EPSILON) + 4.0 * f64::MIN_POSITIVE)
    }

    /// Whether any of these elements certainly has different slopes at these floats, which are
    /// before and after a place with no other event between them.
    pub(super) fn certainly_bends(
        &mut self,
        events: &Events,
        floats: [f64; 2],
        elements: &[Element],
    ) -> bool {
        let places = floats.map(|t| Place::At(t.to_bits()));
        self.near.differ(events, places, elements)
    }

    /// Whether any of these elements changes its slope at a place.
    #[cold]
    pub(super) fn bends(
        &mut self,
        events: &mut Events,
        place: Place,
        elements: &[Element],
    ) -> bool {
        self.fallbacks += 1;
        elements.iter().any(|&element| {
            let before = self.form(events, place, Side::Before, element);
            let after = self.form(events, place, Side::After, element);
            before[0] != after[0]
        })
    }

    fn value(&mut self, events: &mut Events, form: &Form, place: Place) -> Ordering {
        let point = self.point(events, place);
        value(form, &point).sign()
    }

    fn point(&mut self, events: &mut Events, place: Place) -> Point {
        let between = |t: f64, [from, to]: [f64; 2]| {
            let (t, from) = (Dyadic::from(t), Dyadic::from(from));
            &from + &(&t * &(&Dyadic::from(to) - &from))
        };
        match place {
            Place::Start => self.end(0),
            Place::End => self.end(1),
            Place::At(bits) => {
                let t = f64::from_bits(bits);
                Point {
                    x: between(t, self.stretch.x),
                    w: between(t, self.stretch.w),
                }
            }
            Place::Event(event) => zero(&self.event(events, event)),
        }
    }

    fn end(&self, end: usize) -> Point {
        Point {
            x: Dyadic::from(self.stretch.x[end]),
            w: Dyadic::from(self.stretch.w[end]),
        }
    }

    /// The form that is zero at an event.
    fn event(&mut self, events: &mut Events, event: u32) -> Rc<Form> {
        if let Some(form) = &events.all[event as usize].form {
            return Rc::clone(form);
        }
        let Event {
            t, source, between, ..
        } = events.all[event as usize];
        let place = between.map_or(Place::At(t.to_bits()), |[before, _]| before);
        let form = match source {
            Source::Level {
                element,
                breakpoint,
            } => self.level_form(events, place, element, breakpoint),
            Source::Switch { from, to } => self.difference_form(events, place, [to, from]),
        };
        // Needed at one float only.
        if between.is_none()
            && let Some(known) = self.known.remove(&(place, Side::After))
        {
            self.remembered -= known.len();
        }
        let form = Rc::new(form);
        events.all[event as usize].form = Some(Rc::clone(&form));
        form
    }

    /// An element on one side of a place.
    fn form(
        &mut self,
        events: &mut Events,
        place: Place,
        side: Side,
        element: Element,
    ) -> Rc<Form> {
        let point = self.point(events, place);
        if self.remembered > MOST_KNOWN {
            self.known.clear();
            self.remembered = 0;
        }
        let mut known = self.known.remove(&(place, side)).unwrap_or_default();
        let before = known.len();
        let source = OneSide { point, side };
        let form = self.demand.form(&mut known, &source, element);
        self.remembered += known.len() - before;
        self.known.insert((place, side), known);
        form
    }
}

/// One side of a point.
struct OneSide {
    point: Point,
    side: Side,
}

impl PieceSource<2> for OneSide {
    fn piece(&self, _: Element) -> Option<u8> {
        None
    }

    fn largest(&self, _: Element) -> Option<Element> {
        None
    }

    fn sign(&self, form: &Form) -> Ordering {
        sign_next_to(form, &self.point, self.side)
    }
}

/// The default side of a place.
fn side(place: Place) -> Side {
    if place == Place::End {
        Side::Before
    } else {
        Side::After
    }
}
