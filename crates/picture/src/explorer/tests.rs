use super::data::{Pieces, span};
use super::*;
use crease_figure::WHEEL_COLOURS;
use crease_network::{Activation, Layer};

/// Two neurons that are the inputs: four quadrants.
fn cross() -> Network {
    let hidden = Layer {
        weight: vec![1.0, 0.0, 0.0, 1.0],
        bias: vec![0.0; 2],
        inputs: 2,
        outputs: 2,
    };
    let output = Layer {
        weight: vec![1.0, 2.0],
        bias: vec![0.5],
        inputs: 2,
        outputs: 1,
    };
    Network::new(vec![hidden, output], Activation::relu()).unwrap()
}

/// Little-endian numbers one after the other.
struct Reader(Vec<u8>);

impl Reader {
    fn take<const SIZE: usize>(&mut self, count: usize) -> Vec<[u8; SIZE]> {
        let rest = self.0.split_off(count * SIZE);
        let taken = std::mem::replace(&mut self.0, rest);
        let chunks = taken.chunks(SIZE);
        chunks.map(|chunk| chunk.try_into().unwrap()).collect()
    }
}

#[test]
fn the_bytes_of_a_frame_are_what_the_script_reads() {
    let (network, plane) = (cross(), Plane::square(2.0).unwrap());
    let tiling = tile_plane(&network, &plane, &Options::regions()).unwrap();
    let window = plane.window().unwrap();
    let frame = Frame::new(&network, &plane, window, &tiling);
    assert_eq!((frame.corners(), frame.parameters()), (16, 9));
    let mut reader = Reader(frame.bytes());
    let parameters: Vec<f64> = reader.take(9).into_iter().map(f64::from_le_bytes).collect();
    assert_eq!(parameters, [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 2.0, 0.5]);
    let offsets: Vec<u32> = reader.take(5).into_iter().map(u32::from_le_bytes).collect();
    assert_eq!(offsets, [0, 4, 8, 12, 16]);
    let corners: Vec<f32> = reader
        .take(32)
        .into_iter()
        .map(f32::from_le_bytes)
        .collect();
    assert!(
        corners
            .iter()
            .all(|number| [-1.0, 0.0, 1.0].contains(number))
    );
    let sides: Vec<u32> = reader
        .take(16)
        .into_iter()
        .map(u32::from_le_bytes)
        .collect();
    // Each quadrant has a side of either neuron and two on the rim.
    for cell in sides.chunks(4) {
        let mut cell = cell.to_vec();
        cell.sort_unstable();
        assert_eq!(cell, [0, 1, u32::MAX, u32::MAX]);
    }
    let linear: Vec<u32> = reader.take(4).into_iter().map(u32::from_le_bytes).collect();
    assert_eq!(linear.len(), 4);
    let classes: Vec<u32> = reader.take(4).into_iter().map(u32::from_le_bytes).collect();
    assert_eq!(classes, [1; 4]);
    let slopes: Vec<f32> = reader.take(4).into_iter().map(f32::from_le_bytes).collect();
    let areas: Vec<f32> = reader.take(4).into_iter().map(f32::from_le_bytes).collect();
    assert_eq!(areas, [4.0; 4]);
    let patterns = std::mem::take(&mut reader.0);
    for (pattern, slope) in patterns.chunks(2).zip(slopes) {
        let expected = f32::from(pattern[0]).hypot(2.0 * f32::from(pattern[1]));
        assert!((slope - expected).abs() < 1e-6, "{pattern:?}: {slope}");
    }
    assert_eq!(patterns.len(), 8);
}

#[test]
fn pieces_are_those_of_the_activation() {
    for activation in [
        Activation::relu(),
        Activation::new(vec![-1.0, 1.0], vec![0.0, 1.0, 0.0], -1.0).unwrap(),
        Activation::new(vec![-1.0, 0.5, 2.0], vec![-1.0, 0.25, 3.0, 0.5], 0.75).unwrap(),
    ] {
        let pieces = Pieces::of(&activation);
        for z in [-3.0, -1.0, -0.25, 0.0, 0.5, 1.5, 2.0, 4.0] {
            let piece = activation
                .breakpoints()
                .iter()
                .filter(|at| **at < z)
                .count();
            let value = pieces.slopes[piece] * z + pieces.offsets[piece];
            assert!((value - activation.apply(z)).abs() < 1e-12, "{z}");
        }
    }
}

#[test]
fn a_title_is_text_and_data_cannot_end_their_script() {
    let network = cross();
    let name = "</script><b>".to_owned();
    let plane = Plane::square(1.0).unwrap();
    let mut page = Explorer::new(&plane).unwrap();
    page.add(&name, &network, &Options::regions()).unwrap();
    let html = page.html("a <b> & c");
    assert!(html.contains("<title>a &lt;b&gt; &amp; c</title>"));
    assert_eq!(html.matches("</script>").count(), 2);
    assert!(!html.contains("http://") && !html.contains("https://"));
    assert!(
        html.len().abs_diff(page.size()) < 6000,
        "{} {}",
        html.len(),
        page.size()
    );
}

#[test]
fn networks_of_one_page_have_one_shape() {
    let one = cross();
    let layers = one.layers().to_vec();
    let other = Network::new(
        layers,
        Activation::new(vec![0.0], vec![0.1, 1.0], 0.0).unwrap(),
    )
    .unwrap();
    let plane = Plane::square(1.0).unwrap();
    let mut page = Explorer::new(&plane).unwrap();
    assert_eq!(page.add("one", &one, &Options::regions()).unwrap(), 4);
    let error = page.add("other", &other, &Options::regions()).unwrap_err();
    assert!(error.to_string().starts_with("other: "), "{error}");
    assert!(Explorer::new(&Plane::of_inputs()).is_err(), "no window");
}

/// The JSON of a page.
fn page_data(page: &Explorer) -> serde_json::Value {
    let html = page.html("");
    let (_, rest) = html.split_once("application/json\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn scales_of_colours_are_the_same_for_all_networks() {
    let plane = Plane::square(2.0).unwrap();
    let mut page = Explorer::new(&plane).unwrap();
    let one = cross();
    let mut layers = one.layers().to_vec();
    for weight in &mut layers[1].weight {
        *weight *= 10.0;
    }
    layers[0].bias = vec![1.0, 1.0];
    let steeper = Network::new(layers, Activation::relu()).unwrap();
    for network in [&one, &steeper] {
        page.add("x", network, &Options::regions()).unwrap();
    }
    page.dots = vec![[1.0, -2.0]];
    page.colouring = Colouring::Slope;
    let timeline = Timeline {
        axis: "epoch".to_owned(),
        measured: vec![("loss".to_owned(), vec![0.5, f64::NAN])],
    };
    page.timeline = Some((vec![0.0, 2.5], timeline));
    let page_data = page_data(&page);
    // The least slope above 0 is 1, the largest 10 sqrt(5); cells are from 1 to 9 units large.
    assert_eq!(page_data["slopes"][0], 1.0);
    let steepest = page_data["slopes"][1].as_f64().unwrap();
    assert!((steepest - 500_f64.sqrt()).abs() < 1e-5, "{steepest}");
    assert_eq!(page_data["areas"], serde_json::json!([1.0, 9.0]));
    assert_eq!(page_data["dots"], serde_json::json!([[0.5, -1.0]]));
    assert_eq!(page_data["colour"], "slope");
    assert_eq!(
        page_data["measured"],
        serde_json::json!([["loss", [0.5, null]]])
    );
    assert_eq!(page_data["frames"][1]["at"], 2.5);
    assert_eq!(page_data["shifts"].as_array().unwrap().len(), 2);
    assert_eq!(page_data["wheel"].as_array().unwrap().len(), WHEEL_COLOURS);
}

#[test]
fn scales_span_six_decades_at_most() {
    assert_eq!(span([[1.0, 4.0], [0.5, 2.0]].into_iter()), [0.5, 4.0]);
    assert_eq!(span([[1e-12, 2.0]].into_iter()), [2e-6, 2.0]);
    let none = ends(&[0.0, -1.0]);
    assert_eq!(span([none].into_iter()), [1.0, 1.0]);
    assert_eq!(span(std::iter::empty()), [1.0, 1.0]);
}
