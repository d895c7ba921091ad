//! Translucent bands around the curves.

use crate::canvas::{Canvas, Group};
use crate::curve::{Spot, Trace};
use crate::error::FigureError;
use crate::geometry::Place;

/// Light enough that six bands over each other still show the lines above them.
const OPACITY: f64 = 0.18;

/// Half the width of the band of a single point.
const BAR: f64 = 2.0;

/// Draws the band of one curve as one translucent layer.
///
/// The band is cut where the curve turns back, so that each polygon is simple; the
/// pieces are opaque within their layer, so that where they overlap nothing is darker.
pub fn draw(canvas: &mut Canvas, clip: usize, curve: &Trace) -> Result<(), FigureError> {
    let colour = curve.look.colour;
    let group = Group {
        clip: Some(clip),
        opacity: Some(OPACITY),
        seal: Some(colour),
        ..Group::default()
    };
    canvas.layer(group, |layer| {
        for polygon in polygons(&curve.spots) {
            layer.polygon(&polygon, colour)?;
        }
        Ok(())
    })
}

/// The outlines of a band: one for each run of points with a band in one direction.
fn polygons(spots: &[Spot]) -> Vec<Vec<Place>> {
    let mut polygons = Vec::new();
    let mut run: Vec<(f64, f64, f64)> = Vec::new();
    let mut direction = 0.0;
    let mut close = |run: &[(f64, f64, f64)]| {
        if let &[(x, upper, lower)] = run {
            // A point on its own has a band too: a narrow bar.
            let sides = [
                (x - BAR, upper),
                (x + BAR, upper),
                (x + BAR, lower),
                (x - BAR, lower),
            ];
            polygons.push(sides.map(|(x, y)| Place::new(x, y)).to_vec());
        } else if run.len() >= 2 {
            let upper = run.iter().map(|&(x, upper, _)| Place::new(x, upper));
            let lower = run.iter().rev().map(|&(x, _, lower)| Place::new(x, lower));
            polygons.push(upper.chain(lower).collect());
        }
    };
    for spot in spots {
        let Some((upper, lower)) = spot.band else {
            close(&run);
            run.clear();
            direction = 0.0;
            continue;
        };
        if let Some(&last) = run.last() {
            let step = spot.place.x - last.0;
            if step * direction < 0.0 {
                close(&run);
                run = vec![last];
                direction = 0.0;
            }
            if step != 0.0 {
                direction = step;
            }
        }
        run.push((spot.place.x, upper, lower));
    }
    close(&run);
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(x: f64, band: bool) -> Spot {
        Spot {
            place: Place::new(x, 0.0),
            band: band.then_some((-1.0, 1.0)),
        }
    }

    #[test]
    fn a_band_is_cut_where_the_curve_turns_and_where_it_has_no_spread() {
        let count = |xs: &[(f64, bool)]| {
            let spots: Vec<Spot> = xs.iter().map(|&(x, band)| spot(x, band)).collect();
            polygons(&spots).iter().map(Vec::len).collect::<Vec<_>>()
        };
        assert_eq!(count(&[(0.0, true), (1.0, true), (2.0, true)]), [6]);
        assert_eq!(
            count(&[(0.0, true), (1.0, true), (0.5, true), (2.0, true)]),
            [4, 4, 4]
        );
        assert_eq!(
            count(&[(0.0, true), (1.0, true), (1.0, true), (2.0, true)]),
            [8]
        );
        assert_eq!(
            count(&[(0.0, true), (1.0, true), (2.0, false), (3.0, true)]),
            [4, 4]
        );
        assert_eq!(count(&[(0.0, true)]), [4]);
        assert!(count(&[(0.0, false)]).is_empty());
    }
}
