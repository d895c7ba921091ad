//! A measure stays within bounds, or near a predicted number.

use super::kind::{About, Kind};
use super::measured::{Course, Measured, with_deviation};
use crate::panels::{Scaled, Size};
use crate::text::number;
use crate::verdict::{Agreement, Verdict};
use crease_experiment::Scene;
use crease_experiment::check::{Check, finite, require, shown};
use crease_results::Table;
use serde::{Deserialize, Serialize};

/// What "about" means: within this fraction of the number.
const ABOUT: f64 = 0.1;

/// `[claim.within]`: the mean over runs lies between `low` and `high`, or within a tenth of `about`.
/// Without any of them the numbers are shown and the verdict stays open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// The paper's words.
    pub paper: String,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// The measure.
    pub measure: String,
    /// What it is divided by before it is compared.
    pub over: Option<Size>,
    /// What it is multiplied by before it is compared.
    pub times: Option<Size>,
    /// A swept key whose values are compared separately.
    pub by: Option<String>,
    /// Whether the claim is about the largest value of `by` only.
    #[serde(default)]
    pub only_largest: bool,
    /// When the claim holds.
    #[serde(default)]
    pub at: When,
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
    /// The predicted number.
    pub about: Option<f64>,
}

/// A moment of each run, or all of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// At initialisation.
    Start,
    /// At every checkpoint.
    #[default]
    Always,
    /// At the last checkpoint.
    End,
}

impl When {
    fn words(self) -> &'static str {
        match self {
            Self::Start => "at initialisation",
            Self::Always => "at every checkpoint",
            Self::End => "at the end",
        }
    }
}

impl Kind for Within {
    fn about(&self) -> About<'_> {
        About {
            paper: &self.paper,
            measure: &self.measure,
            by: self.by.as_deref(),
            only: &self.only,
        }
    }

    fn check(&self, key: &str, scene: &Scene) -> Check {
        for (word, bound) in [("low", self.low), ("high", self.high)] {
            finite(bound.unwrap_or(0.0), &format!("{key}.{word}"))?;
        }
        if let (Some(low), Some(high)) = (self.low, self.high) {
            let expected = format!("must be above low, {low}");
            require(low < high, &format!("{key}.high"), shown(high), &expected)?;
        }
        if let Some(about) = self.about {
            let key = format!("{key}.about");
            let right = about.is_finite() && about != 0.0;
            let expected = "must be a finite number other than 0";
            require(right, &key, shown(about), expected)?;
            let right = self.low.is_none() && self.high.is_none();
            let expected = "must be left out where low or high is given";
            require(right, &key, shown(about), expected)?;
        }
        if !self.only_largest {
            return Ok(());
        }
        let by = self.by.as_deref().unwrap_or_default();
        let mut values = scene.values(by).iter();
        let numbers = values.all(|value| value.as_number().is_some());
        let right = !by.is_empty() && numbers;
        let expected = "must have numbers as values when only_largest is set";
        require(right, &format!("{key}.by"), format!("{by:?}"), expected)
    }

    fn examine(&self, table: &Table) -> Option<(Vec<String>, Verdict)> {
        let measured = Measured {
            measure: &self.measure,
            scaled: Scaled::by_sizes(self.over, self.times),
        };
        let courses = Course::all(table, measured, self.by.as_deref());
        let ranges: Vec<[f64; 2]> = courses.iter().map(|course| self.range(course)).collect();
        let mut lines = vec![self.heading(measured)];
        for (course, [least, most]) in courses.iter().zip(&ranges) {
            let words = match self.at {
                When::Start => with_deviation(&course.summary(|run| run[0])?),
                When::End => with_deviation(&course.summary(|run| run[run.len() - 1])?),
                When::Always => format!("from {} to {}", number(*least), number(*most)),
            };
            lines.push(course.line(&words));
        }
        if courses.is_empty() {
            return None;
        }
        let verdict = self.verdict(&courses, &ranges);
        Some((lines, verdict))
    }
}

impl Within {
    fn heading(&self, measured: Measured) -> String {
        let spread = match self.at {
            When::Always => "",
            When::Start | When::End => " ± standard deviation between runs",
        };
        format!("mean {} {}{spread}:", measured.spoken(), self.at.words())
    }

    /// The smallest and largest mean over runs while the claim should hold.
    fn range(&self, course: &Course) -> [f64; 2] {
        let means = course.means();
        let means = match self.at {
            When::Start => &means[..1],
            When::Always => &means[..],
            When::End => &means[means.len() - 1..],
        };
        let least = means.iter().copied().fold(f64::INFINITY, f64::min);
        let most = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        [least, most]
    }

    /// Whether these means are within the bounds; `None` if there are none.
    fn holds(&self, [least, most]: [f64; 2]) -> Option<bool> {
        if let Some(about) = self.about {
            let near = |mean: f64| (mean / about - 1.0).abs() <= ABOUT;
            return Some(near(least) && near(most));
        }
        (self.low.is_some() || self.high.is_some()).then(|| {
            // A mean of NaN is not within.
            self.low.is_none_or(|low| least >= low) && self.high.is_none_or(|high| most <= high)
        })
    }

    fn verdict(&self, courses: &[Course], ranges: &[[f64; 2]]) -> Verdict {
        let held: Option<Vec<bool>> = ranges.iter().map(|&range| self.holds(range)).collect();
        let Some(held) = held else {
            return Verdict::new(
                Agreement::Open,
                "the claim states no bound; see the numbers",
            );
        };
        let names = |wanted: bool| {
            let named = courses
                .iter()
                .zip(&held)
                .filter(|(_, held)| **held == wanted);
            let names: Vec<&str> = named.map(|(course, _)| course.name.as_str()).collect();
            names.join(", ")
        };
        let (found, bounds) = (self.found(ranges), self.bounds());
        if self.only_largest {
            let last = courses.len() - 1;
            let here = format!("{} is {}", courses[last].name, self.found(&ranges[last..]));
            let others = held[..last].iter().filter(|held| **held).count();
            return match (held[last], others) {
                (false, _) => Verdict::new(Agreement::Differs, format!("{here}, not {bounds}")),
                (true, 0) => {
                    let reason = format!("{here}, {bounds}, and no other value is");
                    Verdict::new(Agreement::Agrees, reason)
                }
                (true, _) => {
                    let all = names(true);
                    let reason = format!("{here}, {bounds}, but others are too: {all}");
                    Verdict::new(Agreement::InPart, reason)
                }
            };
        }
        match held.iter().filter(|held| **held).count() {
            all if all == held.len() => {
                Verdict::new(Agreement::Agrees, format!("{found}, {bounds}"))
            }
            0 => Verdict::new(Agreement::Differs, format!("{found}, not {bounds}")),
            _ => {
                let reason = format!("{found}; not {bounds} at {}", names(false));
                Verdict::new(Agreement::InPart, reason)
            }
        }
    }

    /// `from 0.51 to 0.55`, or relative to the prediction.
    fn found(&self, ranges: &[[f64; 2]]) -> String {
        let least = ranges
            .iter()
            .map(|range| range[0])
            .fold(f64::INFINITY, f64::min);
        let most = ranges
            .iter()
            .map(|range| range[1])
            .fold(f64::NEG_INFINITY, f64::max);
        let words = |mean: f64| match self.about {
            Some(about) => {
                let off = mean / about - 1.0;
                let side = if off < 0.0 { "below" } else { "above" };
                format!("{:.1} % {side}", 100.0 * off.abs())
            }
            None => number(mean),
        };
        if least == most {
            words(least)
        } else {
            format!("from {} to {}", words(least), words(most))
        }
    }

    /// `within 0.5 and 1.5`, `the predicted 4608`.
    fn bounds(&self) -> String {
        match (self.about, self.low, self.high) {
            (Some(about), ..) => format!("within {:.0} % of the predicted {about}", 100.0 * ABOUT),
            (None, Some(low), Some(high)) => format!("from {low} to {high}"),
            (None, Some(low), None) => format!("at least {low}"),
            (None, None, Some(high)) => format!("at most {high}"),
            (None, None, None) => "anything".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
