use super::*;
use proptest::prelude::*;

fn slice(json: &str, inputs: usize) -> Slice {
    let slices = parse(json.as_bytes(), "slice.json", inputs).unwrap();
    assert_eq!(slices.len(), 1);
    slices[0].slice.clone()
}

#[test]
fn a_list_has_several() {
    let list = " [{\"kind\": \"plane\"},\n {\"kind\": \"line\", \"origin\": [0, 0], \"direction\": [1, 0]}]\n";
    let slices = parse(list.as_bytes(), "slices.json", 2).unwrap();
    assert_eq!(slices.len(), 2);
    assert_eq!(slices[0].slice, Slice::Plane(Plane::of_inputs()));
    assert_eq!(slices[1].name, "slices.json: [1]");
    let said = |text: &str| parse(text.as_bytes(), "s", 2).unwrap_err();
    for (text, expected) in [
        ("[]", "s: found an empty array, expected slices"),
        ("[1]", "s: [0]: found the integer 1, expected an object"),
        (
            "[{\"kind\": \"plane\"}",
            "s: EOF while parsing a list at line 1 column 18",
        ),
        (
            "[{\"kind\": \"plane\"},",
            "s: EOF while parsing a value at line 1 column 19",
        ),
        (
            "[{\"kind\": \"plane\"}] x",
            "s: trailing characters at line 1 column 21",
        ),
        (
            "[{\"kind\": \"plane\"}\n{}]",
            "s: expected `,` or `]` at line 2 column 1",
        ),
        (
            "[{\"kind\": \"plane\"},\n{\"kind\": 3}]",
            "s: [1]: kind: found the integer 3, expected a string",
        ),
        (
            "[{\"kind\": \"plane\"},\n{\"kind\": \"line\"}]",
            "s: [1]: origin: required key is missing; it may be left out only for a network with 1 input, and this one has 2",
        ),
    ] {
        assert_eq!(format!("{:#}", said(text)), expected, "{text}");
    }
}

#[test]
fn vectors_may_be_left_out_in_a_slices_own_dimension() {
    assert_eq!(
        slice(r#"{"kind": "plane"}"#, 2),
        Slice::Plane(Plane::of_inputs())
    );
    let window = r#"{"kind": "plane", "window": {"center": [0, 0], "half_side": 1.5}}"#;
    assert_eq!(slice(window, 2), Slice::Plane(Plane::square(1.5).unwrap()));
    assert_eq!(
        slice(r#"{"kind": "line", "from": -1, "to": 2e0}"#, 1),
        Slice::Line(Line::of_inputs().within([-1.0, 2.0]).unwrap())
    );
    let cube = Cube::new(0.5).unwrap();
    assert_eq!(
        slice(r#"{"half_side": 0.5, "kind": "box"}"#, 3),
        Slice::Cube(cube)
    );
}

/// JSON that is nearly a slice.
fn nearly() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<f64>().prop_map(|number| number.to_string()),
        Just("1e400".to_owned()),
        Just("null".to_owned()),
        Just("\"1\"".to_owned()),
        Just("-0".to_owned()),
    ];
    let list = prop::collection::vec(number.clone(), 0..4)
        .prop_map(|numbers| format!("[{}]", numbers.join(",")));
    let value = prop_oneof![
        number,
        list.clone(),
        prop::collection::vec(list, 0..3).prop_map(|lists| format!("[{}]", lists.join(","))),
        Just(r#"{"center": [0, 0], "half_side": 1}"#.to_owned()),
    ];
    let key = prop::sample::select(vec![
        "origin",
        "basis",
        "direction",
        "window",
        "from",
        "to",
        "half_side",
        "kind",
    ]);
    let kind = prop::sample::select(vec!["line", "plane", "box", "ball"]);
    (kind, prop::collection::vec((key, value), 0..4)).prop_map(|(kind, entries)| {
        let mut pairs = vec![format!(r#""kind": "{kind}""#)];
        pairs.extend(
            entries
                .iter()
                .map(|(key, value)| format!(r#""{key}": {value}"#)),
        );
        format!("{{{}}}", pairs.join(", "))
    })
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}", json in nearly(), cut in any::<prop::sample::Index>()) {
        let _ = parse(text.as_bytes(), "slice.json", 2);
        let _ = parse(&json.as_bytes()[..cut.index(json.len())], "slice.json", 2);
        for inputs in 0..4 {
            let _ = parse(json.as_bytes(), "slice.json", inputs);
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = parse(&bytes, "slice.json", 2);
    }
}
