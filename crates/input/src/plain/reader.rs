//! Values read as types by serde.

use super::misfit::{Error, Misfit, Problem};
use super::{Plain, TableWord};
use crate::expected;
use crate::key_path::Segment;
use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

impl Plain {
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

    /// Adds to an error of the type what only the reader knows: the value and its place.
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
