//! What a panel need not show because a neighbour shows it.

use crate::figure::{Content, Heatmap};
use crate::geometry::Size;
use crate::panel::{AxesData, Visible, have_one_bar, heatmap};
use crate::ranges::is_shared;
use crate::side::Show;

/// The panels, row by row.
pub struct Neighbours<'a> {
    /// What they show.
    pub contents: &'a [&'a Content],
    /// What their axes have to show.
    pub axes_data: &'a [AxesData],
    /// The sizes of their frames.
    pub frames: &'a [Size],
    /// Whether a legend stands right of them.
    pub has_legend: Vec<bool>,
    /// How many panels are in a row.
    pub columns: usize,
}

impl<'a> Neighbours<'a> {
    /// What a panel shows itself: not the texts of a neighbour that shares its axis.
    pub fn visible(&self, index: usize) -> Visible<'a> {
        let left = self.left(index);
        let is_next = |left: usize| !self.has_legend[left] && self.explained_at(left).is_empty();
        let served = [
            self.serves(index + self.columns, index, 0),
            left.is_some_and(|left| is_next(left) && self.serves(left, index, 1)),
        ];
        Visible {
            show: served.map(|served| Show {
                ticks: true,
                texts: !served,
            }),
            explained: self.explained_at(index),
        }
    }

    /// The neighbour on the left in the same row.
    fn left(&self, index: usize) -> Option<usize> {
        let left = index.checked_sub(1)?;
        (!index.is_multiple_of(self.columns)).then_some(left)
    }

    /// Whether the texts of a neighbour's axis x (0) or y (1) are those of this panel.
    fn serves(&self, neighbour: usize, index: usize, direction: usize) -> bool {
        let Some(&other) = self.contents.get(neighbour) else {
            return false;
        };
        match (self.contents[index], other) {
            (Content::Heatmap(this), Content::Heatmap(other)) => {
                let names = |panel: &'a Heatmap| [&panel.x, &panel.y][direction];
                let length = |panel: usize| {
                    let frame = self.frames[panel];
                    [frame.width, frame.height][direction]
                };
                let is_as_long = (length(neighbour) - length(index)).abs() < 1e-9;
                names(this) == names(other) && is_as_long
            }
            (this, other) if has_numbers(this) && has_numbers(other) => {
                let pair =
                    [neighbour, index].map(|panel| self.axes_data[panel][direction].as_ref());
                matches!(pair, [Some(one), Some(other)]
                    if is_shared(one, other) && one.axis.label == other.axis.label)
            }
            _ => false,
        }
    }

    /// The heatmaps that the bar of this one explains: the last one of a row of such heatmaps has
    /// the bar for all of them, the others have none.
    fn explained_at(&self, index: usize) -> Vec<&'a Heatmap> {
        let right = index + 1;
        let has_right = right < self.contents.len() && !right.is_multiple_of(self.columns);
        if has_right && self.have_one_bar(index, right) {
            return Vec::new();
        }
        let mut first = index;
        while let Some(left) = self
            .left(first)
            .filter(|&left| self.have_one_bar(left, first))
        {
            first = left;
        }
        let group = self.contents[first..=index].iter();
        group.filter_map(|content| heatmap(content)).collect()
    }

    fn have_one_bar(&self, one: usize, other: usize) -> bool {
        let colours = [one, other].map(|panel| self.axes_data[panel][2].as_ref());
        let panels = [one, other].map(|panel| heatmap(self.contents[panel]));
        match (colours, panels) {
            ([Some(one), Some(other)], [Some(this), Some(that)]) => {
                is_shared(one, other) && have_one_bar(this, that)
            }
            _ => false,
        }
    }
}

/// Whether numbers stand along both sides of the frame.
fn has_numbers(content: &Content) -> bool {
    matches!(
        content,
        Content::Curves(_) | Content::Cells(_) | Content::Histogram(_)
    )
}
