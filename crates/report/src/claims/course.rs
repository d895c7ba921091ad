//! The course of a measure through training: where it turns, and whether it stays within bounds.

use super::Measured;
use super::sentences::{Way, Words, said, way};
use crate::panels::{groups, last_word};
use crate::stats::Summary;
use crate::text::number;
use crease_experiment::settings::{Direction, Measure, When};
use crease_results::{Table, TableRun};

/// The runs with one value of a swept key.
pub(super) struct Course {
    /// That value; empty if nothing tells runs apart.
    value: String,
    epochs: Vec<f64>,
    /// The values of each run, one a checkpoint.
    runs: Vec<Vec<f64>>,
}

/// The courses by the value of a swept key. Runs that stopped short are left out.
pub(super) fn courses(table: &Table, measured: Measured, by: Option<&str>) -> Vec<Course> {
    let course = |(value, runs): (String, Vec<&TableRun>)| {
        let epochs: Vec<f64> = runs.first()?.rows.iter().map(|row| row.epoch).collect();
        let values = runs.iter().map(|run| measured.values(table, run));
        let runs: Vec<Vec<f64>> = values.filter(|run| run.len() == epochs.len()).collect();
        let some = !epochs.is_empty() && !runs.is_empty();
        some.then_some(Course {
            value,
            epochs,
            runs,
        })
    };
    groups(by, table).into_iter().filter_map(course).collect()
}

impl Course {
    /// The mean over runs at each checkpoint.
    fn means(&self) -> Vec<f64> {
        let mean = |checkpoint: usize| {
            let values = self.runs.iter().map(|run| run[checkpoint]);
            values.sum::<f64>() / self.runs.len() as f64
        };
        (0..self.epochs.len()).map(mean).collect()
    }

    /// The ratio of each run's values at two checkpoints: mean and error.
    fn ratio(&self, to: usize, from: usize) -> Option<Summary> {
        let ratios: Vec<f64> = self.runs.iter().map(|run| run[to] / run[from]).collect();
        Summary::of(&ratios).filter(|summary| summary.mean.is_finite())
    }

    /// What is said of it begins with this.
    fn name(&self, by: Option<&str>) -> String {
        by.map_or_else(String::new, |by| said(last_word(by), &self.value) + ": ")
    }
}

/// Whether a measure first moves one way, then back.
pub(super) fn turn(
    measure: Measure,
    first: Direction,
    by: Option<&str>,
    courses: &[Course],
) -> Option<Words> {
    let (extreme_name, forth, back) = match first {
        Direction::Down => ("lowest", Way::Down, Way::Up),
        Direction::Up => ("highest", Way::Up, Way::Down),
    };
    let name = measure.name().replace('_', " ");
    let mut lines = vec![format!(
        "where the mean {name} is {extreme_name}, and how it compares with the start and the end:"
    )];
    let (mut turning, mut others) = (0, Vec::new());
    for course in courses {
        let means = course.means();
        let last = means.len() - 1;
        let mut order = (0..means.len()).collect::<Vec<_>>();
        order.sort_by(|&a, &b| means[a].total_cmp(&means[b]));
        let extreme = match first {
            Direction::Down => *order.first()?,
            Direction::Up => *order.last()?,
        };
        let (there, end) = (course.ratio(extreme, 0)?, course.ratio(last, extreme)?);
        lines.push(format!(
            "{}at epoch {}, {} of the start; the end is {} of that, {} of the start",
            course.name(by),
            number(course.epochs[extreme]),
            with_error(&there),
            with_error(&end),
            number(means[last] / means[0]),
        ));
        let moved = |ratio: &Summary| way(ratio.mean - 1.0, ratio.error().unwrap_or(0.0));
        if moved(&there) == forth && moved(&end) == back {
            turning += 1;
        } else {
            others.push(course.value.as_str());
        }
    }
    let there_and_back = match first {
        Direction::Down => "falls, then rises",
        Direction::Up => "rises, then falls",
    };
    let clearly = if courses.iter().all(|course| course.runs.len() == 1) {
        "in the one run there is"
    } else {
        "beyond two standard errors"
    };
    let verdict = match (turning, others.as_slice()) {
        (0, []) => return None,
        (_, []) => format!("agrees: {there_and_back}, {clearly}"),
        (0, _) => format!("differs: nowhere {there_and_back}, {clearly}"),
        (_, others) => format!(
            "agrees in part: {there_and_back}, {clearly}, but not at {}",
            others.join(", ")
        ),
    };
    Some((lines, verdict))
}

fn with_error(ratio: &Summary) -> String {
    let error = ratio.error();
    number(ratio.mean) + &error.map_or_else(String::new, |error| format!(" ± {}", number(error)))
}

/// Between what, and when, a measure is said to stay.
pub(super) struct Bounds {
    pub(super) at: When,
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Whether the mean over runs stays within bounds.
pub(super) fn within(
    measured: Measured,
    bounds: &Bounds,
    by: Option<&str>,
    courses: &[Course],
) -> Option<Words> {
    let Bounds { at, low, high } = *bounds;
    let when = match at {
        When::Start => "at initialisation",
        When::Always => "at every checkpoint",
        When::End => "at the end",
    };
    let name = measured.spoken();
    let mut lines = vec![format!("mean {name} {when}:")];
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut outside = Vec::new();
    for course in courses {
        let means = course.means();
        let means = match at {
            When::Start => &means[..1],
            When::Always => &means[..],
            When::End => &means[means.len() - 1..],
        };
        let below = means.iter().copied().fold(f64::INFINITY, f64::min);
        let above = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (least, most) = (least.min(below), most.max(above));
        let range = if means.len() == 1 {
            number(below)
        } else {
            format!("from {} to {}", number(below), number(above))
        };
        lines.push(format!("{}{range}", course.name(by)));
        if !(below >= low && above <= high) {
            outside.push(course.value.as_str());
        }
    }
    if courses.is_empty() {
        return None;
    }
    let found = format!("from {} to {}", number(least), number(most));
    let verdict = if outside.is_empty() {
        format!("agrees: {found}, within {low} and {high}")
    } else if outside.len() == courses.len() {
        format!("differs: {found}, beyond {low} or {high}")
    } else {
        format!(
            "agrees in part: {found}; beyond {low} or {high} at {}",
            outside.join(", ")
        )
    };
    Some((lines, verdict))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(runs: &[[f64; 4]]) -> Course {
        Course {
            value: "[8, 8]".to_owned(),
            epochs: vec![0.0, 0.5, 1.0, 2.0],
            runs: runs.iter().map(|run| run.to_vec()).collect(),
        }
    }

    #[test]
    fn a_dip_is_found_with_its_depth() {
        let dips = course(&[[10.0, 8.0, 5.0, 9.0], [10.0, 8.0, 5.2, 9.1]]);
        let by = Some("network.hidden");
        let (lines, verdict) =
            turn(Measure::ActivationRegions, Direction::Down, by, &[dips]).unwrap();
        assert!(
            lines[1].starts_with("hidden = [8, 8]: at epoch 1.000, 0.5100 ± 0.0100 of the start"),
            "{lines:?}"
        );
        assert!(
            verdict.starts_with("agrees: falls, then rises"),
            "{verdict}"
        );
        let falls = course(&[[10.0, 8.0, 5.0, 4.0], [10.0, 8.0, 5.2, 4.1]]);
        let (_, verdict) = turn(Measure::Loss, Direction::Down, by, &[falls]).unwrap();
        assert!(verdict.starts_with("differs"), "{verdict}");
        assert!(turn(Measure::Loss, Direction::Down, by, &[]).is_none());
    }

    #[test]
    fn bounds_are_held_at_the_moment_that_is_asked_for() {
        let rises = || [course(&[[1.0, 2.0, 3.0, 4.0]])];
        let said = |at, low, high| {
            let bounds = Bounds { at, low, high };
            let measured = Measured::plain(Measure::TestAccuracy);
            within(measured, &bounds, None, &rises()).unwrap().1
        };
        assert_eq!(
            said(When::Start, 0.5, 1.5),
            "agrees: from 1.000 to 1.000, within 0.5 and 1.5"
        );
        assert_eq!(
            said(When::End, 0.5, 1.5),
            "differs: from 4.000 to 4.000, beyond 0.5 or 1.5"
        );
        assert!(said(When::Always, 1.0, 4.0).starts_with("agrees"));
    }
}
