//! The bundled font, Source Sans 3 (SIL Open Font License, see `fonts/LICENSE.md`).
//!
//! No system font is ever read: the same figure has the same bytes everywhere.

use std::sync::Arc;

use usvg::fontdb::{Database, Source};

use crate::error::FigureError;

/// The font's name in the SVG source.
pub const FAMILY: &str = "Source Sans 3";

/// The size of all text, in points.
pub const SIZE: f64 = 9.0;

/// From one line of text to the next, in points.
pub const LINE: f64 = 11.0;

/// From the baseline to the top of capitals and digits, in points.
pub const CAPITAL: f64 = 0.66 * SIZE;

/// How far letters such as "g" reach below the baseline, in points.
pub const DESCENT: f64 = 0.24 * SIZE;

/// A cut of the font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Upright, for nearly everything.
    Regular,
    /// Semibold, for the panels' letters.
    Bold,
    /// Italic, for what is written inside the plot.
    Italic,
}

/// The loaded faces, to measure text and to read SVG with.
pub struct Fonts {
    options: usvg::Options<'static>,
}

impl Fonts {
    /// Loads the faces from memory.
    pub fn load() -> Self {
        const FACES: [&[u8]; 3] = [
            include_bytes!("../fonts/SourceSans3-Regular.ttf"),
            include_bytes!("../fonts/SourceSans3-Semibold.ttf"),
            include_bytes!("../fonts/SourceSans3-It.ttf"),
        ];
        let mut database = Database::new();
        for face in FACES {
            database.load_font_source(Source::Binary(Arc::new(face)));
        }
        let options = usvg::Options {
            font_family: FAMILY.to_owned(),
            fontdb: Arc::new(database),
            ..usvg::Options::default()
        };
        Self { options }
    }

    /// Reads SVG with these faces and no others.
    pub fn parse(&self, svg: &str) -> Result<usvg::Tree, FigureError> {
        Ok(usvg::Tree::from_str(svg, &self.options)?)
    }

    /// The width of one line of text, in points, as it will be shaped in the drawing.
    ///
    /// Fails when a character has no glyph in any of the faces.
    pub fn width(&self, text: &str, face: Face) -> Result<f64, FigureError> {
        if text.trim().is_empty() {
            return Ok(0.0);
        }
        let missing = |character: String| FigureError::MissingGlyph {
            character,
            text: text.to_owned(),
        };
        // Characters that XML forbids (control characters) have no glyph either.
        let is_forbidden = |c: &char| c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(c);
        if let Some(forbidden) = text.chars().find(is_forbidden) {
            return Err(missing(forbidden.to_string()));
        }
        let style = match face {
            Face::Regular => "",
            Face::Bold => r#"font-weight="bold""#,
            Face::Italic => r#"font-style="italic""#,
        };
        // Measured at ten times the size, which is the canvas' unit.
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text font-size="{}" {style}>{}</text></svg>"#,
            10.0 * SIZE,
            escape(text)
        );
        let tree = self.parse(&svg)?;
        let texts = texts_of(&tree);
        let shaped = texts.first().ok_or_else(|| FigureError::TextLost {
            text: text.to_owned(),
        })?;
        match first_missing(shaped) {
            Some(character) => Err(missing(character)),
            None => Ok(f64::from(shaped.bounding_box().width()) / 10.0),
        }
    }
}

/// All texts of a tree, in drawing order.
pub fn texts_of(tree: &usvg::Tree) -> Vec<&usvg::Text> {
    fn collect<'a>(group: &'a usvg::Group, texts: &mut Vec<&'a usvg::Text>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => collect(inner, texts),
                usvg::Node::Text(text) => texts.push(text),
                usvg::Node::Path(_) | usvg::Node::Image(_) => {}
            }
        }
    }
    let mut texts = Vec::new();
    collect(tree.root(), &mut texts);
    texts
}

/// The first piece of a shaped text that no face has a glyph for.
pub fn first_missing(text: &usvg::Text) -> Option<String> {
    text.layouted()
        .iter()
        .flat_map(|span| &span.positioned_glyphs)
        .find(|glyph| glyph.id.0 == 0)
        .map(|glyph| glyph.text.clone())
}

/// Text as the content of an XML element.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_has_what_labels_need() {
        let fonts = Fonts::load();
        for face in [Face::Regular, Face::Bold, Face::Italic] {
            let width = fonts
                .width("regions / #neurons² ×10⁻³⁴⁵⁶⁷⁸⁹⁰¹ ±−αβγδεηλμσωΩ≤≥∞·½", face)
                .unwrap();
            assert!(width > 100.0);
        }
        assert!(
            fonts.width("mmmm", Face::Bold).unwrap() > fonts.width("mmmm", Face::Regular).unwrap()
        );
        assert!(
            fonts.width("a a", Face::Regular).unwrap() > fonts.width("aa", Face::Regular).unwrap()
        );
    }

    #[test]
    fn a_missing_glyph_is_named() {
        let fonts = Fonts::load();
        for (text, missing) in [("so 漢 so", "漢"), ("bell\u{7}", "\u{7}")] {
            match fonts.width(text, Face::Regular) {
                Err(FigureError::MissingGlyph { character, .. }) => assert_eq!(character, missing),
                other => panic!("{other:?}"),
            }
        }
    }
}
