//! Where each layer's numbers lie in the one vector of all parameters.

use std::ops::Range;

/// One layer's place: the weight, `outputs x inputs` and row-major as in checkpoints, and right
/// after it the bias.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) inputs: usize,
    pub(crate) outputs: usize,
    start: usize,
}

impl Place {
    pub(crate) fn weight(&self) -> Range<usize> {
        self.start..self.start + self.outputs * self.inputs
    }

    pub(crate) fn bias(&self) -> Range<usize> {
        let start = self.weight().end;
        start..start + self.outputs
    }
}

/// The places of all layers of a network with these widths, inputs and outputs included.
pub(crate) fn places(widths: &[usize]) -> Vec<Place> {
    let mut start = 0;
    let place = |pair: &[usize]| {
        let place = Place {
            inputs: pair[0],
            outputs: pair[1],
            start,
        };
        start = place.bias().end;
        place
    };
    widths.windows(2).map(place).collect()
}

/// How many numbers all layers have together.
pub(crate) fn parameters(places: &[Place]) -> usize {
    places.last().map_or(0, |place| place.bias().end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_lie_one_behind_the_other() {
        let places = places(&[2, 3, 1]);
        assert_eq!((places[0].weight(), places[0].bias()), (0..6, 6..9));
        assert_eq!((places[1].weight(), places[1].bias()), (9..12, 12..13));
        assert_eq!(parameters(&places), 13);
    }
}
