use super::{BACKEND, SMALL, parse, with};
use proptest::prelude::*;

const FIG5: &str = include_str!("../../../../experiments/fig5.toml");

/// Pieces with a meaning, to be put where they do not belong.
const PIECES: [&str; 24] = [
    "=",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "\"",
    "\n",
    ".",
    ",",
    "#",
    "-1",
    "0",
    "nan",
    "inf",
    "1e999",
    "9223372036854775807",
    "[]",
    "{}",
    "true",
    "1979-05-27",
    "\u{2028}",
    "\r",
];

/// Checks that `load` does not panic and that its errors have one line.
fn judge(text: &str, set: &[&str]) -> Result<(), TestCaseError> {
    for preset in [None, Some("quick")] {
        if let Err(error) = parse(text, "fig5.toml", &with(preset, set), BACKEND) {
            let line = error.to_string();
            prop_assert!(!line.chars().any(char::is_control), "{line}");
            prop_assert!(
                line.starts_with("fig5.toml:") || error.is_of_assignment(),
                "{line}"
            );
        }
    }
    Ok(())
}

fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn pieces_in_the_middle(
        edits in prop::collection::vec((0_usize..5000, 0_usize..12, 0..PIECES.len()), 1..5),
        other in any::<bool>(),
    ) {
        let mut text = (if other { SMALL } else { FIG5 }).to_owned();
        for (at, length, piece) in edits {
            let at = boundary(&text, at % text.len().max(1));
            let end = boundary(&text, at + length).max(at);
            text.replace_range(at..end, PIECES[piece]);
        }
        judge(&text, &[])?;
    }

    #[test]
    fn values_replaced(line in 0_usize..200, piece in 0..PIECES.len()) {
        let lines: Vec<&str> = FIG5.lines().collect();
        let line = line % lines.len();
        let text: Vec<String> = lines.iter().enumerate().map(|(index, old)| {
            match old.split_once('=') {
                Some((key, _)) if index == line => format!("{key}= {}", PIECES[piece]),
                _ => (*old).to_owned(),
            }
        }).collect();
        judge(&text.join("\n"), &[])?;
    }

    #[test]
    fn any_set(key in "[a-z.\\[\\]0-9]{0,12}", value in "\\PC{0,12}", whole in any::<String>()) {
        judge(FIG5, &[&format!("{key}={value}")])?;
        judge(FIG5, &[&format!("training.batch={value}")])?;
        judge(FIG5, &[&whole])?;
    }
}

/// The parser limits the nesting of values and of the words in a key separately, so together they
/// can nest thousands deep. A test has 2 MiB of stack, the main thread more.
#[test]
fn deep_nesting_is_an_error() {
    let key = vec!["a"; 79].join(".");
    let inline = format!("{}1{}", format!("{{{key}=").repeat(79), "}".repeat(79));
    let header = format!("[{key}]\n{key}={inline}");
    let broken = format!("{header}\n{key}={inline}\n=");
    let arrays = format!("a={}", "[".repeat(200_000));
    let words = format!("{}=1", vec!["a"; 200_000].join("."));
    let tables = format!("a={}", "{a=".repeat(200_000));
    for text in [header, broken, arrays, words, tables] {
        let error = parse(&text, "deep.toml", &with(None, &[]), BACKEND);
        let line = error.map(|_| ()).unwrap_err().to_string();
        println!("{line}");
        assert!(
            line.starts_with("deep.toml:") && line.len() < 1000,
            "{line}"
        );
        let set = parse(SMALL, "small.toml", &with(None, &[&text]), BACKEND);
        let error = set.map(|_| ()).unwrap_err();
        let line = error.to_string();
        assert!(error.is_of_assignment() && line.len() < 1000, "{line}");
    }
}
