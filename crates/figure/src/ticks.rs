//! Ticks at round numbers: steps of 1, 2 or 5, and powers of ten.

use crate::figure::Scale;
use crate::range::Range;

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where: 0 at the lower end, 1 at the upper end.
    pub at: f64,
    /// The number written beside it; minor ticks have none.
    pub label: Option<String>,
}

/// The ticks of one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ticks {
    /// In no particular order.
    pub ticks: Vec<Tick>,
    /// The power of ten that all labels are to be multiplied by.
    pub exponent: i32,
}

impl Ticks {
    /// At most about `count` labelled ticks.
    pub fn new(range: &Range, count: usize) -> Self {
        match range.scale {
            Scale::Linear => linear(range, count),
            Scale::Logarithmic => logarithmic(range, count),
        }
    }

    /// The labels in use.
    pub fn labels(&self) -> impl Iterator<Item = (f64, &str)> {
        self.ticks
            .iter()
            .filter_map(|tick| Some((tick.at, tick.label.as_deref()?)))
    }
}

fn linear(range: &Range, count: usize) -> Ticks {
    let span = range.max - range.min;
    let largest = range.min.abs().max(range.max.abs());
    let (factor, power) = nice_step(span / count.max(2) as f64);
    // Beyond six digits before or three zeros behind the point numbers are no longer read.
    let size = largest.log10().floor() as i32;
    let exponent = if (-3..6).contains(&size) { 0 } else { size };
    let step = factor * 10.0_f64.powi(power);
    let decimals = (exponent - power).max(0) as usize;
    let first = (range.min / step - 1e-9).ceil();
    let last = (range.max / step + 1e-9).floor();
    let mut ticks = Vec::new();
    let mut k = first;
    while k <= last && ticks.len() <= 4 * count {
        let shown = k * factor * 10.0_f64.powi(power - exponent);
        ticks.push(Tick {
            at: range.share(k * step),
            label: Some(number(shown, decimals)),
        });
        k += 1.0;
    }
    Ticks { ticks, exponent }
}

/// The least of 1, 2 and 5 times a power of ten that is no less than `least`.
fn nice_step(least: f64) -> (f64, i32) {
    let mut power = least.log10().floor() as i32;
    let lead = least / 10.0_f64.powi(power);
    for factor in [1.0, 2.0, 5.0] {
        if lead <= factor * (1.0 + 1e-9) {
            return (factor, power);
        }
    }
    power += 1;
    (1.0, power)
}

fn logarithmic(range: &Range, count: usize) -> Ticks {
    let first = (range.min.log10() - 1e-9).ceil() as i32;
    let last = (range.max.log10() + 1e-9).floor() as i32;
    let inside = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&range.share(value));
    let decades = usize::try_from(last - first + 1).unwrap_or(0);
    let mut ticks = Vec::new();
    if decades >= 2 {
        let skip = i32::try_from(decades.div_ceil(count.max(2))).unwrap_or(i32::MAX);
        for power in first - 1..=last {
            if power >= first {
                let label =
                    (power.rem_euclid(skip) == 0).then(|| format!("10{}", superscript(power)));
                ticks.push(Tick {
                    at: range.share(10.0_f64.powi(power)),
                    label,
                });
            }
            if skip == 1 {
                for digit in 2..10 {
                    let value = f64::from(digit) * 10.0_f64.powi(power);
                    if inside(value) {
                        ticks.push(Tick {
                            at: range.share(value),
                            label: None,
                        });
                    }
                }
            }
        }
        return Ticks { ticks, exponent: 0 };
    }
    for power in first - 1..=last {
        for digit in 1..10 {
            let value = f64::from(digit) * 10.0_f64.powi(power);
            if inside(value) {
                let label = [1, 2, 5].contains(&digit).then(|| on_its_own(digit, power));
                ticks.push(Tick {
                    at: range.share(value),
                    label,
                });
            }
        }
    }
    let mut found = Ticks { ticks, exponent: 0 };
    if found.labels().count() < 2 {
        // Less than an octave: equal steps, spread by the scale.
        found = linear(range, count);
    }
    found
}

/// `digit` times a power of ten, written out where that is short.
fn on_its_own(digit: i32, power: i32) -> String {
    if (-3..=5).contains(&power) {
        let decimals = (-power).max(0) as usize;
        number(f64::from(digit) * 10.0_f64.powi(power), decimals)
    } else if digit == 1 {
        format!("10{}", superscript(power))
    } else {
        format!("{digit}×10{}", superscript(power))
    }
}

/// A value on its own, with no more digits than tell it from others in the range.
pub fn short(value: f64, range: &Range) -> String {
    let size = |number: f64| number.abs().log10().floor() as i32;
    // To about a hundredth of the whole range, or two digits each where they span decades.
    let least = match range.scale {
        Scale::Linear => ((range.max - range.min) / 100.0).log10().round() as i32,
        Scale::Logarithmic => size(value) - 1,
    };
    let largest = match range.scale {
        Scale::Linear => size(range.min.abs().max(range.max.abs())),
        Scale::Logarithmic => size(value),
    };
    if value == 0.0 || (-3..6).contains(&largest) {
        return number(value, (-least).clamp(0, 9) as usize);
    }
    let decimals = (largest - least).clamp(0, 9) as usize;
    let lead = number(value / 10.0_f64.powi(largest), decimals);
    format!("{lead}×10{}", superscript(largest))
}

/// A number as the axes write it: a fixed number of decimals, commas between the thousands.
///
/// For legends and labels that show numbers, so that a figure writes all of them alike.
pub fn number(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut text = String::new();
    if value < 0.0 && digits.chars().any(|c| c.is_ascii_digit() && c != '0') {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// An exponent in raised digits.
pub fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: Scale, min: f64, max: f64) -> Vec<String> {
        let ticks = Ticks::new(&Range { scale, min, max }, 6);
        ticks.labels().map(|(_, label)| label.to_owned()).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        for (scale, min, max, expected) in [
            (Scale::Linear, 0.0, 2000.0, "0 500 1,000 1,500 2,000"),
            (Scale::Linear, 0.48, 1.02, "0.5 0.6 0.7 0.8 0.9 1.0"),
            (Scale::Linear, -2.0, 2.0, "−2 −1 0 1 2"),
            (Scale::Linear, 0.0, 5e6, "0 1 2 3 4 5"),
            (Scale::Linear, 0.0, 4e-5, "0 1 2 3 4"),
            (
                Scale::Linear,
                0.0,
                0.3,
                "0.00 0.05 0.10 0.15 0.20 0.25 0.30",
            ),
            (Scale::Logarithmic, 0.5e-3, 20.0, "10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹"),
            (Scale::Logarithmic, 0.4, 6.0, "0.5 1 2 5"),
            (
                Scale::Logarithmic,
                4000.0,
                9000.0,
                "4,000 5,000 6,000 7,000 8,000 9,000",
            ),
            (Scale::Logarithmic, 1e-12, 1.0, "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰"),
        ] {
            assert_eq!(labels(scale, min, max).join(" "), expected);
        }
    }

    #[test]
    fn large_and_small_numbers_share_a_power_of_ten() {
        let range = |max| Range {
            scale: Scale::Linear,
            min: 0.0,
            max,
        };
        assert_eq!(Ticks::new(&range(5e6), 5).exponent, 6);
        assert_eq!(Ticks::new(&range(4e-5), 5).exponent, -5);
        assert_eq!(Ticks::new(&range(9e5), 5).exponent, 0);
    }

    #[test]
    fn values_on_their_own_have_the_digits_that_matter() {
        use Scale::{Linear, Logarithmic};
        for (scale, min, max, value, expected) in [
            (Linear, 0.52, 0.98, 0.7, "0.70"),
            (Linear, 0.0, 1.0, 1.0, "1.00"),
            (Linear, 0.0, 5000.0, 4608.4, "4,608"),
            (Linear, 0.0, 3e6, 0.0, "0"),
            (Linear, 0.0, 3e6, 2.5e6, "2.50×10⁶"),
            (Logarithmic, 1e-5, 1.0, 3.14e-5, "3.1×10⁻⁵"),
            (Logarithmic, 1e-5, 1.0, 0.0628, "0.063"),
            (Logarithmic, 1.0, 1e5, 12_345.0, "12,345"),
        ] {
            assert_eq!(short(value, &Range { scale, min, max }), expected);
        }
    }

    #[test]
    fn numbers_are_written_as_in_papers() {
        assert_eq!(number(-1_234_567.0, 0), "−1,234,567");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(999.5, 2), "999.50");
        assert_eq!(superscript(-120), "⁻¹²⁰");
    }
}
