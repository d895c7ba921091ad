use crate::axis::{SweepAxis, SweepValue};
use crate::check::shown;

/// The longest readable part of a name; file systems allow 255 bytes, and temporary files add some.
const LONGEST: usize = 120;
/// The longest value in a name.
const LONGEST_VALUE: usize = 24;

/// Names the folders of runs, as in `points-250_repeat-03_1a2b3c4d5e6f7081`.
pub struct Namer {
    words: Vec<String>,
    digits: usize,
}

impl Namer {
    /// A namer for a plan with these axes and repeats.
    pub fn new(axes: &[SweepAxis], repeats: usize) -> Self {
        let last_word = |axis: &SweepAxis| axis.key.rsplit('.').next().unwrap_or("").to_owned();
        let words: Vec<String> = axes.iter().map(last_word).collect();
        let unique = |word: &String| words.iter().filter(|other| *other == word).count() == 1;
        let named = axes.iter().zip(&words).map(|(axis, word)| {
            if unique(word) {
                slug(word)
            } else {
                slug(&axis.key)
            }
        });
        Self {
            words: named.collect(),
            digits: repeats.saturating_sub(1).to_string().len(),
        }
    }

    /// The name of one run. The hash alone makes it unique.
    pub fn id(&self, point: &[(String, SweepValue)], repeat: usize, hash: &str) -> String {
        let mut name = String::new();
        for (word, (_, value)) in self.words.iter().zip(point) {
            let mut value = slug(&plain(value.as_toml()));
            value.truncate(LONGEST_VALUE);
            name.extend([word.as_str(), "-", value.as_str(), "_"]);
        }
        name.truncate(LONGEST);
        let digits = self.digits;
        format!("{name}repeat-{repeat:0digits$}_{hash}")
    }
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Float(number) => shown(*number),
        toml::Value::Array(values) => {
            let values: Vec<String> = values.iter().map(plain).collect();
            values.join("-")
        }
        other => other.to_string(),
    }
}

/// Lower case, for file systems that ignore case; ASCII, so that it can be cut anywhere.
fn slug(text: &str) -> String {
    let is_number = text.parse::<f64>().is_ok();
    let safe = |letter: char| {
        let kept = letter.is_ascii_alphanumeric() || "_-".contains(letter);
        if kept || (letter == '.' && is_number) {
            letter.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    text.chars().map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(axes: &[(&str, toml::Value)], repeats: usize) -> String {
        let point: Vec<(String, SweepValue)> = axes
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone().into()))
            .collect();
        let axes: Vec<SweepAxis> = point
            .iter()
            .map(|(key, value)| SweepAxis {
                key: key.clone(),
                values: vec![value.clone()],
            })
            .collect();
        Namer::new(&axes, repeats).id(&point, 3, "1a2b")
    }

    #[test]
    fn the_last_word_of_a_key_is_enough() {
        let axes = [("task.memorise.points", 250.into())];
        assert_eq!(id(&axes, 40), "points-250_repeat-03_1a2b");
        assert_eq!(id(&[], 4), "repeat-3_1a2b");
    }

    #[test]
    fn equal_last_words_are_told_apart() {
        let axes = [
            ("task.memorise.half_side", 1.5.into()),
            ("slice.square.half_side", 1e-12.into()),
        ];
        let expected = "task-memorise-half_side-1.5_slice-square-half_side-1e-12_repeat-3_1a2b";
        assert_eq!(id(&axes, 10), expected);
    }

    #[test]
    fn arrays_and_odd_strings_make_safe_names() {
        let widths = toml::Value::from(vec![32_i64, 16]);
        let axes = [
            ("network.hidden", widths),
            ("training.optimizer", "../É".into()),
        ];
        assert_eq!(id(&axes, 4), "hidden-32-16_optimizer-----_repeat-3_1a2b");
    }
}
