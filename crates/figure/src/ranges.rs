//! The ranges of all axes of a figure, those that are shared among them.

use crate::error::FigureError;
use crate::figure::Scale;
use crate::panel::{Ranges, Wish, Wishes};
use crate::range::Range;

/// The range of each panel's axes x, y and z.
pub fn ranges(wishes: &[Wishes]) -> Result<Vec<Ranges>, FigureError> {
    let mut found = Vec::new();
    for panel in wishes {
        let mut ranges = [Range {
            scale: Scale::Linear,
            min: 0.0,
            max: 1.0,
        }; 3];
        for (direction, range) in ranges.iter_mut().enumerate() {
            if let Some(wish) = &panel[direction] {
                let all = wishes.iter().filter_map(|other| other[direction].as_ref());
                let joined = joined(wish, all);
                *range = Range::new(&joined.axis, &joined.extent)?;
            }
        }
        found.push(ranges);
    }
    Ok(found)
}

/// Whether two axes of the same direction show the same range.
pub fn is_shared(one: &Wish, other: &Wish) -> bool {
    let key = |wish: &Wish| (wish.axis.share, wish.axis.scale);
    one.axis.share.is_some() && key(one) == key(other)
}

/// What an axis has to show together with all it shares its range with.
fn joined<'w>(wish: &Wish, all: impl Iterator<Item = &'w Wish>) -> Wish {
    let mut joined = wish.clone();
    for other in all.filter(|other| is_shared(wish, other)) {
        joined.extent.join(&other.extent);
        let limits =
            |get: fn(&Wish) -> Option<f64>| [get(&joined), get(other)].into_iter().flatten();
        let min = limits(|wish| wish.axis.min).reduce(f64::min);
        let max = limits(|wish| wish.axis.max).reduce(f64::max);
        (joined.axis.min, joined.axis.max) = (min, max);
    }
    joined
}
