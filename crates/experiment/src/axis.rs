//! Swept keys and their values.

use serde::Serialize;
use std::fmt;

/// One swept key.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepAxis {
    /// The dotted key, as in `task.memorise.points`.
    pub key: String,
    /// Its values, in the order of the file.
    pub values: Vec<SweepValue>,
}

/// A value of a swept key, in the type of the key. Numbers compare by value: 1 equals 1.0.
///
/// Its text is that of tables: strings without quotes, everything else as in TOML, but numbers with many
/// digits get an exponent.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct SweepValue(toml::Value);

impl SweepValue {
    /// The value in TOML.
    pub fn as_toml(&self) -> &toml::Value {
        &self.0
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        self.0.as_float().or(self.0.as_integer().map(|n| n as f64))
    }
}

impl<T: Into<toml::Value>> From<T> for SweepValue {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

impl PartialEq for SweepValue {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_number(), other.as_number()) {
            (Some(one), Some(other)) => one == other,
            _ => self.0 == other.0,
        }
    }
}

impl fmt::Display for SweepValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 12;
        match &self.0 {
            toml::Value::String(text) => f.write_str(text),
            toml::Value::Float(number) => {
                let plain = self.0.to_string();
                if plain.len() <= LONGEST {
                    f.write_str(&plain)
                } else {
                    write!(f, "{number:?}")
                }
            }
            other => write!(f, "{other}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SweepValue;

    #[test]
    fn numbers_are_equal_whatever_their_type() {
        assert_eq!(SweepValue::from(1), SweepValue::from(1.0));
        assert_ne!(SweepValue::from(1), SweepValue::from("1"));
        assert_ne!(SweepValue::from("1"), SweepValue::from("1.0"));
    }

    #[test]
    fn tables_have_short_numbers_and_bare_text() {
        for (value, text) in [
            (SweepValue::from(250), "250"),
            (SweepValue::from(0.001), "0.001"),
            (SweepValue::from(1e-12), "1e-12"),
            (SweepValue::from("adam"), "adam"),
            (SweepValue::from(vec![32, 32]), "[32, 32]"),
        ] {
            assert_eq!(value.to_string(), text);
        }
    }
}
