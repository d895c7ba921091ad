//! Labels broken into lines that fit.

use crate::error::FigureError;
use crate::fonts::{Face, Fonts, LINE};

/// A label as lines, each with its width in points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// The lines from top to bottom; none for an empty label.
    pub lines: Vec<String>,
    /// The widest line.
    pub width: f64,
}

impl Block {
    /// The height of all lines.
    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * LINE
    }

    /// Breaks a label at spaces, and words at any letter where a word alone is too wide.
    pub fn new(text: &str, face: Face, limit: f64, fonts: &Fonts) -> Result<Self, FigureError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let whole = words.join(" ");
        let width = fonts.width(&whole, face)?;
        if width <= limit {
            let lines = if whole.is_empty() {
                vec![]
            } else {
                vec![whole]
            };
            return Ok(Self { lines, width });
        }
        let mut block = Self::default();
        let mut line = String::new();
        for word in words {
            let joined = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if fonts.width(&joined, face)? <= limit {
                line = joined;
                continue;
            }
            block.push(std::mem::take(&mut line), face, fonts)?;
            for letter in word.chars() {
                let longer = format!("{line}{letter}");
                if !line.is_empty() && fonts.width(&longer, face)? > limit {
                    block.push(std::mem::take(&mut line), face, fonts)?;
                    line.push(letter);
                } else {
                    line = longer;
                }
            }
        }
        block.push(line, face, fonts)?;
        Ok(block)
    }

    fn push(&mut self, line: String, face: Face, fonts: &Fonts) -> Result<(), FigureError> {
        if !line.is_empty() {
            self.width = self.width.max(fonts.width(&line, face)?);
            self.lines.push(line);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_break_at_spaces_and_long_words_anywhere() {
        let fonts = Fonts::load();
        let short = Block::new("  two\nwords ", Face::Regular, 100.0, &fonts).unwrap();
        assert_eq!(short.lines, ["two words"]);
        let long = Block::new("some words that go on and on", Face::Regular, 60.0, &fonts).unwrap();
        assert!(long.lines.len() > 1 && long.width <= 60.0);
        assert_eq!(long.lines.join(" "), "some words that go on and on");
        let word = Block::new(&"m".repeat(50), Face::Regular, 60.0, &fonts).unwrap();
        assert!(word.width <= 60.0);
        assert_eq!(word.lines.concat().len(), 50);
        assert!(
            Block::new(" ", Face::Regular, 60.0, &fonts)
                .unwrap()
                .lines
                .is_empty()
        );
    }
}
