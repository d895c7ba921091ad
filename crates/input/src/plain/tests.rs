use super::*;
use serde::Deserialize;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    count: usize,
    scale: Option<f64>,
    #[serde(default)]
    kinds: Vec<Shape>,
    pair: Option<[i32; 2]>,
    name: Option<String>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum Shape {
    Plane,
    Square { half_side: f64 },
}

fn table<const N: usize>(entries: [(&str, Plain); N]) -> Plain {
    let entries = entries.map(|(key, value)| (key.to_owned(), value));
    Plain::Table(entries.into())
}

fn text(text: &str) -> Plain {
    Plain::Text(text.to_owned())
}

#[test]
fn values_are_read_by_their_types() {
    let square = table([("square", table([("half_side", Plain::Integer(2))]))]);
    let kinds = Plain::Array(vec![text("plane"), square]);
    let settings = table([
        ("count", Plain::Integer(3)),
        ("scale", Plain::Integer(1)),
        ("kinds", kinds),
    ]);
    let expected = Settings {
        count: 3,
        scale: Some(1.0),
        kinds: vec![Shape::Plane, Shape::Square { half_side: 2.0 }],
        pair: None,
        name: None,
    };
    assert_eq!(settings.decode::<Settings>("a table"), Ok(expected));
}

#[test]
fn a_misfit_names_the_key_what_was_found_and_what_was_expected() {
    let with = |key: &str, value: Plain| {
        let settings = table([("count", Plain::Integer(1)), (key, value)]);
        let misfit = settings.decode::<Settings>("a table").unwrap_err();
        format!("{}: {}", misfit.path, misfit.problem)
    };
    let array = |element: Plain| Plain::Array(vec![Plain::Integer(1), element]);
    for (key, value, expected) in [
        (
            "scael",
            Plain::Null,
            "scael: unknown key, expected one of count, scale, kinds, pair, \
                                name (did you mean scale?)",
        ),
        ("count", Plain::Integer(2), "count: duplicate key"),
        (
            "scale",
            text("1"),
            "scale: found the string \"1\", expected a number",
        ),
        (
            "kinds",
            text("plane"),
            "kinds: found the string \"plane\", expected an array",
        ),
        (
            "kinds",
            Plain::Array(vec![text("plain")]),
            "kinds[0]: found the string \"plain\", expected one of plane, square (did you mean \
             plane?)",
        ),
        (
            "kinds",
            Plain::Array(vec![table([("sqare", Plain::Null)])]),
            "kinds[0].sqare: unknown key, expected one of plane, square (did you mean square?)",
        ),
        (
            "kinds",
            Plain::Array(vec![table([])]),
            "kinds[0]: expected exactly one key, found none",
        ),
        (
            "kinds",
            Plain::Array(vec![table([("square", table([]))])]),
            "kinds[0].square.half_side: required key is missing",
        ),
        (
            "kinds",
            Plain::Array(vec![table([("square", array(Plain::Null))])]),
            "kinds[0].square: found an array, expected a table",
        ),
        (
            "kinds",
            Plain::Array(vec![table([("plane", array(Plain::Null))])]),
            "kinds[0].plane: takes no keys",
        ),
        (
            "kinds",
            Plain::Array(vec![text("square")]),
            "kinds[0]: found the string \"square\", expected a table",
        ),
        (
            "kinds",
            Plain::Array(vec![Plain::Integer(1)]),
            "kinds[0]: found the integer 1, expected one of plane, square",
        ),
        (
            "pair",
            Plain::Array(vec![]),
            "pair: found an array of length 0, expected one of \
                                        length 2",
        ),
        (
            "pair",
            array(Plain::Float(2.5)),
            "pair[1]: found the number 2.5, expected a whole \
                                            number",
        ),
        (
            "pair",
            array(Plain::Integer(1 << 40)),
            "pair[1]: found the integer 1099511627776, \
                                                  expected i32",
        ),
        (
            "name",
            Plain::Date("1979-05-27".to_owned()),
            "name: found the date 1979-05-27, \
                                                        expected a string: put the date in quotes",
        ),
    ] {
        assert_eq!(with(key, value), expected);
    }
}

#[test]
fn a_misfit_of_the_whole_names_what_was_found() {
    let misfit = table([]).decode::<Settings>("a table").unwrap_err();
    assert_eq!(misfit.problem, Problem::Missing);
    let misfit = Plain::Array(vec![]).decode::<Settings>("an object");
    let message = misfit.unwrap_err().problem.to_string();
    assert_eq!(message, "found an array, expected an object");
    let misfit = table([("count", Plain::Integer(-1))]).decode::<Settings>("a table");
    let message = misfit.unwrap_err().problem.to_string();
    assert_eq!(
        message,
        "found the integer -1, expected a whole number, 0 or more"
    );
}
