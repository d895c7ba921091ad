use crease_train::Snapshot;

/// What the trainer knows about a network, as far as it is measured.
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

impl Learning {
    /// What a snapshot says.
    pub fn of(snapshot: &Snapshot) -> Self {
        Self {
            loss: snapshot.loss,
            accuracy: snapshot.accuracy,
            test_accuracy: snapshot.test_accuracy,
            test_accuracy_by_class: snapshot.test_accuracy_by_class.clone(),
            gradient_norms: snapshot.gradient_norms.clone(),
        }
    }
}
