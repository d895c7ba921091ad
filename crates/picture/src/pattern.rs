//! Colours that follow from activation patterns alone.

use crease_figure::WHEEL_COLOURS;

/// The number of places on the colour wheel by which each of `neurons` neurons moves a region from
/// one of its pieces to the next.
///
/// A region's colour is the sum over its neurons, so that
/// - the same pattern has the same colour, in every picture of every network of that shape;
/// - the two sides of a wall, which differ in one neuron, differ by two to four places of twelve.
///
/// Both sides may have the same colour only where several neurons pass a breakpoint at once.
pub fn shifts(neurons: usize) -> Vec<u8> {
    (0..neurons as u64).map(shift).collect()
}

/// Two to four places, forwards or backwards.
fn shift(neuron: u64) -> u8 {
    // Without visible order, and the same everywhere.
    let mixed = (neuron + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let places = 2 + (mixed % 3) as u8;
    if (mixed >> 16) & 1 == 0 {
        places
    } else {
        WHEEL_COLOURS as u8 - places
    }
}

/// The place on the wheel of a region with this pattern.
pub fn place(pattern: &[u8], shifts: &[u8]) -> usize {
    let moves = pattern.iter().zip(shifts);
    let sum: usize = moves
        .map(|(&piece, &shift)| usize::from(piece) * usize::from(shift))
        .sum();
    sum % WHEEL_COLOURS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_neuron_more_or_less_is_seen() {
        let shifts = shifts(300);
        let pattern: Vec<u8> = (0..300).map(|k| (k * 7 % 3) as u8).collect();
        let here = place(&pattern, &shifts);
        for neuron in 0..300 {
            let mut beyond = pattern.clone();
            beyond[neuron] += 1;
            let apart = place(&beyond, &shifts).abs_diff(here);
            let apart = apart.min(WHEEL_COLOURS - apart);
            assert!((2..=4).contains(&apart), "{neuron}: {apart}");
        }
    }

    #[test]
    fn neurons_move_in_all_ways_about_equally_often() {
        let shifts = shifts(6000);
        let mut counts = [0; WHEEL_COLOURS];
        for &shift in &shifts {
            counts[usize::from(shift)] += 1;
        }
        for shift in [2, 3, 4, 8, 9, 10] {
            let count = counts[shift];
            assert!((800..1200).contains(&count), "{shift}: {count}");
        }
        // A network with more neurons begins with the same shifts.
        assert_eq!(shifts[..10], super::shifts(10));
    }
}
