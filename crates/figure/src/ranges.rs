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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extent::Extent;
    use crate::figure::Axis;

    fn wish(share: Option<usize>, scale: Scale, values: [f64; 2]) -> Wish {
        let mut extent = Extent::new(scale);
        extent.include(values);
        extent.padding = 0.0;
        let axis = Axis {
            share,
            ..Axis::new("a", scale)
        };
        Wish { axis, extent }
    }

    fn ends(range: &Range) -> [f64; 2] {
        [range.min, range.max]
    }

    #[test]
    fn axes_with_the_same_number_have_the_same_range() {
        use Scale::{Linear, Logarithmic};
        let some = |share, scale, values| Some(wish(share, scale, values));
        let wishes = [
            [
                some(Some(3), Linear, [0.0, 1.0]),
                some(Some(3), Linear, [5.0, 6.0]),
                None,
            ],
            [
                some(Some(3), Linear, [-2.0, 0.5]),
                some(None, Linear, [7.0, 8.0]),
                None,
            ],
            [
                some(Some(4), Linear, [9.0, 10.0]),
                some(Some(3), Linear, [4.0, 5.0]),
                None,
            ],
            [some(Some(3), Logarithmic, [1.0, 10.0]), None, None],
        ];
        let ranges = ranges(&wishes).unwrap();
        let found: Vec<[f64; 2]> = ranges.iter().map(|ranges| ends(&ranges[0])).collect();
        assert_eq!(found, [[-2.0, 1.0], [-2.0, 1.0], [9.0, 10.0], [1.0, 10.0]]);
        let found: Vec<[f64; 2]> = ranges.iter().map(|ranges| ends(&ranges[1])).collect();
        assert_eq!(found, [[4.0, 6.0], [7.0, 8.0], [4.0, 6.0], [0.0, 1.0]]);
    }

    #[test]
    fn limits_of_one_hold_for_all() {
        let mut wishes = [
            [Some(wish(Some(0), Scale::Linear, [0.0, 1.0])), None, None],
            [Some(wish(Some(0), Scale::Linear, [0.0, 9.0])), None, None],
        ];
        if let Some(wish) = &mut wishes[0][0] {
            wish.axis.max = Some(2.0);
        }
        let ranges = ranges(&wishes).unwrap();
        assert_eq!(ends(&ranges[0][0]), [0.0, 2.0]);
        assert_eq!(ends(&ranges[1][0]), [0.0, 2.0]);
    }
}
