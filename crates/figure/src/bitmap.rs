//! Pixels.

use std::io::Cursor;

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, PixelDimensions, Unit};
use resvg::tiny_skia::Pixmap;

use crate::error::FigureError;

/// A picture in pixels, all of them opaque.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bitmap {
    /// How many pixels a row has.
    pub width: u32,
    /// How many rows there are.
    pub height: u32,
    /// Red, green and blue of each pixel, row by row from the top.
    pub rgb: Vec<u8>,
}

impl From<&Pixmap> for Bitmap {
    fn from(pixmap: &Pixmap) -> Self {
        let pixels = pixmap.pixels().iter();
        Self {
            width: pixmap.width(),
            height: pixmap.height(),
            rgb: pixels
                .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
                .collect(),
        }
    }
}

impl Bitmap {
    /// This picture and another one at its right, on white where one of them is lower.
    #[must_use]
    pub fn beside(&self, right: &Self) -> Self {
        let height = self.height.max(right.height);
        let mut rgb = Vec::with_capacity(3 * (self.width + right.width) as usize * height as usize);
        for row in 0..height as usize {
            for part in [self, right] {
                let length = 3 * part.width as usize;
                match part.rgb.get(row * length..(row + 1) * length) {
                    Some(pixels) => rgb.extend_from_slice(pixels),
                    None => rgb.resize(rgb.len() + length, 255),
                }
            }
        }
        Self {
            width: self.width + right.width,
            height,
            rgb,
        }
    }

    /// This picture at the top left of a larger one, on white.
    #[must_use]
    pub fn within(&self, width: u32, height: u32) -> Self {
        let right = Self {
            width: width.saturating_sub(self.width),
            height,
            rgb: vec![255; 3 * width.saturating_sub(self.width) as usize * height as usize],
        };
        self.beside(&right)
    }

    /// Reads what [`png`](Self::png) wrote.
    ///
    /// # Errors
    ///
    /// If it is another file.
    pub fn of_png(bytes: &[u8]) -> Result<Self, FigureError> {
        let mut reader = Decoder::new(Cursor::new(bytes)).read_info()?;
        let mut rgb = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader.next_frame(&mut rgb)?;
        if (frame.color_type, frame.bit_depth) != (ColorType::Rgb, BitDepth::Eight) {
            return Err(FigureError::NotRgb);
        }
        Ok(Self {
            width: frame.width,
            height: frame.height,
            rgb,
        })
    }

    /// The bytes of a PNG file that states its resolution, so that it is printed at the drawing's
    /// size.
    ///
    /// # Errors
    ///
    /// If it has no pixels.
    pub fn png(&self, dots_per_inch: f64) -> Result<Vec<u8>, FigureError> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        // Many times faster than the usual compression, and about as small for flat colours.
        encoder.set_compression(Compression::Fast);
        encoder.set_pixel_dims(Some(dimensions(dots_per_inch)));
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.rgb)?;
        writer.finish()?;
        Ok(bytes)
    }
}

/// A resolution as PNG files state it.
pub fn dimensions(dots_per_inch: f64) -> PixelDimensions {
    let dots_per_metre = (dots_per_inch / 0.0254).round() as u32;
    PixelDimensions {
        xppu: dots_per_metre,
        yppu: dots_per_metre,
        unit: Unit::Meter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(width: u32, height: u32, shade: u8) -> Bitmap {
        Bitmap {
            width,
            height,
            rgb: vec![shade; 3 * (width * height) as usize],
        }
    }

    #[test]
    fn the_lower_of_two_pictures_is_filled_up_with_white() {
        for (heights, expected) in [
            ([2, 1], [10, 20, 20, 10, 255, 255]),
            ([1, 2], [10, 20, 20, 255, 20, 20]),
        ] {
            let both = filled(1, heights[0], 10).beside(&filled(2, heights[1], 20));
            assert_eq!((both.width, both.height), (3, 2));
            let shades: Vec<u8> = both.rgb.chunks(3).map(|pixel| pixel[0]).collect();
            assert_eq!(shades, expected);
        }
        let larger = filled(1, 1, 10).within(2, 2);
        assert_eq!((larger.width, larger.height), (2, 2));
        assert_eq!(larger.rgb, [[10; 3], [255; 3], [255; 3], [255; 3]].concat());
        assert_eq!(filled(2, 2, 10).within(1, 1), filled(2, 2, 10));
    }

    #[test]
    fn a_file_is_read_again() {
        let picture = filled(3, 2, 77);
        let file = picture.png(100.0).unwrap();
        assert_eq!(Bitmap::of_png(&file).unwrap(), picture);
        assert!(Bitmap::of_png(&file[..40]).is_err());
        assert!(Bitmap::of_png(b"").is_err());
    }

    #[test]
    fn no_pixels_make_no_file() {
        assert!(filled(0, 1, 0).png(100.0).is_err());
    }
}
