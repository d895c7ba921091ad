use crate::{Row, Study, TheoremsError};

/// A statement of a paper, and how it is examined.
pub struct Statement {
    /// A short name for tables: `one-layer`.
    pub key: &'static str,
    /// Where it is stated: `P, eq. 4`; see the [crate's documentation](crate) for the letters.
    pub source: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What the paper says and how we interpret it.
    pub says: &'static str,
    /// Measures it.
    pub(crate) examine: fn(&Study<'_>) -> Result<Vec<Row>, TheoremsError>,
}
