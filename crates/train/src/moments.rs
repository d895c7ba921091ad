use crate::set::Set;

/// Mean and variance of each component of the training inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// One number a component.
    pub mean: Vec<f64>,
    /// One number a component: the mean square of the distance to the mean, over all examples.
    pub variance: Vec<f64>,
    /// The least and the largest of all components of all examples.
    pub range: [f64; 2],
}

impl Moments {
    /// The moments of a set that is not empty.
    pub(crate) fn of(set: Set) -> Self {
        let count = set.count() as f64;
        let sums = |number: &dyn Fn(usize, f64) -> f64| {
            let mut sums = vec![0.0; set.dimension];
            for index in 0..set.count() {
                for (component, (sum, x)) in sums.iter_mut().zip(set.input(index)).enumerate() {
                    *sum += number(component, x);
                }
            }
            sums.iter().map(|sum| sum / count).collect::<Vec<f64>>()
        };
        let mean = sums(&|_, x| x);
        // Around the mean: the difference of two large numbers would cancel.
        let variance = sums(&|component, x| (x - mean[component]).powi(2));
        let numbers = (0..set.count()).flat_map(|index| set.input(index));
        let range = numbers.fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], x| {
            [least.min(x), most.max(x)]
        });
        Self {
            mean,
            variance,
            range,
        }
    }
}
