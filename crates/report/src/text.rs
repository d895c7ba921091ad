//! Numbers and durations as people read them.

use crease_experiment::SweepValue;
use crease_figure::superscript;

pub use crease_input::words::{bytes, count, counted, duration, grouped, seconds};

/// One value of a swept key: `10,000`, `0.25`, `10⁻³`, `adam`.
pub fn swept_name(value: &SweepValue) -> String {
    match value.as_toml() {
        toml::Value::Integer(_) => grouped(&value.to_string()),
        toml::Value::Float(number) => {
            let power = Power::of(*number);
            if power.digits == "1" && power.exponent < -1 {
                power.words()
            } else {
                value.to_string()
            }
        }
        _ => value.to_string(),
    }
}

/// The values of one swept key, written alike: `0.0001`, `0.0003`, `0.001`, but
/// `10⁻⁴`, `10⁻³` where all are powers of ten, and `3×10⁻⁵` where that is shorter than zeros.
pub fn names(values: &[&SweepValue]) -> Vec<String> {
    let numbers = values.iter().map(|value| value.as_number());
    let numbers: Option<Vec<f64>> = numbers.collect();
    let all_whole = values.iter().all(|value| value.as_toml().is_integer());
    let Some(numbers) = numbers.filter(|_| !all_whole) else {
        return values.iter().map(|value| swept_name(value)).collect();
    };
    let powers = numbers.iter().map(|number| Power::of(*number));
    let least = powers
        .clone()
        .map(|power| power.exponent)
        .min()
        .unwrap_or(0);
    let all_powers = powers.clone().all(|power| power.digits == "1");
    let is_scientific = least < -4 || (least < -1 && all_powers);
    // With at most one decimal, all have one; 0.125 and 8 would not look better with one.
    let decimals = |number: f64| {
        number
            .to_string()
            .split_once('.')
            .map_or(0, |(_, tail)| tail.len())
    };
    let most = numbers
        .iter()
        .map(|number| decimals(*number))
        .max()
        .unwrap_or(0);
    let name = |number: f64| {
        let power = Power::of(number);
        match number.to_string() {
            _ if is_scientific && power.exponent < 0 || power.exponent >= 6 => power.words(),
            _ if most == 1 => format!("{number:.1}"),
            plain if plain.contains('.') => plain,
            whole => grouped(&whole),
        }
    };
    numbers.into_iter().map(name).collect()
}

/// A number as digits times a power of ten.
#[derive(Clone, Debug)]
struct Power {
    /// `3`, `2.5`, `-1`.
    digits: String,
    exponent: i32,
}

impl Power {
    fn of(number: f64) -> Self {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        Self {
            digits: digits.to_owned(),
            exponent: exponent.parse().unwrap_or(0),
        }
    }

    /// `10⁻³`, `2.5×10⁻³`.
    fn words(&self) -> String {
        let lead = match self.digits.as_str() {
            "1" => String::new(),
            digits => format!("{digits}×"),
        };
        format!("{lead}10{}", superscript(self.exponent))
    }
}

/// [`value_words`] of a swept key.
pub fn swept_words(value: &SweepValue) -> String {
    value_words(value.as_toml())
}

/// A value of a key as a caption has it: `10,000`, `0.001`, `[20, 20, 20]`.
pub fn value_words(value: &toml::Value) -> String {
    match value {
        toml::Value::Integer(number) => grouped(&number.to_string()),
        toml::Value::Float(number) => real(*number),
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// `0.001`, `1e-5`, `−1`.
pub fn real(number: f64) -> String {
    let text = if number == 0.0 || (1e-4..1e7).contains(&number.abs()) {
        number.to_string()
    } else {
        format!("{number:e}")
    };
    match text.strip_prefix('-') {
        Some(positive) => format!("−{positive}"),
        None => text,
    }
}

/// A measured number, to four or more significant digits: `4613`, `0.8312`, `1.043`.
pub fn number(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 {
        "0".to_owned()
    } else if (1e-3..1e6).contains(&magnitude) {
        let before_point = magnitude.log10().floor() as i32 + 1;
        let decimals = usize::try_from(4 - before_point.max(0)).unwrap_or(0);
        format!("{value:.decimals$}")
    } else {
        format!("{value:.3e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_a_key_are_named_alike() {
        let floats = |values: [f64; 3]| values.map(SweepValue::from);
        let whole = |values: [i64; 3]| values.map(SweepValue::from);
        let hidden = || SweepValue::from(vec![32, 32]);
        for (values, expected) in [
            (floats([1e-4, 0.001, 0.1]), ["10⁻⁴", "10⁻³", "10⁻¹"]),
            (floats([0.01, 1.0, 10.0]), ["10⁻²", "1", "10"]),
            (floats([0.0001, 0.0003, 0.1]), ["0.0001", "0.0003", "0.1"]),
            (floats([0.00003, 0.001, 1.0]), ["3×10⁻⁵", "10⁻³", "1"]),
            (floats([0.125, 1.0, 8.0]), ["0.125", "1", "8"]),
            (floats([0.7, 1.0, 1.4]), ["0.7", "1.0", "1.4"]),
            (floats([1.0, 2.0, 1000.0]), ["1", "2", "1,000"]),
            (floats([0.1, 2e7, 1e18]), ["0.1", "2×10⁷", "10¹⁸"]),
            (floats([0.0, 0.001, 0.01]), ["0", "0.001", "0.01"]),
            (whole([250, 1000, 10_000]), ["250", "1,000", "10,000"]),
            (
                [0.001.into(), "0.001".into(), "adam".into()],
                ["10⁻³", "0.001", "adam"],
            ),
            (
                [hidden(), vec![64].into(), 1.0.into()],
                ["[32, 32]", "[64]", "1.0"],
            ),
        ] {
            assert_eq!(names(&values.each_ref()), expected);
        }
        assert!(names(&[]).is_empty());
    }

    #[test]
    fn settings_are_exact_and_short() {
        for (number, expected) in [
            (0.001, "0.001"),
            (1e-5, "1e-5"),
            (1.0, "1"),
            (-0.5, "−0.5"),
            (0.0, "0"),
        ] {
            assert_eq!(real(number), expected);
        }
        let widths = toml::Value::Array(vec![20.into(), 20.into()]);
        assert_eq!(value_words(&widths), "[20, 20]");
    }

    #[test]
    fn measured_numbers_keep_four_digits() {
        for (value, expected) in [
            (4613.04, "4613"),
            (0.83124, "0.8312"),
            (1.04321, "1.043"),
            (96.5, "96.50"),
            (1e-7, "1.000e-7"),
            (0.0, "0"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(number(value), expected);
        }
    }
}
