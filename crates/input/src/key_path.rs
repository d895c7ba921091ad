use std::fmt;

/// The path to one value of a document, as in `checkpoints[1].count`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPath(Vec<Segment>);

/// One step of a [`KeyPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Into a table.
    Key(String),
    /// Into an array.
    Index(usize),
}

impl KeyPath {
    /// Reads `a.b[1].c`. `None` if a word is empty or an index is not a number.
    pub fn parse(text: &str) -> Option<Self> {
        let mut segments = Vec::new();
        for word in text.split('.') {
            let mut parts = word.split('[');
            let key = parts.next().map(str::trim).filter(|key| !key.is_empty())?;
            segments.push(Segment::Key(key.to_owned()));
            for index in parts {
                segments.push(Segment::Index(index.strip_suffix(']')?.parse().ok()?));
            }
        }
        Some(Self(segments))
    }

    /// The segments, from the root.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// This path with one more key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.push(Segment::Key(key.to_owned()));
        path
    }

    /// This path with one more index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.push(Segment::Index(index));
        path
    }

    /// Adds a segment.
    pub fn push(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    /// Adds a segment at the beginning.
    pub(crate) fn prepend(&mut self, segment: Segment) {
        self.0.insert(0, segment);
    }

    /// Removes the last segment.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Whether `other` lies at or below this path.
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The key of the first segment, if it is one.
    pub fn first_key(&self) -> Option<&str> {
        match self.0.first() {
            Some(Segment::Key(key)) => Some(key),
            _ => None,
        }
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            let key = match segment {
                Segment::Key(key) => key,
                Segment::Index(index) => {
                    write!(f, "[{index}]")?;
                    continue;
                }
            };
            if position > 0 {
                f.write_str(".")?;
            }
            let bare = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if !key.is_empty() && key.chars().all(bare) {
                f.write_str(key)?;
            } else {
                write!(f, "{key:?}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in [
            "title",
            "checkpoints[1].count",
            "a.b.c",
            "network.hidden[0][12]",
        ] {
            assert_eq!(KeyPath::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn broken_paths_are_none() {
        for text in ["", ".", "a.", "a..b", "a[", "a[x]", "a[1", "[1]", "a[-1]"] {
            assert_eq!(KeyPath::parse(text), None, "{text}");
        }
    }

    #[test]
    fn containment_goes_by_whole_segments() {
        let path = |text| KeyPath::parse(text).unwrap();
        assert!(path("task.memorise").contains(&path("task.memorise.points")));
        assert!(!path("task.memo").contains(&path("task.memorise")));
    }
}
