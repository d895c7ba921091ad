use crate::arrays::{Matrix, vector_of_row};
use crate::network::Network;
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Arc;

/// A network as a graph of layers, which Python's class `Graph` holds.
#[pyclass(frozen, module = "pycrease._native", name = "Graph")]
pub struct Graph(pub Arc<crease_network::Graph>);

/// A network of either kind, as an argument.
#[derive(FromPyObject)]
pub enum Subject<'py> {
    /// A chain of dense layers.
    Network(PyRef<'py, Network>),
    /// A graph of layers.
    Graph(PyRef<'py, Graph>),
}

#[pymethods]
impl Graph {
    /// Reads an ONNX file. With the graph comes what was left out or rounded.
    #[staticmethod]
    fn read(path: PathBuf) -> PyResult<(Self, Vec<String>)> {
        let model = crease_onnx::read_model_file(&path).map_err(|error| match error {
            crease_onnx::OnnxError::Input(error) => PyOSError::new_err(error.to_string()),
            error => PyValueError::new_err(format!("{}: {error}", path.display())),
        })?;
        Ok((Self(Arc::new(model.graph)), model.notes))
    }

    /// The graph as a chain of dense layers with one activation, if it is one.
    fn chain(&self) -> Option<Network> {
        Some(Network(Arc::new(self.0.chain()?)))
    }

    /// The outputs at points, one row for each.
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        points: Matrix<'py>,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let inputs = self.0.input_elements();
        let (rows, columns) = points.as_array().dim();
        if columns != inputs {
            return Err(PyValueError::new_err(format!(
                "the points have {columns} numbers each, but the network has {inputs} inputs"
            )));
        }
        let points: Vec<Vec<f64>> = points.as_array().outer_iter().map(vector_of_row).collect();
        let (graph, output) = (Arc::clone(&self.0), self.0.output());
        let outputs: Vec<f64> = py.detach(move || {
            let values = points.iter().map(|point| graph.evaluate(point));
            let outputs = values.map(|mut values| values.swap_remove(output));
            outputs.flatten().collect()
        });
        PyArray1::from_vec(py, outputs).reshape([rows, self.0.output_elements()])
    }

    /// The shape of the inputs, without the batch dimension.
    #[getter]
    fn input_shape(&self) -> Vec<usize> {
        let input = self.0.nodes().first();
        input.map_or_else(Vec::new, |node| node.shape().to_vec())
    }

    /// Number of inputs.
    #[getter]
    fn inputs(&self) -> usize {
        self.0.input_elements()
    }

    /// Number of outputs.
    #[getter]
    fn outputs(&self) -> usize {
        self.0.output_elements()
    }

    /// Number of units of activation layers and of max pooling.
    #[getter]
    fn neurons(&self) -> usize {
        self.0.neurons()
    }
}
