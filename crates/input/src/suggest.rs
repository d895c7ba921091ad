//! Suggestions for unknown words.

/// Words from elsewhere, and what they are called here.
const SYNONYMS: [(&str, &str); 18] = [
    ("width", "hidden"),
    ("widths", "hidden"),
    ("layers", "hidden"),
    ("bias", "bias_std"),
    ("gain", "weight_scale"),
    ("lr", "learning_rate"),
    ("batch_size", "batch"),
    ("optimiser", "optimizer"),
    ("samples", "points"),
    ("n", "points"),
    ("dim", "dimension"),
    ("random_labels", "memorise"),
    ("memorize", "memorise"),
    ("panels", "panel"),
    ("claims", "claim"),
    ("log", "logarithmic"),
    ("cube", "box"),
    ("segment", "line"),
];

/// The most candidates to list.
const MOST_LISTED: usize = 30;
/// Below this likeness (Jaro-Winkler, 0 to 1) a suggestion confuses more than it helps.
const LIKE_ENOUGH: f64 = 0.8;

/// The candidate that `word` most likely means.
fn suggest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut best: Option<(f64, &'a str)> = None;
    for &candidate in candidates {
        let last_word = candidate.rsplit('.').next().unwrap_or(candidate);
        let synonyms = SYNONYMS.iter().filter(|pair| pair.1 == candidate);
        let likeness = synonyms
            .map(|pair| pair.0)
            .chain([candidate, last_word])
            .map(|spelling| strsim::jaro_winkler(&word, spelling))
            .fold(0.0, f64::max);
        if likeness >= LIKE_ENOUGH && best.is_none_or(|(most, _)| likeness > most) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// `expected one of a, b (did you mean a?)`, worded for the number of candidates.
pub fn expected(word: &str, candidates: &[&str]) -> String {
    let list = match candidates {
        [] => return "nothing is expected here".to_owned(),
        [only] => format!("expected {only}"),
        several if several.len() > MOST_LISTED => {
            format!("expected one of {}, ...", several[..MOST_LISTED].join(", "))
        }
        several => format!("expected one of {}", several.join(", ")),
    };
    list + &did_you_mean(word, candidates)
}

/// ` (did you mean a?)`, or nothing.
pub fn did_you_mean(word: &str, candidates: &[&str]) -> String {
    let meant = suggest(word, candidates);
    meant.map_or_else(String::new, |meant| format!(" (did you mean {meant}?)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_synonyms_and_last_words_are_understood() {
        let network = ["hidden", "activation", "weight_scale", "bias_std"];
        assert_eq!(suggest("hiden", &network), Some("hidden"));
        assert_eq!(suggest("widht", &network), Some("hidden"));
        assert_eq!(suggest("colour", &network), None);
        assert_eq!(
            suggest("points", &["task.memorise.points"]),
            Some("task.memorise.points")
        );
    }
}
