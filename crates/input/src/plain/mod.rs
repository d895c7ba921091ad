//! Plain values, as in TOML and JSON, and how they are read as types: strictly, with errors that are
//! values instead of texts.

mod misfit;
mod parsed;
mod reader;
#[cfg(test)]
mod tests;

pub use misfit::{Misfit, Problem};

use crate::shown;

/// A value without a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number without a point.
    Integer(i128),
    /// A number with a point or an exponent.
    Float(f64),
    /// A string.
    Text(String),
    /// A date or a time, as TOML has them.
    Date(String),
    /// An array.
    Array(Vec<Self>),
    /// A table or object, in the order in which it is written.
    Table(Vec<(String, Self)>),
}

/// What a format calls its tables: `a table` or `an object`.
pub type TableWord = &'static str;

impl Plain {
    /// What it is, in the words of an error: `the string "abc"`, `an array`.
    pub fn describe(&self, table: TableWord) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Boolean(truth) => format!("the boolean {truth}"),
            Self::Integer(number) => format!("the integer {number}"),
            Self::Float(number) => format!("the number {number:?}"),
            Self::Text(text) => shown(&format!("the string {text:?}")),
            Self::Date(date) => format!("the date {date}"),
            Self::Array(_) => "an array".to_owned(),
            Self::Table(_) => table.to_owned(),
        }
    }
}
