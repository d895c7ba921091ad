//! Plain values, as in TOML and JSON, and how they are read as types: strictly, with errors that are
//! values instead of texts.

use crate::key_path::{KeyPath, Segment};
use crate::{expected, shown};
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, Deserializer, Error as _, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;
use std::fmt;

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

    /// Reads it as a `T`.
    ///
    /// # Errors
    /// At the first key that is unknown, missing or of the wrong type.
    pub fn decode<T: DeserializeOwned>(&self, table: TableWord) -> Result<T, Misfit> {
        let reader = Reader {
            value: self,
            table,
            place: None,
        };
        T::deserialize(reader).map_err(|error| *error.0)
    }
}

/// Why a value is not of a type.
#[derive(Clone, Debug, PartialEq)]
pub struct Misfit {
    /// The key, from the value that was read.
    pub path: KeyPath,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong at a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// The value is of another type or out of range.
    Unexpected {
        /// What it is.
        found: String,
        /// What it should be.
        expected: String,
    },
    /// There is no such key.
    UnknownKey {
        /// The key.
        key: String,
        /// Those that there are.
        known: &'static [&'static str],
    },
    /// The value is a name, and not one of those that are known.
    UnknownName {
        /// The name.
        name: String,
        /// Those that are known.
        known: &'static [&'static str],
    },
    /// The key has to be there.
    Missing,
    /// The key is written more than once.
    Duplicate,
    /// The value names one of several kinds by its only key, and has another number of keys.
    NotOneKey {
        /// Its keys.
        keys: Vec<String>,
    },
    /// What the type itself says.
    Other(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unexpected { found, expected } => write!(f, "found {found}, expected {expected}"),
            Self::UnknownKey { key, known } => write!(f, "unknown key, {}", expected(key, known)),
            Self::UnknownName { name, known } => {
                let found = shown(&format!("the string {name:?}"));
                write!(f, "found {found}, {}", expected(name, known))
            }
            Self::Missing => f.write_str("required key is missing"),
            Self::Duplicate => f.write_str("duplicate key"),
            Self::NotOneKey { keys } if keys.is_empty() => {
                f.write_str("expected exactly one key, found none")
            }
            Self::NotOneKey { keys } => {
                write!(
                    f,
                    "expected exactly one key, found {}",
                    shown(&keys.join(", "))
                )
            }
            Self::Other(message) => f.write_str(message),
        }
    }
}

/// A [`Misfit`] on its way up from where it was found.
#[derive(Debug)]
struct Error(Box<Misfit>);

impl Error {
    fn new(problem: Problem) -> Self {
        Self(Box::new(Misfit {
            path: KeyPath::default(),
            problem,
        }))
    }

    fn at(key: &str, problem: Problem) -> Self {
        Self::new(problem).under(Segment::Key(key.to_owned()))
    }

    fn under(mut self, segment: Segment) -> Self {
        self.0.path.prepend(segment);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.path, self.0.problem)
    }
}

impl std::error::Error for Error {}

impl serde::de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Problem::Other(message.to_string()))
    }

    fn invalid_type(unexpected: Unexpected, expected: &dyn Expected) -> Self {
        let expected = match unexpected {
            // A name where the kind has keys.
            Unexpected::UnitVariant => String::new(),
            _ => expected.to_string(),
        };
        let found = String::new();
        Self::new(Problem::Unexpected { found, expected })
    }

    fn invalid_value(unexpected: Unexpected, expected: &dyn Expected) -> Self {
        Self::invalid_type(unexpected, expected)
    }

    fn unknown_variant(name: &str, known: &'static [&'static str]) -> Self {
        let name = name.to_owned();
        Self::new(Problem::UnknownName { name, known })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        let problem = Problem::UnknownKey {
            key: key.to_owned(),
            known,
        };
        Self::at(key, problem)
    }

    fn missing_field(key: &'static str) -> Self {
        Self::at(key, Problem::Missing)
    }

    fn duplicate_field(key: &'static str) -> Self {
        Self::at(key, Problem::Duplicate)
    }
}

/// A value, and where it is in the one that holds it.
struct Reader<'a> {
    value: &'a Plain,
    table: TableWord,
    place: Option<Segment>,
}

impl<'a> Reader<'a> {
    fn refuse<T>(&self, expected: &str) -> Result<T, Error> {
        self.done(Err(Error::new(Problem::Unexpected {
            found: String::new(),
            expected: expected.to_owned(),
        })))
    }

    /// Adds what only the reader knows to what the type says of a value: the value and its place.
    fn done<T>(&self, read: Result<T, Error>) -> Result<T, Error> {
        read.map_err(|mut error| {
            if error.0.path.is_root() {
                error = self.described(error);
            }
            match &self.place {
                Some(place) => error.under(place.clone()),
                None => error,
            }
        })
    }

    fn described(&self, mut error: Error) -> Error {
        match &mut error.0.problem {
            Problem::Unexpected { found, expected } => {
                if found.is_empty() {
                    *found = self.value.describe(self.table);
                }
                if expected.is_empty() {
                    self.table.clone_into(expected);
                }
            }
            Problem::UnknownName { name, known } if matches!(self.value, Plain::Table(_)) => {
                let (key, known) = (std::mem::take(name), *known);
                return Error::at(&key.clone(), Problem::UnknownKey { key, known });
            }
            _ => {}
        }
        error
    }

    fn entries(&self, table: &'a [(String, Plain)]) -> impl Iterator<Item = (&'a str, Self)> {
        let word = self.table;
        table.iter().map(move |(key, value)| {
            let place = Some(Segment::Key(key.clone()));
            let table = word;
            (
                key.as_str(),
                Self {
                    value,
                    table,
                    place,
                },
            )
        })
    }
}

impl IntoDeserializer<'_, Error> for Reader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Methods that refuse a value unless it matches a pattern.
macro_rules! expect {
    ($($($method:ident)+, $pattern:pat, $expected:expr;)+) => {$($(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.value {
                $pattern => self.deserialize_any(visitor),
                _ => self.refuse($expected),
            }
        }
    )+)+};
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Error;

    expect! {
        deserialize_bool, Plain::Boolean(_), "true or false";
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128,
            Plain::Integer(_), "a whole number";
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128,
            Plain::Integer(0..), "a whole number, 0 or more";
        deserialize_f32 deserialize_f64, Plain::Integer(_) | Plain::Float(_), "a number";
        deserialize_str deserialize_string deserialize_char,
            Plain::Text(_) | Plain::Date(_), "a string";
        deserialize_seq, Plain::Array(_), "an array";
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.done(match self.value {
            Plain::Null => visitor.visit_unit(),
            Plain::Boolean(truth) => visitor.visit_bool(*truth),
            Plain::Integer(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                (Ok(number), _) => visitor.visit_i64(number),
                (_, Ok(number)) => visitor.visit_u64(number),
                _ => visitor.visit_i128(*number),
            },
            Plain::Float(number) => visitor.visit_f64(*number),
            Plain::Text(text) => visitor.visit_str(text),
            Plain::Date(_) => return self.refuse("a string: put the date in quotes"),
            Plain::Array(array) => {
                let elements = array.iter().enumerate().map(|(index, value)| Reader {
                    value,
                    table: self.table,
                    place: Some(Segment::Index(index)),
                });
                visitor.visit_seq(SeqDeserializer::new(elements))
            }
            Plain::Table(table) => visitor.visit_map(MapDeserializer::new(self.entries(table))),
        })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Plain::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Plain::Array(array) if array.len() == length => self.deserialize_any(visitor),
            Plain::Array(array) => self.done(Err(Error::new(Problem::Unexpected {
                found: format!("an array of length {}", array.len()),
                expected: format!("one of length {length}"),
            }))),
            _ => self.refuse(&format!("an array of length {length}")),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Plain::Table(_) => self.deserialize_any(visitor),
            _ => self.refuse(self.table),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    /// A name, or a table with the name as its only key.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let read = match self.value {
            Plain::Text(name) => visitor.visit_enum(StrDeserializer::new(name)),
            Plain::Table(table) if table.len() == 1 => {
                let entry = MapDeserializer::new(self.entries(table));
                visitor.visit_enum(MapAccessDeserializer::new(entry))
            }
            Plain::Table(table) => Err(Error::new(Problem::NotOneKey {
                keys: table.iter().map(|(key, _)| key.clone()).collect(),
            })),
            other => {
                let found = other.describe(self.table);
                let message = format!("found {found}, {}", expected("", names));
                Err(Error::custom(message))
            }
        };
        self.done(read)
    }

    /// What a kind without keys has in its table.
    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Plain::Null => visitor.visit_unit(),
            Plain::Table(table) if table.is_empty() => visitor.visit_unit(),
            _ => self.done(Err(Error::custom("takes no keys"))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct identifier }
}

/// Any value at all, as a format reads it.
impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Plain, E> {
        Ok(Plain::Boolean(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Plain, E> {
        Ok(Plain::Integer(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Plain, E> {
        Ok(Plain::Integer(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Plain, E> {
        Ok(Plain::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Plain, A::Error> {
        let mut array = Vec::new();
        while let Some(element) = sequence.next_element()? {
            array.push(element);
        }
        Ok(Plain::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        let mut table = Vec::new();
        while let Some(entry) = map.next_entry()? {
            table.push(entry);
        }
        Ok(Plain::Table(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Settings {
        count: usize,
        scale: Option<f64>,
        #[serde(default)]
        kinds: Vec<Shape>,
        pair: Option<[i32; 2]>,
        name: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "kebab-case", deny_unknown_fields)]
    enum Shape {
        Plane,
        Square { half_side: f64 },
    }

    fn table<const N: usize>(entries: [(&str, Plain); N]) -> Plain {
        let entries = entries.map(|(key, value)| (key.to_owned(), value));
        Plain::Table(entries.into())
    }

    fn text(text: &str) -> Plain {
        Plain::Text(text.to_owned())
    }

    #[test]
    fn values_are_read_by_their_types() {
        let square = table([("square", table([("half_side", Plain::Integer(2))]))]);
        let kinds = Plain::Array(vec![text("plane"), square]);
        let settings = table([
            ("count", Plain::Integer(3)),
            ("scale", Plain::Integer(1)),
            ("kinds", kinds),
        ]);
        let expected = Settings {
            count: 3,
            scale: Some(1.0),
            kinds: vec![Shape::Plane, Shape::Square { half_side: 2.0 }],
            pair: None,
            name: None,
        };
        assert_eq!(settings.decode::<Settings>("a table"), Ok(expected));
    }

    #[test]
    fn a_misfit_names_the_key_what_was_found_and_what_was_expected() {
        let with = |key: &str, value: Plain| {
            let settings = table([("count", Plain::Integer(1)), (key, value)]);
            let misfit = settings.decode::<Settings>("a table").unwrap_err();
            format!("{}: {}", misfit.path, misfit.problem)
        };
        let array = |element: Plain| Plain::Array(vec![Plain::Integer(1), element]);
        for (key, value, expected) in [
            (
                "scael",
                Plain::Null,
                "scael: unknown key, expected one of count, scale, kinds, pair, \
                                    name (did you mean scale?)",
            ),
            ("count", Plain::Integer(2), "count: duplicate key"),
            (
                "scale",
                text("1"),
                "scale: found the string \"1\", expected a number",
            ),
            (
                "kinds",
                text("plane"),
                "kinds: found the string \"plane\", expected an array",
            ),
            (
                "kinds",
                Plain::Array(vec![text("plain")]),
                "kinds[0]: found the string \"plain\", expected one of plane, square (did you mean \
                 plane?)",
            ),
            (
                "kinds",
                Plain::Array(vec![table([("sqare", Plain::Null)])]),
                "kinds[0].sqare: unknown key, expected one of plane, square (did you mean square?)",
            ),
            (
                "kinds",
                Plain::Array(vec![table([])]),
                "kinds[0]: expected exactly one key, found none",
            ),
            (
                "kinds",
                Plain::Array(vec![table([("square", table([]))])]),
                "kinds[0].square.half_side: required key is missing",
            ),
            (
                "kinds",
                Plain::Array(vec![table([("square", array(Plain::Null))])]),
                "kinds[0].square: found an array, expected a table",
            ),
            (
                "kinds",
                Plain::Array(vec![table([("plane", array(Plain::Null))])]),
                "kinds[0].plane: takes no keys",
            ),
            (
                "kinds",
                Plain::Array(vec![text("square")]),
                "kinds[0]: found the string \"square\", expected a table",
            ),
            (
                "kinds",
                Plain::Array(vec![Plain::Integer(1)]),
                "kinds[0]: found the integer 1, expected one of plane, square",
            ),
            (
                "pair",
                Plain::Array(vec![]),
                "pair: found an array of length 0, expected one of \
                                            length 2",
            ),
            (
                "pair",
                array(Plain::Float(2.5)),
                "pair[1]: found the number 2.5, expected a whole \
                                                number",
            ),
            (
                "pair",
                array(Plain::Integer(1 << 40)),
                "pair[1]: found the integer 1099511627776, \
                                                      expected i32",
            ),
            (
                "name",
                Plain::Date("1979-05-27".to_owned()),
                "name: found the date 1979-05-27, \
                                                            expected a string: put the date in quotes",
            ),
        ] {
            assert_eq!(with(key, value), expected);
        }
    }

    #[test]
    fn a_misfit_of_the_whole_names_what_was_found() {
        let misfit = table([]).decode::<Settings>("a table").unwrap_err();
        assert_eq!(misfit.problem, Problem::Missing);
        let misfit = Plain::Array(vec![]).decode::<Settings>("an object");
        let message = misfit.unwrap_err().problem.to_string();
        assert_eq!(message, "found an array, expected an object");
        let misfit = table([("count", Plain::Integer(-1))]).decode::<Settings>("a table");
        let message = misfit.unwrap_err().problem.to_string();
        assert_eq!(
            message,
            "found the integer -1, expected a whole number, 0 or more"
        );
    }
}
