use std::path::Path;

/// The file format of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An animated PNG.
    Png,
    /// A page to explore.
    Html,
    /// An MP4 that ffmpeg makes from the frames.
    Mp4,
}

impl Format {
    /// The format of a file by its extension, in upper or lower case; `None` if it is unknown.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "png" | "apng" => Some(Self::Png),
            "html" | "htm" => Some(Self::Html),
            "mp4" => Some(Self::Mp4),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_format() {
        for (name, format) in [
            ("a.PNG", Some(Format::Png)),
            ("b/a.apng", Some(Format::Png)),
            ("a.b.html", Some(Format::Html)),
            ("a.mp4", Some(Format::Mp4)),
            ("a.gif", None),
            ("png", None),
            (".mp4", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }
}
