//! Ticks at round numbers: steps of 1, 2 or 5, and powers of ten.

use crate::figure::Scale;
use crate::numbers::{digit_on_its_own, number, superscript};
use crate::range::Range;

/// The length of a tick with a number, and of one without.
pub const TICK: f64 = 3.0;
const MINOR_TICK: f64 = 1.8;

/// Between a tick and its number.
pub const GAP: f64 = 2.5;

/// A mark on an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where: 0 at the lower end, 1 at the upper end.
    pub at: f64,
    /// The number at the tick; minor ticks have none.
    pub label: Option<String>,
}

impl Tick {
    /// How long it is drawn.
    pub fn length(&self) -> f64 {
        if self.label.is_some() {
            TICK
        } else {
            MINOR_TICK
        }
    }
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
    // With more than six digits before the point or three zeros after it, numbers are hard to read.
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
                let label = [1, 2, 5]
                    .contains(&digit)
                    .then(|| digit_on_its_own(digit, power));
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
}
