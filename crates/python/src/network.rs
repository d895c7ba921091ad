use crate::arrays::{Matrix, Vector, matrix, vector};
use crease_network::{Activation, Layer};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::Arc;

/// Breakpoints, slopes and the value at the first breakpoint.
type Pieces = (Vec<f64>, Vec<f64>, f64);

/// Weight and bias of a layer, as arrays.
type Arrays<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray1<f64>>);

/// A network of dense layers, which Python's class `Network` holds.
#[pyclass(frozen, module = "pycrease._native", name = "Network")]
pub struct Network(pub Arc<crease_network::Network>);

fn value_error(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}

#[pymethods]
impl Network {
    /// Chains dense layers `(weight, bias)`, the last of them linear.
    #[new]
    fn new(layers: Vec<(Matrix<'_>, Vector<'_>)>, activation: Pieces) -> PyResult<Self> {
        let (breakpoints, slopes, anchor) = activation;
        let activation = Activation::new(breakpoints, slopes, anchor).map_err(value_error)?;
        let layers = layers.iter().map(|(weight, bias)| {
            let shape = weight.as_array().dim();
            Layer {
                weight: matrix(weight),
                bias: vector(bias),
                inputs: shape.1,
                outputs: shape.0,
            }
        });
        let network = crease_network::Network::new(layers.collect(), activation);
        Ok(Self(Arc::new(network.map_err(value_error)?)))
    }

    /// Reads the bytes of a safetensors file; without an activation the one that the file states,
    /// or `ReLU`. Returns the network with notes on what was folded or rounded.
    #[staticmethod]
    fn read(
        data: &[u8],
        layers: Option<Vec<String>>,
        activation: Option<Pieces>,
    ) -> PyResult<(Self, Vec<String>)> {
        let activation = match activation {
            Some((breakpoints, slopes, anchor)) => {
                Some(Activation::new(breakpoints, slopes, anchor).map_err(value_error)?)
            }
            None => None,
        };
        let wanted = crease_checkpoint::ReadOptions { activation, layers };
        let loaded = crease_checkpoint::load(data, &wanted).map_err(value_error)?;
        let folded = loaded.folded.into_iter();
        let notes = folded.map(|layer| format!("{layer} was folded, rounded to float64"));
        Ok((Self(Arc::new(loaded.network)), notes.collect()))
    }

    /// The layers as arrays `(weight, bias)`.
    #[getter]
    fn layers<'py>(&self, py: Python<'py>) -> PyResult<Vec<Arrays<'py>>> {
        let layers = self.0.layers().iter().map(|layer| {
            let weight = PyArray1::from_slice(py, &layer.weight);
            let weight = weight.reshape([layer.outputs, layer.inputs])?;
            Ok((weight, PyArray1::from_slice(py, &layer.bias)))
        });
        layers.collect()
    }

    /// The activation as breakpoints, slopes and the value at the first breakpoint.
    #[getter]
    fn activation(&self) -> Pieces {
        let activation = self.0.activation();
        (
            activation.breakpoints().to_vec(),
            activation.slopes().to_vec(),
            activation.anchor(),
        )
    }

    /// Widths of all layers, inputs and outputs included.
    #[getter]
    fn widths(&self) -> Vec<usize> {
        self.0.widths()
    }

    /// Number of hidden units.
    #[getter]
    fn neurons(&self) -> usize {
        self.0.neurons()
    }

    fn __getnewargs__<'py>(&self, py: Python<'py>) -> PyResult<(Vec<Arrays<'py>>, Pieces)> {
        Ok((self.layers(py)?, self.activation()))
    }
}
