//! A verdict at a glance: its first words, a sign and a colour that never stands alone.

use maud::{Markup, html};

/// How a claim fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Agreement {
    Agrees,
    InPart,
    Differs,
    /// Nothing was measured, or the numbers do not tell.
    Open,
}

impl Agreement {
    pub(crate) const ALL: [Self; 4] = [Self::Agrees, Self::InPart, Self::Differs, Self::Open];

    /// What a verdict says before its colon.
    pub(crate) fn of(verdict: &str) -> Self {
        match verdict.split(':').next().unwrap_or(verdict).trim() {
            "agrees" => Self::Agrees,
            "agrees in part" => Self::InPart,
            "differs" => Self::Differs,
            _ => Self::Open,
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::InPart => "agrees in part",
            Self::Differs => "differs",
            Self::Open => "open",
        }
    }

    /// `3 agree`.
    pub(crate) fn counted(self, count: usize) -> String {
        let words = match self {
            Self::Agrees if count != 1 => "agree",
            Self::InPart if count != 1 => "agree in part",
            Self::Differs if count != 1 => "differ",
            _ => self.words(),
        };
        format!("{count} {words}")
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Agrees => "✓",
            Self::InPart => "≈",
            Self::Differs => "✗",
            Self::Open => "?",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::InPart => "in-part",
            Self::Differs => "differs",
            Self::Open => "open",
        }
    }

    /// The badge, with these words behind its sign.
    pub(crate) fn badge(self, words: &str) -> Markup {
        html! {
            span class={ "badge " (self.class()) } {
                span aria-hidden="true" { (self.sign()) } " " (words)
            }
        }
    }
}

/// What a verdict says behind its first words.
pub(crate) fn reason(verdict: &str) -> &str {
    match (Agreement::of(verdict), verdict.split_once(':')) {
        (Agreement::Open, _) if !verdict.starts_with("open") => verdict,
        (_, Some((_, reason))) => reason.trim(),
        (_, None) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_that_claims_give_is_told_apart() {
        for (verdict, agreement, why) in [
            ("agrees: 2 % above", Agreement::Agrees, "2 % above"),
            (
                "agrees in part: but not at 4: x",
                Agreement::InPart,
                "but not at 4: x",
            ),
            ("differs: nowhere", Agreement::Differs, "nowhere"),
            ("open: no change", Agreement::Open, "no change"),
            ("open", Agreement::Open, ""),
            (
                "see the numbers: no bound was stated",
                Agreement::Open,
                "see the numbers: no bound was stated",
            ),
        ] {
            assert_eq!(Agreement::of(verdict), agreement);
            assert_eq!(reason(verdict), why);
        }
    }
}
