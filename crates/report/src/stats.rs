//! Mean and spread over runs.

/// Mean and spread of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many numbers.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their sample standard deviation; `None` for fewer than two.
    pub deviation: Option<f64>,
}

impl Summary {
    /// Summarises a sample, in its own order so that sums are always the same; `None` if it is
    /// empty. NaN stands for a missing number and is left out.
    pub fn of(sample: &[f64]) -> Option<Self> {
        let sample: Vec<f64> = sample.iter().copied().filter(|x| !x.is_nan()).collect();
        if sample.is_empty() {
            return None;
        }
        let count = sample.len();
        let mean = sample.iter().sum::<f64>() / count as f64;
        let squares: f64 = sample.iter().map(|value| (value - mean).powi(2)).sum();
        Some(Self {
            count,
            mean,
            deviation: (count > 1).then(|| (squares / (count - 1) as f64).sqrt()),
        })
    }

    /// The standard error of the mean.
    pub fn error(&self) -> Option<f64> {
        Some(self.deviation? / (self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;

    #[test]
    fn mean_deviation_and_error() {
        let summary = Summary::of(&[1.0, 2.0, 3.0, 6.0]).unwrap();
        assert_eq!(summary.mean, 3.0);
        assert_eq!(summary.deviation, Some((14.0_f64 / 3.0).sqrt()));
        assert_eq!(summary.error(), Some((14.0_f64 / 3.0).sqrt() / 2.0));
    }

    #[test]
    fn one_number_has_no_spread_and_none_no_mean() {
        assert_eq!(Summary::of(&[4.0]).unwrap().deviation, None);
        assert_eq!(Summary::of(&[]), None);
        assert_eq!(Summary::of(&[f64::NAN]), None);
        assert_eq!(Summary::of(&[4.0, f64::NAN]), Summary::of(&[4.0]));
    }
}
