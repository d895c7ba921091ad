//! From arrays to plain numbers, whatever their layout in memory.

use numpy::ndarray::ArrayView1;
use numpy::{PyReadonlyArray1, PyReadonlyArray2};

/// A vector in Python: any 1-D array of `float64`.
pub type Vector<'py> = PyReadonlyArray1<'py, f64>;
/// A matrix in Python: any 2-D array of `float64`.
pub type Matrix<'py> = PyReadonlyArray2<'py, f64>;

/// The numbers of a vector.
pub fn vector(array: &Vector<'_>) -> Vec<f64> {
    array.as_array().iter().copied().collect()
}

/// The numbers of a matrix, row after row.
pub fn matrix(array: &Matrix<'_>) -> Vec<f64> {
    array.as_array().iter().copied().collect()
}

/// The numbers of a row of a matrix.
pub fn vector_of_row(row: ArrayView1<'_, f64>) -> Vec<f64> {
    row.iter().copied().collect()
}
