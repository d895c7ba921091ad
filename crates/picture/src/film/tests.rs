use super::*;
use crate::draw;
use crease_network::{Activation, Layer};
use crease_regions::RegionsError;

/// A network of two inputs whose walls move with `t`.
fn network(t: f64) -> Network {
    let hidden = Layer {
        weight: vec![1.0, 0.3, -0.4, 1.0, 1.0, -1.0 + t],
        bias: vec![t - 0.5, 0.25, 0.1],
        inputs: 2,
        outputs: 3,
    };
    let second = Layer {
        weight: vec![1.0, -1.0, 0.5, 0.2, 0.7, -1.0],
        bias: vec![-0.2, 0.1],
        inputs: 3,
        outputs: 2,
    };
    let output = Layer {
        weight: vec![1.0, -1.0],
        bias: vec![0.1],
        inputs: 2,
        outputs: 1,
    };
    Network::new(vec![hidden, second, output], Activation::relu()).unwrap()
}

fn film(style: Style, dots_per_inch: f64) -> Film {
    let mut film = Film::new(style, dots_per_inch);
    let plane = Plane::square(1.0).unwrap();
    for step in 0..4 {
        let at = f64::from(step);
        let moment = Moment {
            name: format!("step {step}"),
            at,
        };
        film.shoot(moment, &network(at / 4.0), &plane, &Options::regions())
            .unwrap();
    }
    film
}

fn timeline() -> Timeline {
    Timeline {
        axis: "step".to_owned(),
        measured: vec![(
            "test accuracy".to_owned(),
            vec![0.1, 0.55, f64::NAN, 0.9876],
        )],
    }
}

#[test]
fn the_left_of_each_picture_is_what_draw_draws() {
    let plane = Plane::square(1.0).unwrap();
    for (walls, boundary) in [(false, false), (true, false), (true, true)] {
        let style = Style {
            walls,
            boundary,
            by_pattern: true,
            ..Style::default()
        };
        let film = film(style, 80.0);
        assert_eq!((film.len(), film.is_empty()), (4, false));
        let mut seen = Vec::new();
        let timeline = timeline();
        for (index, frame) in film.frames(&timeline).unwrap().enumerate() {
            let frame = frame.unwrap();
            let network = network(index as f64 / 4.0);
            let drawn = draw(&network, &plane, style, &Options::regions()).unwrap();
            let drawn = drawn.bitmap(80.0).unwrap();
            assert!(drawn.width < frame.width && drawn.height <= frame.height);
            let rows = frame.rgb.chunks(3 * frame.width as usize);
            let left = rows.take(drawn.height as usize);
            let left: Vec<u8> = left
                .flat_map(|row| &row[..3 * drawn.width as usize])
                .copied()
                .collect();
            assert_eq!(left, drawn.rgb, "{index}");
            assert!(!seen.contains(&frame));
            seen.push(frame);
        }
    }
}

#[test]
fn the_mark_moves_and_the_curves_stay() {
    let film = film(Style::default(), 50.0);
    let timeline = timeline();
    let frames = || -> Vec<Bitmap> {
        let frames = film.frames(&timeline).unwrap();
        frames.collect::<Result<_, _>>().unwrap()
    };
    let (frames, again) = (frames(), frames());
    let sizes = frames.iter().map(|frame| (frame.width, frame.height));
    let mut sizes: Vec<_> = sizes.collect();
    sizes.dedup();
    assert_eq!(sizes.len(), 1, "{sizes:?}");
    // The same bytes each time.
    assert_eq!(frames, again);
    // Below the regions' picture only the chart changes: in each column the mark passes.
    let mark = |frame: &Bitmap| -> Vec<usize> {
        let row = 3 * frame.width as usize;
        let other = frames[usize::from(*frame == frames[0])].rgb.chunks(row);
        let rows = frame.rgb.chunks(row).zip(other);
        let differ = rows.flat_map(|(one, other)| {
            let pixels = one.chunks(3).zip(other.chunks(3)).enumerate();
            let changed = pixels.filter(|(_, (a, b))| a != b);
            changed.map(|(column, _)| column).collect::<Vec<_>>()
        });
        let picture = film.shots[0].picture.as_slice();
        let left = Bitmap::of_png(picture).unwrap().width as usize;
        differ.filter(|column| *column >= left).collect()
    };
    assert!(frames.iter().all(|frame| !mark(frame).is_empty()));
}

#[test]
fn what_cannot_be_drawn_is_an_error() {
    let mut film = Film::new(Style::default(), 50.0);
    let moment = Moment {
        name: "start".to_owned(),
        at: 0.0,
    };
    let plane = Plane::of_inputs();
    let error = film
        .shoot(moment.clone(), &network(0.0), &plane, &Options::regions())
        .unwrap_err();
    assert!(matches!(
        error,
        PictureError::Regions(RegionsError::NoWindow)
    ));
    let plane = Plane::square(1.0).unwrap();
    let mut layers = network(0.0).layers().to_vec();
    let last = layers.pop().unwrap();
    layers.pop();
    layers.push(Layer {
        weight: vec![1.0; 3],
        inputs: 3,
        ..last
    });
    let other = Network::new(layers, Activation::relu()).unwrap();
    let error = film
        .shoot(moment.clone(), &other, &plane, &Options::regions())
        .unwrap_err();
    assert!(
        error.to_string().starts_with("start: its layers have"),
        "{error}"
    );
    let few = Options::regions().with_max_regions(2);
    assert!(film.shoot(moment, &network(0.0), &plane, &few).is_err());
    assert_eq!(film.frames(&timeline()).unwrap().count(), 0);
}

#[test]
fn numbers_next_to_curves_are_short() {
    let written = [0.987_654, 0.0, 12.345, 4321.0, 0.001_234].map(rounded);
    assert_eq!(written, ["0.988", "0", "12.3", "4,321", "0.00123"]);
}
