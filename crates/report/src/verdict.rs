//! Whether the numbers agree with a claim, shown by a sign, and by a colour that is never the only cue.

use maud::{Markup, html};
use std::fmt;

/// Whether a claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Agreement {
    /// The numbers agree.
    Agrees,
    /// They agree in part.
    InPart,
    /// They differ.
    Differs,
    /// Nothing was measured, or the numbers are inconclusive.
    Open,
}

impl Agreement {
    pub(crate) const ALL: [Self; 4] = [Self::Agrees, Self::InPart, Self::Differs, Self::Open];

    /// Its words, its sign, and its class in the style sheet.
    fn shown(self) -> [&'static str; 3] {
        match self {
            Self::Agrees => ["agrees", "✓", "agrees"],
            Self::InPart => ["agrees in part", "≈", "in-part"],
            Self::Differs => ["differs", "✗", "differs"],
            Self::Open => ["open", "?", "open"],
        }
    }

    /// `agrees`.
    pub(crate) fn words(self) -> &'static str {
        self.shown()[0]
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

    /// The badge, with these words after its sign.
    pub(crate) fn badge(self, words: &str) -> Markup {
        let [_, sign, class] = self.shown();
        html! {
            span class={ "badge " (class) } { span aria-hidden="true" { (sign) } " " (words) }
        }
    }
}

/// Whether a claim holds, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds.
    pub agreement: Agreement,
    /// Why; empty if there is nothing to say.
    pub reason: String,
}

impl Verdict {
    pub(crate) fn new(agreement: Agreement, reason: impl Into<String>) -> Self {
        Self {
            agreement,
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.agreement.words())?;
        match self.reason.as_str() {
            "" => Ok(()),
            reason => write!(f, ": {reason}"),
        }
    }
}
