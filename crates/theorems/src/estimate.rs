/// A mean over independent networks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error, `deviation / sqrt(count)`.
    pub error: f64,
    /// How many networks.
    pub count: usize,
}

impl Estimate {
    /// The mean of a sample and its standard error, summed in the sample's order so that the result is
    /// always the same. The error of fewer than two numbers is infinite.
    pub fn of(sample: &[f64]) -> Self {
        let count = sample.len();
        if count > 1 && sample.iter().all(|value| *value == sample[0]) {
            // Without the rounding of a sum.
            return Self {
                mean: sample[0],
                error: 0.0,
                count,
            };
        }
        let mean = sample.iter().sum::<f64>() / count.max(1) as f64;
        let squares: f64 = sample.iter().map(|value| (value - mean).powi(2)).sum();
        let error = if count < 2 {
            f64::INFINITY
        } else {
            (squares / (count - 1) as f64 / count as f64).sqrt()
        };
        Self { mean, error, count }
    }

    /// The sample's standard deviation.
    pub fn deviation(&self) -> f64 {
        self.error * (self.count as f64).sqrt()
    }

    /// The mean in other units.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            mean: self.mean * factor,
            error: self.error * factor.abs(),
            count: self.count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Estimate;

    #[test]
    fn mean_error_and_deviation() {
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 6.0]);
        assert_eq!(estimate.mean, 3.0);
        assert_eq!(estimate.deviation(), (14.0_f64 / 3.0).sqrt());
        assert_eq!(estimate.times(-2.0).mean, -6.0);
        assert_eq!(estimate.times(-2.0).error, 2.0 * estimate.error);
    }

    #[test]
    fn equal_numbers_have_no_error() {
        let estimate = Estimate::of(&[0.1; 7]);
        assert_eq!((estimate.mean, estimate.error), (0.1, 0.0));
    }

    #[test]
    fn one_network_proves_nothing() {
        assert_eq!(Estimate::of(&[4.0]).error, f64::INFINITY);
    }
}
