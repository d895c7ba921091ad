//! Neurons and regions in small neighbourhoods of points.
//!
//! The local complexity of *Deep Networks Always Grok and Here is Why* (Humayun et al., ICML 2024)
//! is the number of neurons that cross the neighbourhood of a point. There it is approximated at
//! the vertices of a cross-polytope: `Neighbourhood::Frames`. The others are exact: `Neighbourhood::Segments` and
//! `Neighbourhood::Squares` see every neuron that crosses parts of the neighbourhood, and `Neighbourhood::Balls`
//! every neuron that crosses the whole of it, if each is affine there.

use crate::{MeasureError, Neighbourhoods};
use crease_network::Network;
use crease_regions::{
    Counter, Crossed, DistanceMeter, Line, Options, Plane, RegionsError, Slice, Window,
};

/// The shape of a neighbourhood of a point, and how it is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Neighbourhood {
    /// The ball, where neurons are affine as in the point's region.
    Balls,
    /// The vertices of a cross-polytope: both ends of all segments.
    Frames,
    /// Segments through the point, one in each direction.
    Segments,
    /// Squares around the point, each spanned by two directions.
    Squares,
}

/// Neurons and regions in neighbourhoods, as means over points.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Around {
    /// Neurons of each hidden layer that cross the neighbourhood.
    pub layers: Vec<f64>,
    /// Regions in a segment or a square.
    pub regions: Option<f64>,
}

/// Measures all neighbourhoods: for each kind of points, those of each radius.
pub(crate) fn measure_around(
    shape: Neighbourhood,
    network: &Network,
    places: &Neighbourhoods,
) -> Result<Vec<Around>, MeasureError> {
    let mut all = Vec::new();
    for points in &places.points {
        match shape {
            Neighbourhood::Balls => all.extend(balls(network, points, &places.radii)?),
            Neighbourhood::Frames => {
                let mut meter = DistanceMeter::new(network.clone());
                let mut frame =
                    |point: &[f64], radius| frame(&mut meter, point, radius, &places.directions);
                all.extend(each_radius(network, points, &places.radii, &mut frame)?);
            }
            Neighbourhood::Segments | Neighbourhood::Squares => {
                let mut counter = Counter::new(network.clone());
                let slices = match shape {
                    Neighbourhood::Squares => squares,
                    _ => segments,
                };
                let mut crossed = |point: &[f64], radius| {
                    through(&mut counter, &slices(point, radius, &places.directions)?)
                };
                all.extend(each_radius(network, points, &places.radii, &mut crossed)?);
            }
        }
    }
    Ok(all)
}

/// The neurons of each layer that are nearer than each radius.
fn balls(network: &Network, points: &[f64], radii: &[f64]) -> Result<Vec<Around>, RegionsError> {
    let counts = DistanceMeter::new(network.clone()).count_within(points, radii)?;
    let layers = network.hidden().len();
    let count = points.len() / network.inputs();
    let mut sums = vec![0; radii.len() * layers];
    for counts in counts.chunks_exact(sums.len()) {
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    let around = sums.chunks_exact(layers).map(|sums| Around {
        layers: sums.iter().map(|&sum| sum as f64 / count as f64).collect(),
        regions: None,
    });
    Ok(around.collect())
}

/// For each neuron whether it crosses the neighbourhood of a point, and how many regions there are.
type Seen = (Vec<bool>, Option<f64>);

/// Measures the neighbourhood of a point with a radius.
type AtPoint<'l> = dyn FnMut(&[f64], f64) -> Result<Seen, RegionsError> + 'l;

fn each_radius(
    network: &Network,
    points: &[f64],
    radii: &[f64],
    at_point: &mut AtPoint<'_>,
) -> Result<Vec<Around>, RegionsError> {
    let points = points.chunks_exact(network.inputs());
    let count = points.len() as f64;
    let mut all = Vec::with_capacity(radii.len());
    for &radius in radii {
        let mut layers = vec![0.0; network.hidden().len()];
        let mut regions = Some(0.0);
        for point in points.clone() {
            let (neurons, own) = at_point(point, radius)?;
            let mut rest = neurons.as_slice();
            for (sum, layer) in layers.iter_mut().zip(network.hidden()) {
                let (own, others) = rest.split_at(layer.outputs);
                *sum += own.iter().filter(|crosses| **crosses).count() as f64;
                rest = others;
            }
            regions = regions.zip(own).map(|(sum, own)| sum + own);
        }
        all.push(Around {
            layers: layers.iter().map(|sum| sum / count).collect(),
            regions: regions.map(|sum| sum / count),
        });
    }
    Ok(all)
}

/// The neurons that are not on one piece at all vertices of a cross-polytope.
fn frame(
    meter: &mut DistanceMeter,
    point: &[f64],
    radius: f64,
    directions: &[Vec<f64>],
) -> Result<Seen, RegionsError> {
    let mut vertices = Vec::with_capacity(2 * directions.len() * point.len());
    for direction in directions {
        for radius in [radius, -radius] {
            let vertex = point.iter().zip(direction);
            vertices.extend(vertex.map(|(x, step)| x + radius * step));
        }
    }
    let patterns = meter.patterns(&vertices)?;
    let neurons = patterns.len() / (2 * directions.len()).max(1);
    let (first, others) = patterns.split_at(neurons);
    let mut differs = vec![false; neurons];
    for pattern in others.chunks_exact(neurons) {
        for (differs, (a, b)) in differs.iter_mut().zip(first.iter().zip(pattern)) {
            *differs |= a != b;
        }
    }
    Ok((differs, None))
}

fn segments(
    point: &[f64],
    radius: f64,
    directions: &[Vec<f64>],
) -> Result<Vec<Slice>, RegionsError> {
    let segment = |direction: &Vec<f64>| {
        let line = Line::new(point.to_vec(), direction.clone())?;
        Ok(line.within([-radius, radius])?.into())
    };
    directions.iter().map(segment).collect()
}

fn squares(
    point: &[f64],
    radius: f64,
    directions: &[Vec<f64>],
) -> Result<Vec<Slice>, RegionsError> {
    let square = |pair: &[Vec<f64>]| {
        let plane = Plane::new(point.to_vec(), [pair[0].clone(), pair[1].clone()])?;
        Ok(plane.within(Window::new([0.0, 0.0], radius)?).into())
    };
    directions.chunks_exact(2).map(square).collect()
}

/// The neurons that cross any of the slices, and the mean number of regions.
fn through(counter: &mut Counter, slices: &[Slice]) -> Result<Seen, RegionsError> {
    let mut neurons = vec![false; counter.network().neurons()];
    let mut regions = 0;
    for slice in slices {
        let Crossed {
            activation_regions,
            neurons: own,
            ..
        } = counter.crossed(slice, &Options::regions())?;
        regions += activation_regions;
        for (crosses, own) in neurons.iter_mut().zip(own) {
            *crosses |= own;
        }
    }
    let mean = regions as f64 / slices.len() as f64;
    Ok((neurons, (!slices.is_empty()).then_some(mean)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pieces::pieces;
    use crate::pieces::tests::random;

    fn places(radii: &[f64]) -> Neighbourhoods {
        let (s, t) = (0.6, 0.8);
        Neighbourhoods {
            points: vec![vec![0.3, -0.2, 0.1, -0.4, 0.2, 0.6], vec![0.0, 0.5, -0.5]],
            radii: radii.to_vec(),
            directions: vec![vec![s, t, 0.0], vec![-t, s, 0.0], vec![0.0, 0.0, 1.0]],
        }
    }

    /// Against patterns at many points of each segment.
    #[test]
    fn segments_see_what_samples_see() {
        let mut all = 0.0;
        for seed in 0..4 {
            let network = random(&[3, 8, 7, 2], seed);
            let places = places(&[0.3, 1.5]);
            let found = measure_around(Neighbourhood::Segments, &network, &places).unwrap();
            assert_eq!(found.len(), 4);
            let mut expected = Vec::new();
            for points in &places.points {
                for &radius in &places.radii {
                    let mut layers = [0.0; 2];
                    let mut regions = 0.0;
                    for point in points.chunks(3) {
                        let mut crosses = [false; 15];
                        for direction in &places.directions {
                            let mut last: Vec<usize> = Vec::new();
                            for step in 1..100_000 {
                                let s = radius * (f64::from(step) / 50_000.0 - 1.0);
                                let at: Vec<f64> =
                                    (0..3).map(|i| point[i] + s * direction[i]).collect();
                                let here = pieces(&network, &at);
                                if !last.is_empty() && here != last {
                                    regions += 1.0;
                                    for (crosses, (a, b)) in
                                        crosses.iter_mut().zip(here.iter().zip(&last))
                                    {
                                        *crosses |= a != b;
                                    }
                                }
                                last = here;
                            }
                            regions += 1.0;
                        }
                        layers[0] += crosses[..8].iter().filter(|c| **c).count() as f64;
                        layers[1] += crosses[8..].iter().filter(|c| **c).count() as f64;
                    }
                    let count = (points.len() / 3) as f64;
                    expected.push((
                        layers.iter().map(|sum| sum / count).collect::<Vec<_>>(),
                        regions / count / 3.0,
                    ));
                }
            }
            for (found, (layers, regions)) in found.iter().zip(&expected) {
                assert_eq!(&found.layers, layers, "seed {seed}");
                assert!(
                    (found.regions.unwrap() - regions).abs() < 1e-12,
                    "seed {seed}"
                );
                all += regions;
            }
        }
        assert!(all > 30.0, "{all}");
    }

    /// What changes between vertices crosses a segment, and what crosses a segment crosses the square.
    #[test]
    fn each_look_sees_at_least_what_the_one_before_sees() {
        let mut more = [0; 2];
        for seed in 0..20 {
            let network = random(&[3, 12, 12, 12, 2], seed);
            let mut places = places(&[0.2, 0.7]);
            places.directions.truncate(2);
            let [frames, segments, squares] = [
                Neighbourhood::Frames,
                Neighbourhood::Segments,
                Neighbourhood::Squares,
            ]
            .map(|one| measure_around(one, &network, &places).unwrap());
            for ((frame, segment), square) in frames.iter().zip(&segments).zip(&squares) {
                let layers = frame.layers.iter().zip(&segment.layers).zip(&square.layers);
                for ((frame, segment), square) in layers {
                    assert!(frame <= segment && segment <= square, "seed {seed}");
                    more[0] += u32::from(frame < segment);
                    more[1] += u32::from(segment < square);
                }
                assert!(segment.regions <= square.regions);
            }
        }
        assert!(more[1] > 10, "{more:?}");
    }

    /// With one layer, hyperplanes do not bend: the ball contains the frame, and a neuron that
    /// crosses the ball but not the frame passes between.
    #[test]
    fn of_one_layer_the_ball_sees_more_than_the_square() {
        let network = random(&[3, 40, 1], 3);
        let places = places(&[0.5]);
        let radius = 0.5;
        let balls = measure_around(Neighbourhood::Balls, &network, &places).unwrap();
        let frames = measure_around(Neighbourhood::Frames, &network, &places).unwrap();
        for ((ball, frame), points) in balls.iter().zip(&frames).zip(&places.points) {
            assert!(ball.layers[0] >= frame.layers[0] && frame.layers[0] > 0.0);
            let layer = &network.hidden()[0];
            let near = points.chunks(3).map(|point| {
                let is_near = |unit: &usize| {
                    let row = layer.row(*unit);
                    let z: f64 = row.iter().zip(point).map(|(w, x)| w * x).sum();
                    let norm: f64 = row.iter().map(|w| w * w).sum::<f64>().sqrt();
                    (z + layer.bias[*unit]).abs() / norm < radius
                };
                (0..40).filter(is_near).count() as f64
            });
            let near: f64 = near.sum();
            assert_eq!(ball.layers[0], near / (points.len() / 3) as f64);
        }
    }
}
