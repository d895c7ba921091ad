//! A figure inside a page: its SVG, or its PNG if the SVG is too large for browsers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crease_figure::{Drawing, FigureError};
use maud::{Markup, PreEscaped, html};

/// Above this an SVG makes a page slow to scroll on a phone: some 10,000 polygons.
const LARGEST_SVG: usize = 1_500_000;

/// The resolution of a PNG in a page: sharp on a phone, a third of the size of the one for print.
const PAGE_DOTS_PER_INCH: f64 = 160.0;

/// A figure in a page.
pub enum Picture {
    /// A document.
    Svg(String),
    /// A PNG file's bytes.
    Png(Vec<u8>),
}

impl Picture {
    /// The SVG if it is small enough, else a PNG.
    ///
    /// # Errors
    /// If the PNG cannot be made.
    pub fn new(drawing: &Drawing) -> Result<Self, FigureError> {
        let svg = drawing.svg();
        Ok(if svg.len() <= LARGEST_SVG {
            Self::Svg(svg.to_owned())
        } else {
            Self::Png(drawing.png(PAGE_DOTS_PER_INCH)?)
        })
    }

    /// Whether the page has pixels instead of vectors.
    pub(crate) fn is_raster(&self) -> bool {
        matches!(self, Self::Png(_))
    }

    /// The element, with `alternative` for users who cannot see it.
    pub(crate) fn element(&self, alternative: &str) -> Markup {
        match self {
            Self::Svg(svg) => inline(svg, "figure-", alternative),
            Self::Png(png) => {
                let data = STANDARD.encode(png);
                html! { img src={ "data:image/png;base64," (data) } alt=(alternative); }
            }
        }
    }
}

/// An SVG of `crease-figure` as an element: its ids begin with `prefix`, so that several can stand
/// in a page, and it is one image to a screen reader.
pub(crate) fn inline(svg: &str, prefix: &str, alternative: &str) -> Markup {
    let svg = prefixed(svg.trim(), prefix);
    let Some(rest) = svg.strip_prefix("<svg ") else {
        return html! { p { "The figure cannot be shown here." } };
    };
    html! { (PreEscaped("<svg role=\"img\" aria-label=\"")) (alternative) (PreEscaped("\" ")) (PreEscaped(rest)) }
}

/// The SVG with `prefix` before every id and every reference to one. Only tags have ids: text such
/// as a label stays as it is.
fn prefixed(svg: &str, prefix: &str) -> String {
    const PLACES: [&str; 3] = [" id=\"", "=\"url(#", "href=\"#"];
    let mut out = String::with_capacity(svg.len() + 1024);
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let length = rest[start..]
            .find('>')
            .map_or(rest.len() - start, |end| end + 1);
        let (before, tag_and_rest) = rest.split_at(start);
        let (tag, after) = tag_and_rest.split_at(length);
        out.push_str(before);
        let mut tag = tag.to_owned();
        for place in PLACES {
            if tag.contains(place) {
                tag = tag.replace(place, &format!("{place}{prefix}"));
            }
        }
        out.push_str(&tag);
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = r##"<svg viewBox="0 0 1 1"><desc> id="a" &lt;</desc><defs><clipPath id="a"/></defs><g clip-path="url(#a)"><use href="#a"/></g></svg>"##;

    #[test]
    fn ids_and_references_move_together_and_text_stays() {
        assert_eq!(
            inline(SVG, "x-", "a \"b\"").into_string(),
            r##"<svg role="img" aria-label="a &quot;b&quot;" viewBox="0 0 1 1"><desc> id="a" &lt;</desc><defs><clipPath id="x-a"/></defs><g clip-path="url(#x-a)"><use href="#x-a"/></g></svg>"##
        );
    }

    #[test]
    fn a_png_is_in_the_page_itself() {
        let picture = Picture::Png(b"png".to_vec());
        assert!(picture.is_raster());
        assert_eq!(
            picture.element("x").into_string(),
            r#"<img src="data:image/png;base64,cG5n" alt="x">"#
        );
    }
}
