//! Lines that bound cells.

use crate::affine::Form;
use crate::dyadic::Dyadic;
use crate::exact::ExactForm;
use crate::sign::Source;
use std::rc::Rc;

/// A line that bounds cells: its form in `f64`, and where to find it exactly.
pub(crate) struct Line {
    pub form: Form,
    pub source: Source,
}

/// A line given exactly.
pub(crate) fn fixed_line(exact: ExactForm) -> Line {
    let parts = exact.each_ref().map(Dyadic::to_f64);
    Line {
        form: Form {
            value: parts.map(|(value, _)| value),
            error: parts.map(|(_, error)| error),
        },
        source: Source::Fixed(Rc::new(exact)),
    }
}
