//! Palettes for pictures that have more colours than a palette holds.

use std::collections::HashMap;

/// A colour: red, green, blue.
pub type Rgb = [u8; 3];

/// How far apart colours of the palette are at first, as a squared distance; then less and less.
const APART: [u32; 8] = [4096, 1024, 400, 144, 64, 16, 4, 0];

/// How often each colour occurs.
#[derive(Default)]
pub struct Counts(HashMap<Rgb, u64>);

impl Counts {
    /// Counts the pixels of a picture.
    pub fn add(&mut self, rgb: &[u8]) {
        let mut last: Option<(Rgb, u64)> = None;
        for pixel in rgb.chunks_exact(3) {
            let colour = [pixel[0], pixel[1], pixel[2]];
            // Most pixels equal the one before.
            match &mut last {
                Some((before, count)) if *before == colour => *count += 1,
                other => {
                    if let Some((before, count)) = other.replace((colour, 1)) {
                        *self.0.entry(before).or_default() += count;
                    }
                }
            }
        }
        if let Some((before, count)) = last {
            *self.0.entry(before).or_default() += count;
        }
    }

    /// At most `most` of the colours: the most frequent ones that are far apart, then those that are
    /// less far from these, until the palette is full.
    pub fn choose(&self, most: usize) -> Colours {
        let mut all: Vec<(Rgb, u64)> = self.0.iter().map(|(&c, &count)| (c, count)).collect();
        all.sort_unstable_by_key(|&(colour, count)| (std::cmp::Reverse(count), colour));
        // How far each colour is from the nearest one that was chosen.
        let mut away = vec![u32::MAX; all.len()];
        let mut chosen: Vec<Rgb> = Vec::new();
        for apart in APART {
            for index in 0..all.len() {
                if chosen.len() == most {
                    return Colours::new(chosen);
                }
                if away[index] > apart {
                    let colour = all[index].0;
                    chosen.push(colour);
                    for (other, away) in all.iter().zip(&mut away) {
                        *away = (*away).min(distance(colour, other.0));
                    }
                }
            }
        }
        Colours::new(chosen)
    }
}

/// A palette.
pub struct Colours {
    chosen: Vec<Rgb>,
    known: HashMap<Rgb, u8>,
}

impl Colours {
    fn new(chosen: Vec<Rgb>) -> Self {
        Self {
            chosen,
            known: HashMap::new(),
        }
    }

    /// The colours, at most 256.
    pub fn list(&self) -> &[Rgb] {
        &self.chosen
    }

    /// The numbers of the colours nearest to a picture's, pixel by pixel.
    pub fn indices(&mut self, rgb: &[u8]) -> Vec<u8> {
        let pixels = rgb.chunks_exact(3);
        pixels
            .map(|pixel| self.nearest([pixel[0], pixel[1], pixel[2]]))
            .collect()
    }

    fn nearest(&mut self, colour: Rgb) -> u8 {
        let chosen = &self.chosen;
        *self.known.entry(colour).or_insert_with(|| {
            let near = chosen.iter().zip(0..=u8::MAX);
            let nearest = near.min_by_key(|(other, _)| distance(colour, **other));
            nearest.map_or(0, |(_, index)| index)
        })
    }
}

/// The square of the distance of two colours.
fn distance(one: Rgb, other: Rgb) -> u32 {
    let differences = one.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(b)));
    differences.map(|difference| difference * difference).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let rgb = [1, 2, 3, 200, 0, 0, 1, 2, 3, 1, 2, 4];
        let mut counts = Counts::default();
        counts.add(&rgb);
        let mut colours = counts.choose(256);
        assert_eq!(colours.list().len(), 3);
        assert_eq!(colours.list()[0], [1, 2, 3], "the most frequent one first");
        let indices = colours.indices(&rgb);
        let back: Vec<u8> = indices
            .iter()
            .flat_map(|&index| colours.list()[usize::from(index)])
            .collect();
        assert_eq!(back, rgb);
    }

    #[test]
    fn of_many_colours_the_frequent_ones_stay_and_none_is_far_away() {
        let mut counts = Counts::default();
        let frequent: Vec<u8> = [10, 20, 30].repeat(1000);
        counts.add(&frequent);
        let all = (0..=255_u8).flat_map(|a| (0..=255_u8).step_by(5).map(move |b| [a, b, 128]));
        let all: Vec<u8> = all.flatten().collect();
        counts.add(&all);
        let mut colours = counts.choose(255);
        assert_eq!(colours.list().len(), 255);
        assert_eq!(colours.list()[0], [10, 20, 30]);
        let indices = colours.indices(&all);
        let pairs = all.chunks(3).zip(&indices);
        let farthest = pairs.map(|(pixel, &index)| {
            let near = colours.list()[usize::from(index)];
            distance([pixel[0], pixel[1], pixel[2]], near)
        });
        assert!(farthest.max().unwrap() <= APART[2], "20 of 255 apart");
        counts.add(&[]);
        assert!(Counts::default().choose(255).list().is_empty());
    }
}
