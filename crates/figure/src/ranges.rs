//! The ranges of all axes of a figure, including shared ones.

use crate::error::FigureError;
use crate::figure::Scale;
use crate::panel::{AxesData, AxisData, Ranges};
use crate::range::Range;

/// The range of each panel's axes x, y and z.
pub fn ranges(axes_data: &[AxesData]) -> Result<Vec<Ranges>, FigureError> {
    let mut found = Vec::new();
    for panel in axes_data {
        let mut ranges = [Range {
            scale: Scale::Linear,
            min: 0.0,
            max: 1.0,
        }; 3];
        for (direction, range) in ranges.iter_mut().enumerate() {
            if let Some(axis_data) = &panel[direction] {
                let all = axes_data
                    .iter()
                    .filter_map(|other| other[direction].as_ref());
                let joined = joined(axis_data, all);
                *range = Range::new(&joined.axis, &joined.extent)?;
            }
        }
        found.push(ranges);
    }
    Ok(found)
}

/// Whether two axes of the same direction show the same range.
pub fn is_shared(one: &AxisData, other: &AxisData) -> bool {
    let key = |axis_data: &AxisData| (axis_data.axis.share, axis_data.axis.scale);
    one.axis.share.is_some() && key(one) == key(other)
}

/// What an axis has to show together with all it shares its range with.
fn joined<'w>(axis_data: &AxisData, all: impl Iterator<Item = &'w AxisData>) -> AxisData {
    let mut joined = axis_data.clone();
    for other in all.filter(|other| is_shared(axis_data, other)) {
        joined.extent.join(&other.extent);
        let limits =
            |get: fn(&AxisData) -> Option<f64>| [get(&joined), get(other)].into_iter().flatten();
        let min = limits(|axis_data| axis_data.axis.min).reduce(f64::min);
        let max = limits(|axis_data| axis_data.axis.max).reduce(f64::max);
        (joined.axis.min, joined.axis.max) = (min, max);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extent::Extent;
    use crate::figure::Axis;

    fn axis_data(share: Option<usize>, scale: Scale, values: [f64; 2]) -> AxisData {
        let mut extent = Extent::new(scale);
        extent.include(values);
        extent.padding = 0.0;
        let axis = Axis {
            share,
            ..Axis::new("a", scale)
        };
        AxisData { axis, extent }
    }

    fn ends(range: &Range) -> [f64; 2] {
        [range.min, range.max]
    }

    #[test]
    fn axes_with_the_same_number_have_the_same_range() {
        use Scale::{Linear, Logarithmic};
        let some = |share, scale, values| Some(axis_data(share, scale, values));
        let axes_data = [
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
        let ranges = ranges(&axes_data).unwrap();
        let found: Vec<[f64; 2]> = ranges.iter().map(|ranges| ends(&ranges[0])).collect();
        assert_eq!(found, [[-2.0, 1.0], [-2.0, 1.0], [9.0, 10.0], [1.0, 10.0]]);
        let found: Vec<[f64; 2]> = ranges.iter().map(|ranges| ends(&ranges[1])).collect();
        assert_eq!(found, [[4.0, 6.0], [7.0, 8.0], [4.0, 6.0], [0.0, 1.0]]);
    }

    #[test]
    fn limits_of_one_hold_for_all() {
        let mut axes_data = [
            [
                Some(axis_data(Some(0), Scale::Linear, [0.0, 1.0])),
                None,
                None,
            ],
            [
                Some(axis_data(Some(0), Scale::Linear, [0.0, 9.0])),
                None,
                None,
            ],
        ];
        if let Some(axis_data) = &mut axes_data[0][0] {
            axis_data.axis.max = Some(2.0);
        }
        let ranges = ranges(&axes_data).unwrap();
        assert_eq!(ends(&ranges[0][0]), [0.0, 2.0]);
        assert_eq!(ends(&ranges[1][0]), [0.0, 2.0]);
    }
}
