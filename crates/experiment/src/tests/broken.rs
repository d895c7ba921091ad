use super::{SMALL, edited, error_of, with};

const CASES: &str = include_str!("broken.txt");

#[test]
fn each_broken_experiment_has_its_line() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in CASES.split("\n\n").skip(1) {
        let lines = |mark: &str| -> Vec<&str> {
            case.lines()
                .filter_map(|line| line.strip_prefix(mark))
                .collect()
        };
        let text = match lines("- ").as_slice() {
            [] => SMALL.to_owned(),
            old => edited(&old.join("\n"), &lines("+ ").join("\n")),
        };
        let overrides = with(lines("preset ").first().copied(), &lines("set "));
        let (error, expected) = (error_of(&text, &overrides), lines("! ").join("\n"));
        if error != expected {
            wrong.push(format!("expected {expected}\n   found {error}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(count > 100);
}

#[test]
fn a_set_cannot_smuggle_in_a_second_line() {
    assert_eq!(
        error_of(SMALL, &with(None, &["repeats=3\nseed=4"])),
        "--set repeats=3\\nseed=4: expected a TOML value; text with spaces needs quotes \
         (unexpected content, expected nothing)"
    );
}
