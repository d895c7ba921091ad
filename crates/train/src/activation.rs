//! Activations as training computes them: piece by piece, each with a slope and an offset.

use crease_network::Activation;

/// A linear piece of an activation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Piece {
    /// Where it begins; it holds beyond this point, but not at it.
    pub(crate) start: f32,
    pub(crate) slope: f32,
    /// The value of the piece, continued, at 0.
    pub(crate) offset: f32,
}

/// The pieces of an activation, first to last; the first has no beginning.
///
/// At a breakpoint the slope is that of the piece before it, so that of ReLU at 0 is 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pieces(Vec<Piece>);

impl Pieces {
    pub(crate) fn of(activation: &Activation) -> Self {
        let breakpoints = activation.breakpoints();
        let starts = std::iter::once(f64::NEG_INFINITY).chain(breakpoints.iter().copied());
        let pieces = starts.zip(activation.slopes()).enumerate();
        let piece = |(index, (start, &slope)): (usize, (f64, &f64))| {
            // Both pieces at a breakpoint have the same value there.
            let at = breakpoints[index.saturating_sub(1)];
            Piece {
                start: start as f32,
                slope: slope as f32,
                offset: (activation.apply(at) - slope * at) as f32,
            }
        };
        Self(pieces.map(piece).collect())
    }

    /// Whether this is `max(0, x)`.
    pub(crate) fn is_relu(&self) -> bool {
        *self == Self::of(&Activation::relu())
    }

    /// The first piece, and those after it.
    pub(crate) fn split(&self) -> (Piece, &[Piece]) {
        (self.0[0], &self.0[1..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(pieces: &Pieces, x: f32) -> f32 {
        let (first, others) = pieces.split();
        let last = others.iter().rfind(|piece| x > piece.start);
        let piece = last.unwrap_or(&first);
        piece.slope * x + piece.offset
    }

    #[test]
    fn pieces_have_the_values_of_the_activation() {
        for (breakpoints, slopes, anchor) in [
            (vec![0.0], vec![0.0, 1.0], 0.0),
            (vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0),
            (vec![-1.5, 0.25, 2.0], vec![0.5, -1.0, 0.0, 2.0], 0.75),
        ] {
            let activation = Activation::new(breakpoints, slopes, anchor).unwrap();
            let pieces = Pieces::of(&activation);
            for step in -40_i16..=40 {
                let x = f32::from(step) / 8.0;
                let exact = activation.apply(f64::from(x));
                assert!((f64::from(value(&pieces, x)) - exact).abs() < 1e-6, "{x}");
            }
            assert_eq!(pieces.is_relu(), activation == Activation::relu());
        }
    }
}
