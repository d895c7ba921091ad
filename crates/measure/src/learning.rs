/// The measures of a network that the trainer knows.
#[derive(Clone, Debug, Default)]
pub struct Learning {
    /// Mean training loss.
    pub loss: Option<f64>,
    /// Training accuracy.
    pub accuracy: Option<f64>,
    /// Test accuracy.
    pub test_accuracy: Option<f64>,
    /// Test accuracy of each class.
    pub test_accuracy_by_class: Option<Vec<f64>>,
    /// Norms of the gradient, layer by layer.
    pub gradient_norms: Option<Vec<f64>>,
}
