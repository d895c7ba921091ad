/// What a number of a vector is taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What there are several of: `layer`, `radius`.
    pub word: &'static str,
    /// Which of them: `2`, `r0.1`.
    pub name: String,
}

impl Part {
    /// A part by its name.
    pub(crate) fn new(word: &'static str, name: impl Into<String>) -> Self {
        let name = name.into();
        Self { word, name }
    }
}
