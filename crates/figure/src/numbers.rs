//! Numbers as text.

use crate::figure::Scale;
use crate::range::Range;

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

/// A single value, with only as many digits as distinguish it from others in the range.
pub fn short(value: f64, range: &Range) -> String {
    let size = |number: f64| number.abs().log10().floor() as i32;
    // The size of the number as two digits show it: 0.996 becomes 1.0, not 1.00.
    let rounded = || size(format!("{value:.1e}").parse().unwrap_or(value));
    // To about a hundredth of the whole range, or two digits each where they span decades.
    let least = match range.scale {
        Scale::Linear => ((range.max - range.min) / 100.0).log10().round() as i32,
        Scale::Logarithmic => rounded() - 1,
    };
    let largest = match range.scale {
        Scale::Linear => size(range.min.abs().max(range.max.abs())),
        Scale::Logarithmic => rounded(),
    };
    if value == 0.0 || (-3..6).contains(&largest) {
        return number(value, (-least).clamp(0, 9) as usize);
    }
    let decimals = (largest - least).clamp(0, 9) as usize;
    let lead = number(value / 10.0_f64.powi(largest), decimals);
    format!("{lead}×10{}", superscript(largest))
}

/// `digit` times a power of ten, written out where that is short.
pub fn digit_on_its_own(digit: i32, power: i32) -> String {
    if (-3..=5).contains(&power) {
        let decimals = (-power).max(0) as usize;
        number(f64::from(digit) * 10.0_f64.powi(power), decimals)
    } else if digit == 1 {
        format!("10{}", superscript(power))
    } else {
        format!("{digit}×10{}", superscript(power))
    }
}

/// An exponent in raised digits.
pub fn superscript(exponent: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |byte: u8| match byte {
        b'-' => '⁻',
        digit => DIGITS[usize::from(digit - b'0')],
    };
    exponent.to_string().bytes().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            (Logarithmic, 0.1, 2.0, 0.996, "1.0"),
            (Logarithmic, 0.1, 2.0, 0.994, "0.99"),
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
