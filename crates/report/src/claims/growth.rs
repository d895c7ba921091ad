//! A measure at the end over its value at initialisation, by a swept key.

use super::kind::{About, Kind};
use super::measured::{Course, Measured, Trend, with_deviation};
use crate::panels::{Scaled, last_word};
use crate::stats::Summary;
use crate::text::number;
use crate::verdict::{Agreement, Verdict};
use crease_results::Table;
use serde::{Deserialize, Serialize};

/// `[claim.growth]`: it grows, by more for a larger key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// The paper's words.
    pub paper: String,
    /// Only runs in which swept keys have these values.
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    pub only: toml::Table,
    /// The measure.
    pub measure: String,
    /// The swept key.
    pub by: String,
}

impl Kind for Growth {
    fn about(&self) -> About<'_> {
        About {
            paper: &self.paper,
            measure: &self.measure,
            by: Some(&self.by),
            only: &self.only,
        }
    }

    fn examine(&self, table: &Table) -> Option<(Vec<String>, Verdict)> {
        let measured = Measured {
            measure: &self.measure,
            scaled: Scaled::default(),
        };
        let courses = Course::all(table, measured, Some(&self.by));
        let factors = courses
            .iter()
            .map(|course| Some((course, course.ratio(course.epochs.len() - 1, 0)?)));
        let factors: Vec<(&Course, Summary)> = factors.collect::<Option<_>>()?;
        let mean = |factor: &&(&Course, Summary)| factor.1.mean;
        let top = factors.iter().max_by(|a, b| mean(a).total_cmp(&mean(b)))?;
        let heading = format!(
            "{} at the end over initially, mean ± standard deviation between runs:",
            measured.spoken()
        );
        let lines = factors
            .iter()
            .map(|(course, factor)| course.line(&with_deviation(factor)));
        let mut lines: Vec<String> = std::iter::once(heading).chain(lines).collect();
        lines.push(format!(
            "largest mean factor {} (at {})",
            number(top.1.mean),
            top.0.name
        ));
        Some((lines, verdict(&factors, last_word(&self.by), top.1.mean)))
    }
}

fn verdict(factors: &[(&Course, Summary)], key: &str, most: f64) -> Verdict {
    let names = |trend: Trend| -> Vec<&str> {
        let found = factors
            .iter()
            .filter(|(_, factor)| Trend::of_ratio(factor) == trend);
        found.map(|(course, _)| course.name.as_str()).collect()
    };
    let (shrinks, unclear) = (names(Trend::Down), names(Trend::Unclear));
    let growth = if !shrinks.is_empty() {
        format!("less at the end than initially at {}", shrinks.join(", "))
    } else if !unclear.is_empty() {
        format!("no change beyond the noise at {}", unclear.join(", "))
    } else {
        format!("grows everywhere, by a factor of at most {}", number(most))
    };

    let trends: Vec<Trend> = factors
        .windows(2)
        .map(|pair| rise(&pair[0].1, &pair[1].1))
        .collect();
    let rises = trends.iter().filter(|trend| **trend == Trend::Up).count();
    let turn = trends.iter().position(|trend| *trend == Trend::Down);
    let trend = match turn {
        Some(before) => format!("the factor falls beyond {}", factors[before].0.name),
        None if factors.len() < 2 => format!("{key} has only one value"),
        None if rises == trends.len() => format!("the factor rises with {key}"),
        None if rises > 0 => format!("the factor rises with {key} or stays within the noise"),
        None => format!("the noise hides how the factor depends on {key}"),
    };

    let grows = shrinks.is_empty() && unclear.is_empty();
    let agreement = if grows && turn.is_none() && rises > 0 {
        Agreement::Agrees
    } else if grows || (turn.is_none() && rises > 0) {
        Agreement::InPart
    } else if shrinks.is_empty() && turn.is_none() {
        Agreement::Open
    } else {
        Agreement::Differs
    };
    Verdict::new(agreement, format!("{growth}; {trend}"))
}

fn rise(before: &Summary, after: &Summary) -> Trend {
    let error = |factor: &Summary| factor.error().unwrap_or(0.0);
    Trend::of(after.mean - before.mean, error(before).hypot(error(after)))
}

#[cfg(test)]
mod tests {
    use crate::claims::tests::{finding, table};

    const CLAIM: &str =
        "[growth]\npaper = ''\nmeasure = 'activation_regions'\nby = 'task.memorise.points'";

    #[test]
    fn growth_that_falls_off_is_reported() {
        let rising = table(&[(1000, (1e3, 2e3), 1.0), (250, (1e3, 1.5e3), 1.0)]);
        let rising = finding(CLAIM, &rising);
        assert!(
            rising.measured[1].starts_with("points = 250: 1.50"),
            "{rising:?}"
        );
        assert!(
            rising.verdict.to_string().starts_with("agrees: "),
            "{rising:?}"
        );

        let falling = table(&[
            (250, (1e3, 1.5e3), 1.0),
            (500, (1e3, 1.8e3), 1.0),
            (1000, (1e3, 1.2e3), 1.0),
        ]);
        let verdict = finding(CLAIM, &falling).verdict.to_string();
        assert!(
            verdict.starts_with("agrees in part: grows everywhere"),
            "{verdict}"
        );
        assert!(
            verdict.ends_with("the factor falls beyond points = 500"),
            "{verdict}"
        );

        let level = table(&[(250, (1e3, 1e3), 1.0), (500, (1e3, 1e3), 1.0)]);
        let verdict = finding(CLAIM, &level).verdict.to_string();
        assert!(verdict.starts_with("open: no change beyond"), "{verdict}");
    }
}
