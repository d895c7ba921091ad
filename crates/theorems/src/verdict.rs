//! How a measured number is compared with a predicted one. Each row states its criterion in words.

use crate::Estimate;
use std::fmt;

/// Whether a statement agrees with what was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It agrees, by the row's criterion.
    Holds,
    /// It disagrees, by more than chance explains.
    Contradicted,
    /// These networks are inconclusive.
    Open,
}

impl Verdict {
    /// `holds`, `contradicted` or `open`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Contradicted => "contradicted",
            Self::Open => "open",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A verdict with its reason, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The criterion.
    pub criterion: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason.
    pub reason: String,
}

/// A statement about each network: a single exception contradicts it.
pub fn each(kept: usize, networks: usize) -> Judgement {
    let verdict = match networks {
        0 => Verdict::Open,
        _ if kept == networks => Verdict::Holds,
        _ => Verdict::Contradicted,
    };
    Judgement {
        criterion: "exactly, for each network".to_owned(),
        verdict,
        reason: format!("{kept} of {networks} networks"),
    }
}

/// An approximate statement: the mean, plus or minus two standard errors, is within the fraction
/// `tolerance` of the prediction.
pub fn about(measured: Estimate, predicted: f64, tolerance: f64) -> Judgement {
    let margin = tolerance * predicted.abs();
    let off = (measured.mean - predicted).abs();
    let noise = 2.0 * measured.error;
    let verdict = if off + noise <= margin {
        Verdict::Holds
    } else if off - noise > margin {
        Verdict::Contradicted
    } else {
        Verdict::Open
    };
    let side = if measured.mean < predicted {
        "below"
    } else {
        "above"
    };
    let mut reason = format!(
        "{:.1} % {side} the prediction, ± {:.1} % for two standard errors",
        100.0 * off / predicted.abs(),
        100.0 * noise / predicted.abs(),
    );
    if verdict == Verdict::Open {
        reason.push_str(": too near the margin to tell");
    }
    Judgement {
        criterion: format!("mean ± 2 standard errors within {:.0} %", 100.0 * tolerance),
        verdict,
        reason,
    }
}

/// An equality of two expectations, each estimated: they differ by at most two standard errors of
/// their difference, which must be below a twentieth of the prediction. More than four contradict: by
/// chance that happens once in 16,000 times.
pub fn agree(measured: Estimate, predicted: Estimate) -> Judgement {
    let error = measured.error.hypot(predicted.error);
    let off = (measured.mean - predicted.mean).abs();
    let precise = error <= 0.05 * predicted.mean.abs();
    let (verdict, why) = if off > 4.0 * error {
        (Verdict::Contradicted, "")
    } else if off > 2.0 * error {
        (Verdict::Open, ": more than 2, not more than 4")
    } else if precise {
        (Verdict::Holds, "")
    } else {
        (Verdict::Open, ": too noisy to tell")
    };
    let apart = if off == 0.0 { 0.0 } else { off / error };
    Judgement {
        criterion:
            "the two differ by at most 2 standard errors, these below 5 %; contradicted beyond 4"
                .to_owned(),
        verdict,
        reason: format!(
            "{apart:.1} standard errors apart, one being {:.1} % of the prediction{why}",
            100.0 * error / predicted.mean.abs()
        ),
    }
}

/// An upper bound of an expectation.
pub fn at_most(measured: Estimate, bound: f64) -> Judgement {
    let (low, high) = ends(measured);
    let verdict = if high <= bound {
        Verdict::Holds
    } else if low > bound {
        Verdict::Contradicted
    } else {
        Verdict::Open
    };
    bounded("at most", measured, bound, verdict)
}

/// A lower bound of an expectation.
pub fn at_least(measured: Estimate, bound: f64) -> Judgement {
    let (low, high) = ends(measured);
    let verdict = if low >= bound {
        Verdict::Holds
    } else if high < bound {
        Verdict::Contradicted
    } else {
        Verdict::Open
    };
    bounded("at least", measured, bound, verdict)
}

fn ends(measured: Estimate) -> (f64, f64) {
    let noise = 2.0 * measured.error;
    (measured.mean - noise, measured.mean + noise)
}

fn bounded(side: &str, measured: Estimate, bound: f64, verdict: Verdict) -> Judgement {
    let mut reason = format!("{:.3} of the bound", measured.mean / bound);
    if verdict == Verdict::Open {
        reason.push_str(", within two standard errors of it");
    }
    Judgement {
        criterion: format!("mean ± 2 standard errors {side} the bound"),
        verdict,
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Contradicted, Holds, Open};

    fn estimate(mean: f64, error: f64) -> Estimate {
        Estimate {
            mean,
            error,
            count: 100,
        }
    }

    #[test]
    fn one_network_against_it_contradicts() {
        assert_eq!(each(200, 200).verdict, Holds);
        assert_eq!(each(199, 200).verdict, Contradicted);
        assert_eq!(each(0, 0).verdict, Open);
    }

    #[test]
    fn about_is_decided_beyond_the_noise() {
        for (mean, error, expected) in [
            (1.05, 0.01, Holds),
            (0.95, 0.01, Holds),
            (1.09, 0.01, Open),
            (1.11, 0.01, Open),
            (1.13, 0.01, Contradicted),
            (0.5, 0.01, Contradicted),
            (1.0, f64::INFINITY, Open),
        ] {
            assert_eq!(about(estimate(mean, error), 1.0, 0.1).verdict, expected);
        }
    }

    #[test]
    fn two_sides_agree_differ_or_stay_open() {
        let predicted = estimate(10.0, 0.1);
        for (mean, error, expected) in [
            (10.1, 0.1, Holds),
            (10.35, 0.1, Open),
            (11.0, 0.1, Contradicted),
            (9.0, 0.1, Contradicted),
            (10.5, 1.0, Open),
        ] {
            assert_eq!(agree(estimate(mean, error), predicted).verdict, expected);
        }
    }

    #[test]
    fn bounds_can_be_broken() {
        assert_eq!(at_most(estimate(1.0, 0.1), 1.3).verdict, Holds);
        assert_eq!(at_most(estimate(1.0, 0.1), 1.1).verdict, Open);
        assert_eq!(at_most(estimate(1.0, 0.1), 0.7).verdict, Contradicted);
        assert_eq!(at_least(estimate(1.0, 0.1), 0.7).verdict, Holds);
        assert_eq!(at_least(estimate(1.0, 0.1), 1.1).verdict, Open);
        assert_eq!(at_least(estimate(1.0, 0.1), 1.3).verdict, Contradicted);
    }
}
