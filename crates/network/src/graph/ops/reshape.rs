//! The same elements, in the same row-major order, in another shape.

pub(in crate::graph) fn shape(shape: &[usize], input: &[usize]) -> Result<Vec<usize>, String> {
    let elements = |shape: &[usize]| shape.iter().try_fold(1usize, |a, &b| a.checked_mul(b));
    if elements(shape) == elements(input) && elements(shape).is_some() {
        Ok(shape.to_vec())
    } else {
        Err(format!("{input:?} does not fit into the shape {shape:?}"))
    }
}
