use super::error::GraphError;

/// All nodes together have at most this many elements, and no window is read at more positions, so
/// that a few bytes of a file cannot ask for huge sizes.
pub const MOST_ELEMENTS: usize = 1 << 26;

/// Whether a node may have an output of this shape.
pub(super) fn check_size(name: &str, shape: &[usize]) -> Result<(), GraphError> {
    let elements = shape
        .iter()
        .try_fold(1usize, |product, &size| product.checked_mul(size));
    match elements {
        Some(_) if shape.is_empty() => Err(GraphError::Node {
            node: name.to_owned(),
            why: "its output has no dimension, expected at least one".to_owned(),
        }),
        Some(0) => Err(GraphError::Node {
            node: name.to_owned(),
            why: format!("its output has the shape {shape:?}, expected at least one element"),
        }),
        Some(elements) if elements <= MOST_ELEMENTS => Ok(()),
        _ => Err(GraphError::Node {
            node: name.to_owned(),
            why: format!(
                "its output has the shape {shape:?}, expected at most {MOST_ELEMENTS} elements"
            ),
        }),
    }
}
