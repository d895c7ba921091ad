use super::*;
use crease_network::Layer;

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
    let page = explorer(
        "a <b> & c",
        &[(name, &network)],
        &plane,
        &Options::regions(),
    )
    .unwrap();
    assert!(page.html.contains("<title>a &lt;b&gt; &amp; c</title>"));
    assert_eq!(page.html.matches("</script>").count(), 2);
    assert!(!page.html.contains("http://") && !page.html.contains("https://"));
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
    let networks = [("one".to_owned(), &one), ("other".to_owned(), &other)];
    let error = explorer("", &networks, &plane, &Options::regions()).unwrap_err();
    assert!(error.to_string().starts_with("other: "), "{error}");
    let none = explorer("", &[], &plane, &Options::regions()).unwrap_err();
    assert_eq!(none.to_string(), "expected at least one network");
}
