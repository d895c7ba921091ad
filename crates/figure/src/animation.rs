//! A sequence of pictures as one file.

use png::{BitDepth, BlendOp, ColorType, Compression, Encoder, Filter, Writer};

use crate::bitmap::{Bitmap, dimensions};
use crate::colours::Counts;
use crate::error::FigureError;

/// As many colours as an 8-bit palette holds, less one for pixels that stay as they were.
const MOST_COLOURS: usize = 255;

/// Below this share of changed pixels, the others are written as unchanged.
const FEW_CHANGES: f64 = 0.25;

/// Pictures of one size one after the other, which become an animated PNG.
///
/// ```
/// use crease_figure::{Animation, Bitmap};
///
/// let shade = |shade| Bitmap { width: 2, height: 2, rgb: vec![shade; 12] };
/// let mut animation = Animation::default();
/// animation.push(&shade(0), 0.5)?;
/// animation.push(&shade(255), 2.0)?;
/// assert!(animation.png(100.0)?.starts_with(b"\x89PNG"));
/// # Ok::<(), crease_figure::FigureError>(())
/// ```
#[derive(Default)]
pub struct Animation {
    size: Option<[u32; 2]>,
    frames: Vec<Packed>,
    counts: Counts,
}

/// A picture, packed until all pictures are known, and how long it is shown.
struct Packed {
    png: Vec<u8>,
    milliseconds: u16,
}

impl Animation {
    /// Adds a picture that is shown for some seconds, a minute at most.
    ///
    /// # Errors
    ///
    /// If it has no pixels, or another size than those before.
    pub fn push(&mut self, frame: &Bitmap, seconds: f64) -> Result<(), FigureError> {
        let found = [frame.width, frame.height];
        let expected = *self.size.get_or_insert(found);
        if found != expected {
            return Err(FigureError::Sizes { found, expected });
        }
        self.counts.add(&frame.rgb);
        self.frames.push(Packed {
            png: frame.png(1.0)?,
            milliseconds: (seconds * 1000.0).round().clamp(1.0, 60_000.0) as u16,
        });
        Ok(())
    }

    /// The bytes of an animated PNG that repeats without end. All pictures share a palette of 255
    /// colours chosen for them; each holds only the rectangle that differs from the one before. A
    /// program that does not support animations shows the first picture.
    ///
    /// # Errors
    ///
    /// If there are no pictures, or more than the format can count.
    pub fn png(self, dots_per_inch: f64) -> Result<Vec<u8>, FigureError> {
        let Some([width, height]) = self.size else {
            return Err(FigureError::NoPanels);
        };
        let mut colours = self.counts.choose(MOST_COLOURS);
        let stays = colours.list().len() as u8;
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, width, height);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_palette([colours.list().concat(), vec![0; 3]].concat());
        encoder.set_trns([vec![255; usize::from(stays)], vec![0]].concat());
        encoder.set_compression(Compression::High);
        encoder.set_filter(Filter::NoFilter);
        encoder.set_pixel_dims(Some(dimensions(dots_per_inch)));
        let count = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        encoder.set_animated(count, 0)?;
        let mut writer = encoder.write_header()?;
        let mut before: Vec<u8> = Vec::new();
        for frame in &self.frames {
            let now = colours.indices(&Bitmap::of_png(&frame.png)?.rgb);
            writer.set_frame_delay(frame.milliseconds, 1000)?;
            let area = Area::of_changes(&before, &now, width as usize, height as usize);
            write(&mut writer, area, &before, &now, width as usize, stays)?;
            before = now;
        }
        writer.finish()?;
        Ok(bytes)
    }
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    /// The share of its pixels that change.
    changes: f64,
}

impl Area {
    /// The smallest rectangle outside of which nothing changes, of at least one pixel; for the
    /// first picture, all of it.
    fn of_changes(before: &[u8], now: &[u8], width: usize, height: usize) -> Self {
        let whole = Self {
            left: 0,
            top: 0,
            width,
            height,
            changes: 1.0,
        };
        if before.is_empty() {
            return whole;
        }
        let (mut left, mut right, mut rows, mut changed) = (width, 0, None, 0_usize);
        let lines = before.chunks(width).zip(now.chunks(width));
        for (row, (before, now)) in lines.enumerate() {
            let differs = |column: &usize| before[*column] != now[*column];
            if let Some(first) = (0..width).find(differs) {
                let last = (0..width).rev().find(differs).unwrap_or(first);
                (left, right) = (left.min(first), right.max(last));
                let (top, _) = rows.unwrap_or((row, row));
                rows = Some((top, row));
                changed += (first..=last).filter(differs).count();
            }
        }
        let Some((top, bottom)) = rows else {
            return Self {
                width: 1,
                height: 1,
                ..whole
            };
        };
        let (width, height) = (right - left + 1, bottom - top + 1);
        Self {
            left,
            top,
            width,
            height,
            changes: changed as f64 / (width * height) as f64,
        }
    }
}

/// Writes what changes in an area.
fn write(
    writer: &mut Writer<&mut Vec<u8>>,
    area: Area,
    before: &[u8],
    now: &[u8],
    width: usize,
    stays: u8,
) -> Result<(), FigureError> {
    let sparse = area.changes < FEW_CHANGES;
    let mut pixels = Vec::with_capacity(area.width * area.height);
    for row in area.top..area.top + area.height {
        let line = row * width + area.left..row * width + area.left + area.width;
        if sparse {
            let pairs = before[line.clone()].iter().zip(&now[line]);
            pixels.extend(pairs.map(|(before, &now)| if *before == now { stays } else { now }));
        } else {
            pixels.extend_from_slice(&now[line]);
        }
    }
    writer.reset_frame_position()?;
    writer.set_frame_dimension(area.width as u32, area.height as u32)?;
    writer.set_frame_position(area.left as u32, area.top as u32)?;
    writer.set_blend_op(if sparse {
        BlendOp::Over
    } else {
        BlendOp::Source
    })?;
    writer.write_image_data(&pixels)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use png::Decoder;
    use std::io::Cursor;

    fn bitmap(pixels: &[[u8; 3]], width: u32) -> Bitmap {
        Bitmap {
            width,
            height: pixels.len() as u32 / width,
            rgb: pixels.concat(),
        }
    }

    /// All pictures of a file as a viewer shows them, with their delays in milliseconds.
    fn shown(png: &[u8]) -> Vec<(Vec<u8>, u16)> {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let width = reader.info().width as usize;
        let count = reader.info().animation_control.unwrap().num_frames;
        let mut canvas = vec![0; 3 * width * reader.info().height as usize];
        let mut shown = Vec::new();
        for _ in 0..count {
            let mut rgba = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut rgba).unwrap();
            let control = *reader.info().frame_control().unwrap();
            let mut pixels = rgba.chunks(4);
            for row in 0..control.height {
                for column in 0..control.width {
                    let pixel = pixels.next().unwrap();
                    let at = 3
                        * ((row + control.y_offset) as usize * width
                            + (column + control.x_offset) as usize);
                    if pixel[3] == 255 {
                        canvas[at..at + 3].copy_from_slice(&pixel[..3]);
                    } else {
                        assert_eq!(pixel[3], 0);
                        assert_eq!(control.blend_op, BlendOp::Over);
                    }
                }
            }
            assert_eq!(control.delay_den, 1000);
            shown.push((canvas.clone(), control.delay_num));
        }
        shown
    }

    #[test]
    fn pictures_come_back_whatever_changes() {
        let (a, b, c) = ([255, 0, 0], [0, 255, 0], [0, 0, 255]);
        let pictures = [
            [a; 16],
            // Nothing changes.
            [a; 16],
            // One pixel at the rim.
            std::array::from_fn(|k| if k == 15 { b } else { a }),
            // Two far corners: few in a large rectangle.
            std::array::from_fn(|k| if [0, 15].contains(&k) { c } else { a }),
            // Everything.
            [b; 16],
            std::array::from_fn(|k| if [5, 6, 9].contains(&k) { a } else { b }),
        ];
        let mut animation = Animation::default();
        for picture in &pictures {
            animation.push(&bitmap(picture, 4), 0.25).unwrap();
        }
        let png = animation.png(100.0).unwrap();
        let shown = shown(&png);
        assert_eq!(shown.len(), pictures.len());
        for ((found, delay), picture) in shown.iter().zip(&pictures) {
            assert_eq!(found, &picture.concat());
            assert_eq!(*delay, 250);
        }
    }

    #[test]
    fn a_change_takes_little_room() {
        let still = vec![[7, 8, 9]; 10_000];
        let mut moved = still.clone();
        moved[5050] = [9, 8, 7];
        let size = |frames: usize| {
            let mut animation = Animation::default();
            for index in 0..frames {
                let picture = if index % 2 == 0 { &still } else { &moved };
                animation.push(&bitmap(picture, 100), 1.0).unwrap();
            }
            animation.png(100.0).unwrap().len()
        };
        assert!(size(11) - size(1) < 10 * 80, "{} {}", size(11), size(1));
    }

    #[test]
    fn what_cannot_be_a_film_is_refused() {
        let mut animation = Animation::default();
        assert!(Animation::default().png(100.0).is_err());
        animation.push(&bitmap(&[[0; 3]; 4], 2), 1.0).unwrap();
        let error = animation.push(&bitmap(&[[0; 3]; 4], 4), 1.0).unwrap_err();
        let expected = "the pictures of a film differ in size: found 4 x 1 pixels, expected 2 x 2";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn delays_are_what_the_format_can_hold() {
        let mut animation = Animation::default();
        for seconds in [0.0, 1e9, f64::NAN, 0.1234] {
            animation.push(&bitmap(&[[0; 3]], 1), seconds).unwrap();
        }
        let delays: Vec<u16> = shown(&animation.png(100.0).unwrap())
            .iter()
            .map(|(_, delay)| *delay)
            .collect();
        assert_eq!(delays, [1, 60_000, 0, 123]);
    }
}
