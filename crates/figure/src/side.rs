//! One axis measured: its range, its ticks and its label.

use crate::error::FigureError;
use crate::figure::{Axis, Categories};
use crate::fonts::{Face, Fonts, LINE};
use crate::numbers::superscript;
use crate::range::Range;
use crate::text::Block;
use crate::ticks::{Tick, Ticks};

/// The least space between two numbers on a horizontal axis.
const BETWEEN: f64 = 7.0;

/// An axis with its ticks and label known.
pub struct Side {
    /// What it shows.
    pub range: Range,
    /// Its ticks.
    pub ticks: Ticks,
    /// Its label, with the power of ten the numbers are to be multiplied by.
    pub label: Block,
    /// Which parts of it are drawn.
    pub show: Show,
}

/// Which parts of an axis are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Show {
    /// Ticks, and their numbers.
    pub ticks: bool,
    /// Numbers and label; a neighbour that shares the axis may have them instead.
    pub texts: bool,
}

impl Show {
    /// All parts.
    pub const ALL: Self = Self {
        ticks: true,
        texts: true,
    };
}

impl Side {
    /// An axis along a side of this length, with at most about `count` numbers one above the other.
    pub fn vertical(
        axis: &Axis,
        range: Range,
        (length, count): (f64, usize),
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        Self::new(axis, range, Ticks::new(&range, count), length, show, fonts)
    }

    /// An axis along a side of this length, with at most about `count` numbers side by side, and
    /// fewer where they have no room.
    pub fn horizontal(
        axis: &Axis,
        range: Range,
        (length, count): (f64, usize),
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let ticks = fitting(&range, length, count, fonts)?;
        Self::new(axis, range, ticks, length, show, fonts)
    }

    /// Names one above the other; only some of them where they have no room.
    pub fn names_above(
        names: &Categories,
        range: Range,
        length: f64,
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let heights = vec![LINE; names.names.len()];
        Self::names(names, range, length, &heights, show, fonts)
    }

    /// Names side by side; only some of them where they have no room.
    pub fn names_beside(
        names: &Categories,
        range: Range,
        length: f64,
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let mut widths = Vec::with_capacity(names.names.len());
        for name in &names.names {
            widths.push(fonts.width(name, Face::Regular)? + BETWEEN);
        }
        Self::names(names, range, length, &widths, show, fonts)
    }

    /// Names in the middle of equal parts of a side, each of which needs the length `needed` of it.
    fn names(
        names: &Categories,
        range: Range,
        length: f64,
        needed: &[f64],
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let count = names.names.len();
        let part = length / count as f64;
        let fits = |every: &usize| {
            let shown: Vec<f64> = needed.iter().copied().step_by(*every).collect();
            let between = *every as f64 * part;
            shown
                .windows(2)
                .all(|pair| f64::midpoint(pair[0], pair[1]) <= between)
        };
        let every = (1..count).find(fits).unwrap_or(count.max(1));
        let ticks = names.names.iter().enumerate().step_by(every);
        let ticks = ticks.map(|(index, name)| Tick {
            at: (index as f64 + 0.5) / count as f64,
            label: Some(name.clone()),
        });
        let ticks = Ticks {
            ticks: ticks.collect(),
            exponent: 0,
        };
        let axis = Axis::new(names.label.as_str(), range.scale);
        Self::new(&axis, range, ticks, length, show, fonts)
    }

    fn new(
        axis: &Axis,
        range: Range,
        ticks: Ticks,
        length: f64,
        show: Show,
        fonts: &Fonts,
    ) -> Result<Self, FigureError> {
        let label = if ticks.exponent == 0 || !show.ticks {
            axis.label.clone()
        } else {
            format!("{} (×10{})", axis.label, superscript(ticks.exponent))
        };
        Ok(Self {
            range,
            ticks: if show.ticks { ticks } else { Ticks::default() },
            label: Block::new(&label, Face::Regular, length, fonts)?,
            show,
        })
    }

    /// The numbers that are written, and where.
    pub fn numbers(&self) -> impl Iterator<Item = (f64, &str)> {
        self.ticks.labels().filter(|_| self.show.texts)
    }

    /// The lines of the label that are written.
    pub fn lines(&self) -> &[String] {
        if self.show.texts {
            &self.label.lines
        } else {
            &[]
        }
    }

    /// The width of the widest number that is written.
    pub fn widest_number(&self, fonts: &Fonts) -> Result<f64, FigureError> {
        let mut widest: f64 = 0.0;
        for (_, number) in self.numbers() {
            widest = widest.max(fonts.width(number, Face::Regular)?);
        }
        Ok(widest)
    }
}

/// As many ticks as have room for their numbers.
fn fitting(range: &Range, length: f64, most: usize, fonts: &Fonts) -> Result<Ticks, FigureError> {
    let mut count = most;
    loop {
        let ticks = Ticks::new(range, count);
        let mut spans = Vec::new();
        for (at, label) in ticks.labels() {
            let half = fonts.width(label, Face::Regular)? / 2.0;
            spans.push((at * length - half, at * length + half));
        }
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        if count <= 2
            || spans
                .windows(2)
                .all(|pair| pair[0].1 + BETWEEN <= pair[1].0)
        {
            return Ok(ticks);
        }
        count -= 1;
    }
}
