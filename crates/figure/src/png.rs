//! The size of a PNG on paper.

/// Says in a PNG how many dots make an inch, so that it is printed at the drawing's size.
///
/// The encoder used does not write that chunk (pHYs), which goes right after the
/// header, whose length is fixed.
pub fn with_density(mut png: Vec<u8>, dots_per_inch: f64) -> Vec<u8> {
    const AFTER_HEADER: usize = 8 + 4 + 4 + 13 + 4;
    if png.len() < AFTER_HEADER {
        return png;
    }
    let dots_per_metre = (dots_per_inch / 0.0254).round() as u32;
    let mut content = b"pHYs".to_vec();
    content.extend(dots_per_metre.to_be_bytes());
    content.extend(dots_per_metre.to_be_bytes());
    content.push(1); // the unit is the metre
    let mut chunk = 9_u32.to_be_bytes().to_vec();
    chunk.extend(&content);
    chunk.extend(checksum(&content).to_be_bytes());
    png.splice(AFTER_HEADER..AFTER_HEADER, chunk);
    png
}

/// The cyclic redundancy check of PNG (ISO 3309).
fn checksum(bytes: &[u8]) -> u32 {
    let mut remainder = u32::MAX;
    for &byte in bytes {
        remainder ^= u32::from(byte);
        for _ in 0..8 {
            let low = remainder & 1;
            remainder = (remainder >> 1) ^ (low * 0xEDB8_8320);
        }
    }
    !remainder
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(super::checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(super::checksum(b"IEND"), 0xAE42_6082);
    }
}
