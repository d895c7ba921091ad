//! Kinds that are written as a name alone where they have no settings, `optimizer = "sgd"`, and as
//! a table where they have some: `[training.optimizer.sgd]`.

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use std::fmt::{Formatter, Result as Written};
use std::marker::PhantomData;

/// An enum with one variant for each kind.
pub(crate) trait Choice: Sized + PartialEq {
    /// The names of all kinds.
    const NAMES: &'static [&'static str];

    /// The kind of this name, with its defaults; `None` if it is not a kind or has no defaults.
    fn of_name(name: &str) -> Option<Self>;

    /// Its name.
    fn name(&self) -> &'static str;

    /// Reads the kind from a table with the name as its only key.
    fn of_table<'de, D: Deserializer<'de>>(table: D) -> Result<Self, D::Error>;

    /// Writes the kind as such a table.
    fn to_table<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

/// Reads a kind from its name or its table.
pub(crate) fn deserialize<'de, T: Choice, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_any(NameOrTable(PhantomData))
}

/// Writes a kind as its name, or as a table if it has settings.
pub(crate) fn serialize<T: Choice, S: Serializer>(kind: &T, to: S) -> Result<S::Ok, S::Error> {
    if T::of_name(kind.name()).as_ref() == Some(kind) {
        kind.name().serialize(to)
    } else {
        kind.to_table(to)
    }
}

struct NameOrTable<T>(PhantomData<T>);

impl<'de, T: Choice> Visitor<'de> for NameOrTable<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut Formatter) -> Written {
        formatter.write_str("a name, or a table with one key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        if let Some(kind) = T::of_name(name) {
            return Ok(kind);
        }
        if T::NAMES.contains(&name) {
            return Err(E::custom(format!(
                "found the string \"{name}\", expected a table that says which"
            )));
        }
        Err(E::unknown_variant(name, T::NAMES))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<T, A::Error> {
        if table.size_hint() == Some(0) {
            return Err(A::Error::custom("expected exactly one key, found none"));
        }
        let kind = T::of_table(MapAccessDeserializer::new(&mut table))?;
        match table.next_key::<String>()? {
            None => Ok(kind),
            Some(key) => Err(A::Error::custom(format!(
                "expected exactly one key, found {} and {key}",
                kind.name()
            ))),
        }
    }
}
