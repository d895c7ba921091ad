/// A part of which a number of a vector is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The kind of part: `layer`, `radius`.
    pub word: &'static str,
    /// Which one: `2`, `r0.1`.
    pub name: String,
}

impl Part {
    /// A part by its name.
    pub(crate) fn new(word: &'static str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { word, name }
    }
}
