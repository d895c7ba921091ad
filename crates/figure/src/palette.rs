//! Colours, dashes and marker shapes that distinguish the curves, in grey print too.
//!
//! An ordered family (n = 250, 500, ...) follows viridis: its lightness rises evenly, which keeps
//! the order readable in grey and for every kind of colour blindness; marker shapes make up for the
//! low contrast between neighbours on the ramp. A family without order has Okabe and Ito's hues,
//! which are further apart; some of them are the same grey, so that dashes go with them.

use plotters::style::RGBColor;

use crate::figure::{Family, Palette};

/// Text, axes and ticks.
pub const INK: RGBColor = RGBColor(26, 26, 26);
/// Reference lines and their labels.
pub const REFERENCE: RGBColor = RGBColor(90, 90, 90);
/// Grid lines.
pub const GRID: RGBColor = RGBColor(232, 232, 232);
/// The edges of a box, at the back of what it holds.
pub const BACK: RGBColor = RGBColor(190, 190, 190);
/// The page.
pub const PAPER: RGBColor = RGBColor(255, 255, 255);

/// What has no value.
pub const MISSING: RGBColor = RGBColor(240, 240, 240);
/// The hatch on what has no value.
pub const MISSING_HATCH: RGBColor = RGBColor(120, 120, 120);

/// How many colours the cells of a plane use.
pub const CELL_COLOURS: usize = PASTELS.len();

/// Pale enough for dark walls on them, far enough apart for neighbours without, and each a
/// different grey in print.
const PASTELS: [RGBColor; 6] = [
    RGBColor(135, 178, 222),
    RGBColor(254, 220, 170),
    RGBColor(192, 230, 186),
    RGBColor(246, 178, 180),
    RGBColor(199, 174, 220),
    RGBColor(252, 244, 190),
];

/// The fill of a cell; colours repeat after [`CELL_COLOURS`].
pub fn pastel(index: usize) -> RGBColor {
    PASTELS[index % PASTELS.len()]
}

/// How many colours [`Palette::Wheel`] has.
pub const WHEEL_COLOURS: usize = WHEEL.len();

/// Hues in the order of the rainbow, 30 degrees apart in Oklch, in three shades in turn: colours two to
/// four places apart differ in hue by 60 to 120 degrees.
const WHEEL: [RGBColor; 12] = [
    RGBColor(252, 160, 167),
    RGBColor(254, 193, 166),
    RGBColor(254, 223, 182),
    RGBColor(200, 194, 107),
    RGBColor(178, 226, 152),
    RGBColor(155, 252, 210),
    RGBColor(87, 212, 212),
    RGBColor(140, 222, 255),
    RGBColor(212, 230, 254),
    RGBColor(182, 180, 254),
    RGBColor(234, 189, 254),
    RGBColor(254, 216, 236),
];

/// The colour of [`Palette::Wheel`] with this number, as red, green and blue; they repeat after
/// [`WHEEL_COLOURS`].
pub fn wheel(index: usize) -> [u8; 3] {
    let RGBColor(red, green, blue) = WHEEL[index % WHEEL.len()];
    [red, green, blue]
}

impl Palette {
    /// How many colours it has.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Pastels => PASTELS.len(),
            Self::Wheel => WHEEL.len(),
        }
    }

    /// The fill of a cell; colours repeat.
    pub(crate) fn colour(self, index: usize) -> RGBColor {
        match self {
            Self::Pastels => pastel(index),
            Self::Wheel => WHEEL[index % WHEEL.len()],
        }
    }
}

/// The mean of colours.
pub fn mean(colours: impl Iterator<Item = RGBColor>) -> RGBColor {
    let mut sums = [0_usize; 3];
    let mut count = 0;
    for RGBColor(red, green, blue) in colours {
        for (sum, channel) in sums.iter_mut().zip([red, green, blue]) {
            *sum += usize::from(channel);
        }
        count += 1;
    }
    let [red, green, blue] = sums.map(|sum| (sum / count.max(1)) as u8);
    RGBColor(red, green, blue)
}

/// Viridis at 0, 1/10, ..., 1.
const VIRIDIS: [(u8, u8, u8); 11] = [
    (68, 1, 84),
    (72, 36, 117),
    (65, 68, 135),
    (53, 95, 141),
    (42, 120, 142),
    (33, 145, 140),
    (34, 168, 132),
    (68, 191, 112),
    (122, 209, 81),
    (189, 223, 38),
    (253, 231, 37),
];

/// Okabe and Ito's colours for what has no order, without their yellow, which is too pale for a
/// line on white, and with a grey in its place.
const OKABE_ITO: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 0, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(150, 150, 150),
];

/// Dashes and gaps that distinguish lines.
const DASHES: [&[f64]; 4] = [&[], &[5.0, 1.6], &[1.4, 1.4], &[6.0, 1.5, 1.4, 1.5]];

/// How one member of a family is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// The colour of its line, markers and band.
    pub colour: RGBColor,
    /// The dashes of its line, in points; solid if empty.
    pub dashes: &'static [f64],
    /// Its marker.
    pub marker: Marker,
}

/// How member `index` out of `count` is drawn.
pub fn look(family: Family, index: usize, count: usize) -> Look {
    let (colour, dashes) = match family {
        Family::Ordered => (ramp(index, count), self::dashes(0)),
        Family::Unordered => (
            OKABE_ITO[index % OKABE_ITO.len()],
            // The same pair of colour and dashes returns after 32.
            self::dashes(index + index / OKABE_ITO.len()),
        ),
    };
    Look {
        colour,
        dashes,
        marker: marker(index),
    }
}

/// Dashes and gaps in points, one kind after the other; the first is an unbroken line.
pub fn dashes(index: usize) -> &'static [f64] {
    DASHES[index % DASHES.len()]
}

/// The colour of member `index` out of `count` in an ordered family.
fn ramp(index: usize, count: usize) -> RGBColor {
    // Viridis' yellow end is too pale for a thin line on white, and a few
    // curves need not reach for its light greens either.
    let steps = count.saturating_sub(1).max(1) as f64;
    let end = 0.87 - 0.25 / steps;
    viridis(if count <= 1 {
        0.25
    } else {
        end * index.min(count - 1) as f64 / steps
    })
}

/// Viridis from its dark end, 0, to its light end, 1.
pub fn viridis(at: f64) -> RGBColor {
    let scaled = at.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let lower = (scaled as usize).min(VIRIDIS.len() - 2);
    let share = scaled - lower as f64;
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    let (a, b) = (VIRIDIS[lower], VIRIDIS[lower + 1]);
    RGBColor(mix(a.0, b.0), mix(a.1, b.1), mix(a.2, b.2))
}

/// How light a colour looks, from 0 to 255: its grey in print.
pub fn lightness(colour: RGBColor) -> f64 {
    0.299 * f64::from(colour.0) + 0.587 * f64::from(colour.1) + 0.114 * f64::from(colour.2)
}

/// The outline of a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Circle,
    /// A square on its side.
    Square,
    /// A triangle pointing up.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle pointing down.
    Nabla,
    /// A star with five points.
    Star,
}

/// A shape, filled or hollow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its outline.
    pub shape: Shape,
    /// Whether only the outline is drawn.
    pub hollow: bool,
}

/// The marker of the curve with this index; they repeat after twelve.
fn marker(index: usize) -> Marker {
    const SHAPES: [Shape; 6] = [
        Shape::Circle,
        Shape::Square,
        Shape::Triangle,
        Shape::Diamond,
        Shape::Nabla,
        Shape::Star,
    ];
    Marker {
        shape: SHAPES[index % SHAPES.len()],
        // Every other one, and the remaining ones in the second six.
        hollow: (index + index / SHAPES.len()) % 2 == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_rises_along_the_family_and_stays_off_the_paper() {
        for count in 1..=12 {
            let greys: Vec<f64> = (0..count)
                .map(|i| lightness(look(Family::Ordered, i, count).colour))
                .collect();
            assert!(
                greys.windows(2).all(|pair| pair[0] + 8.0 < pair[1]),
                "{count}: {greys:?}"
            );
            assert!(greys.iter().all(|&g| g < 180.0), "{count}: {greys:?}");
        }
    }

    #[test]
    fn members_without_order_differ_in_grey_or_dashes() {
        for i in 0..10 {
            let one = look(Family::Unordered, i, 10);
            assert!(lightness(one.colour) < 180.0, "{i}");
            for j in 0..i {
                let other = look(Family::Unordered, j, 10);
                let apart = (lightness(one.colour) - lightness(other.colour)).abs();
                assert!(apart > 25.0 || one.dashes != other.dashes, "{i} {j}");
            }
        }
    }

    #[test]
    fn cells_differ_in_grey_and_stay_pale() {
        for i in 0..CELL_COLOURS {
            let one = lightness(pastel(i));
            assert!((160.0..245.0).contains(&one), "{i}: {one}");
            for j in 0..i {
                let other = lightness(pastel(j));
                assert!((one - other).abs() > 10.0, "{i}: {one}, {j}: {other}");
            }
        }
    }

    /// As many places apart as two neighbours may be when their colours follow from their patterns.
    #[test]
    fn colours_of_the_wheel_differ_and_stay_pale() {
        for i in 0..WHEEL_COLOURS {
            assert!((150.0..250.0).contains(&lightness(WHEEL[i])), "{i}");
            for apart in 2..=4 {
                let (one, other) = (wheel(i), wheel(i + apart));
                let squares = one
                    .iter()
                    .zip(other)
                    .map(|(a, b)| i32::from(a.abs_diff(b)).pow(2));
                let distance = f64::from(squares.sum::<i32>()).sqrt();
                assert!(distance > 35.0, "{i} {apart}: {distance}");
            }
        }
    }

    #[test]
    fn twelve_markers_differ() {
        for i in 0..12 {
            for j in 0..i {
                assert_ne!(marker(i), marker(j), "{i} {j}");
            }
        }
    }
}
