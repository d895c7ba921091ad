/// One affine map `z = W h + b`. Its numbers are exact: the reals that the floats denote.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// `W`, row per output unit: `outputs x inputs` numbers, row-major, as `PyTorch` has them.
    pub weight: Vec<f64>,
    /// `b`, one number an output unit.
    pub bias: Vec<f64>,
    /// Fan-in.
    pub inputs: usize,
    /// Number of units.
    pub outputs: usize,
}

impl Layer {
    /// The weights into one unit, `inputs` numbers.
    pub fn row(&self, unit: usize) -> &[f64] {
        &self.weight[unit * self.inputs..(unit + 1) * self.inputs]
    }
}
