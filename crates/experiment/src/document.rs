//! The TOML document with the origin of every key.
