//! Images as the fused step reads them: in blocks of a few pixels, those that are all black left
//! out. Of MNIST's blocks, 28 in 100 remain.

/// Pixels of a block.
pub(crate) const PIXELS: usize = 4;

/// Images, each a list of its blocks that are not black.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageBlocks {
    /// Where the blocks of each image start, and where those of the last one end.
    starts: Vec<u32>,
    /// Which block of its image each is.
    places: Vec<u16>,
    /// The pixels of each block, 0 after the last of an image.
    pixels: Vec<[u8; PIXELS]>,
}

impl ImageBlocks {
    /// The blocks of images of `size` pixels each; `None` if there are too many for these numbers.
    pub(crate) fn of(pixels: &[u8], size: usize) -> Option<Self> {
        let most = size
            .div_ceil(PIXELS)
            .checked_mul(pixels.len() / size.max(1))?;
        if size == 0 || u16::try_from(size / PIXELS).is_err() || u32::try_from(most).is_err() {
            return None;
        }
        let mut blocks = Self::empty();
        for image in pixels.chunks_exact(size) {
            for (place, chunk) in image.chunks(PIXELS).enumerate() {
                let mut block = [0; PIXELS];
                block[..chunk.len()].copy_from_slice(chunk);
                if block != [0; PIXELS] {
                    blocks.places.push(place as u16);
                    blocks.pixels.push(block);
                }
            }
            blocks.starts.push(blocks.places.len() as u32);
        }
        Some(blocks)
    }

    /// No images.
    pub(crate) fn empty() -> Self {
        Self {
            starts: vec![0],
            ..Self::default()
        }
    }

    /// Replaces its images by copies of these. Copying scattered images overlaps their memory
    /// latencies; reading them in place would wait for one after the other.
    pub(crate) fn gather(&mut self, from: &Self, indices: &[u32]) {
        self.starts.truncate(1);
        self.places.clear();
        self.pixels.clear();
        for &index in indices {
            let range = from.range(index as usize);
            self.places.extend_from_slice(&from.places[range.clone()]);
            self.pixels.extend_from_slice(&from.pixels[range]);
            self.starts.push(self.places.len() as u32);
        }
    }

    /// How many images.
    pub(crate) fn count(&self) -> usize {
        self.starts.len() - 1
    }

    /// The blocks of an image: which each is, and its pixels.
    #[inline]
    pub(crate) fn image(&self, index: usize) -> impl Iterator<Item = (u16, [u8; PIXELS])> {
        let range = self.range(index);
        let places = self.places[range.clone()].iter().copied();
        places.zip(self.pixels[range].iter().copied())
    }

    #[inline]
    fn range(&self, index: usize) -> std::ops::Range<usize> {
        self.starts[index] as usize..self.starts[index + 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Back to images.
    fn images(blocks: &ImageBlocks, size: usize) -> Vec<u8> {
        let mut images = Vec::new();
        for index in 0..blocks.count() {
            let mut image = vec![0; size.next_multiple_of(PIXELS)];
            for (place, pixels) in blocks.image(index) {
                assert_ne!(pixels, [0; PIXELS]);
                image[usize::from(place) * PIXELS..][..PIXELS].copy_from_slice(&pixels);
            }
            assert!(image[size..].iter().all(|pixel| *pixel == 0));
            images.extend_from_slice(&image[..size]);
        }
        images
    }

    #[test]
    fn blocks_hold_every_pixel() {
        for size in [1, 4, 9, 784] {
            let pixel = |index: usize| {
                if index % 7 < 5 {
                    0
                } else {
                    (index % 251) as u8
                }
            };
            let pixels: Vec<u8> = (0..6 * size).map(pixel).collect();
            let blocks = ImageBlocks::of(&pixels, size).unwrap();
            assert_eq!(images(&blocks, size), pixels, "{size}");
            let mut some = blocks.clone();
            some.gather(&blocks, &[5, 0, 5]);
            let expected = [5, 0, 5].map(|index| &pixels[index * size..][..size]);
            assert_eq!(images(&some, size), expected.concat());
        }
    }

    #[test]
    fn images_too_large_to_count_have_none() {
        assert!(ImageBlocks::of(&[], 4 << 16).is_none());
        assert!(ImageBlocks::of(&[], 0).is_none());
        assert_eq!(ImageBlocks::of(&[], 784).unwrap().count(), 0);
    }
}
