//! Points of a network's input space.

use crate::network_file::in_file;
use crate::{CheckpointError, container, numbers};
use safetensors::SafeTensors;
use std::path::Path;

/// The tensor that holds them.
const NAME: &str = "points";

/// Reads the tensor `points` (m x `inputs`) from the bytes of a safetensors file: `m * inputs`
/// numbers, point after point. Numbers may be `F64`, `F32`, `F16` or `BF16`.
///
/// # Errors
/// If the bytes are not a safetensors file, there is no such tensor, it has another shape, or a
/// number is not finite.
pub fn read_points(bytes: &[u8], inputs: usize) -> Result<Vec<f64>, CheckpointError> {
    let file = container::open(bytes)?;
    let Ok(points) = file.tensor(NAME) else {
        return Err(CheckpointError::NoPoints {
            found: listed(&names(&file)),
        });
    };
    match points.shape() {
        // With no inputs, a few bytes of header could claim any number of points.
        [_, width] if *width == inputs && inputs > 0 => numbers::read(NAME, &points),
        shape => Err(CheckpointError::Shape {
            tensor: NAME.to_owned(),
            found: shape.to_vec(),
            expected: format!("[points, {inputs}]: the network has {inputs} inputs"),
        }),
    }
}

/// The names of all tensors, sorted.
fn names<'a>(file: &'a SafeTensors) -> Vec<&'a str> {
    let mut names = file.names();
    names.sort_unstable();
    names
}

/// The names of tensors in an error.
fn listed(names: &[&str]) -> String {
    if names.is_empty() {
        "an empty file".to_owned()
    } else {
        names.join(", ")
    }
}

/// Points that lines, segments and planes go through, two, two and three to each, and their numbers one
/// after the other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spans {
    /// Of the tensor `lines`.
    pub lines: Vec<f64>,
    /// Of the tensor `segments`.
    pub segments: Vec<f64>,
    /// Of the tensor `planes`.
    pub planes: Vec<f64>,
}

/// Reads the tensors `lines` and `segments` (m x 2 x `inputs`) and `planes` (m x 3 x `inputs`), as many
/// of them as there are.
///
/// # Errors
/// If the bytes are not a safetensors file, if the file has none of these tensors or holds others, if
/// a shape does not fit, or if a number is not finite.
pub fn read_spans(bytes: &[u8], inputs: usize) -> Result<Spans, CheckpointError> {
    let file = container::open(bytes)?;
    let mut spans = Spans::default();
    let names = names(&file);
    let no_spans = || CheckpointError::NoSpans {
        found: listed(&names),
    };
    for &name in &names {
        let (points, numbers) = match name {
            "lines" => (2, &mut spans.lines),
            "segments" => (2, &mut spans.segments),
            "planes" => (3, &mut spans.planes),
            _ => return Err(no_spans()),
        };
        let view = file.tensor(name).map_err(|_| no_spans())?;
        match *view.shape() {
            [_, of, width] if of == points && width == inputs && inputs > 0 => {
                *numbers = numbers::read(name, &view)?;
            }
            _ => {
                return Err(CheckpointError::Shape {
                    tensor: name.to_owned(),
                    found: view.shape().to_vec(),
                    expected: format!(
                        "[{name}, {points}, {inputs}]: {points} points each, of the network's \
                         {inputs} inputs"
                    ),
                });
            }
        }
    }
    if names.is_empty() {
        return Err(no_spans());
    }
    Ok(spans)
}

/// [`read_points`] on a file; errors name it.
///
/// # Errors
/// As [`read_points`], and if the file cannot be read.
pub fn read_points_file(path: &Path, inputs: usize) -> Result<Vec<f64>, CheckpointError> {
    in_file(path, |bytes| read_points(bytes, inputs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use safetensors::Dtype;
    use safetensors::tensor::{TensorView, serialize};

    fn file(name: &str, shape: &[usize], numbers: &[f64]) -> Vec<u8> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        let view = TensorView::new(Dtype::F64, shape.to_vec(), &bytes).unwrap();
        serialize([(name, view)], None).unwrap()
    }

    #[test]
    fn doubles_are_not_rounded() {
        let bytes = file("points", &[2, 2], &[0.1, 1e300, -5e-324, 0.0]);
        assert_eq!(read_points(&bytes, 2).unwrap(), [0.1, 1e300, -5e-324, 0.0]);
    }

    #[test]
    fn spans_are_read_by_name() {
        let bytes = file("segments", &[1, 2, 2], &[0.0, 1.0, 2.0, 3.0]);
        let spans = read_spans(&bytes, 2).unwrap();
        assert_eq!(spans.segments, [0.0, 1.0, 2.0, 3.0]);
        assert!(spans.lines.is_empty() && spans.planes.is_empty());
        let message = |bytes: &[u8], inputs| read_spans(bytes, inputs).unwrap_err().to_string();
        assert_eq!(
            message(&bytes, 3),
            "tensor segments has shape [1, 2, 2], expected [segments, 2, 3]: 2 points each, of the \
             network's 3 inputs"
        );
        assert_eq!(
            message(&file("points", &[1, 2], &[0.0; 2]), 2),
            "no slices found (only points), expected tensors lines or segments [m, 2, inputs], or \
             planes [m, 3, inputs]"
        );
    }

    #[test]
    fn errors_name_the_tensor_and_the_shape() {
        let message = |bytes: &[u8], inputs| read_points(bytes, inputs).unwrap_err().to_string();
        assert_eq!(
            message(&file("points", &[2, 2], &[0.0; 4]), 3),
            "tensor points has shape [2, 2], expected [points, 3]: the network has 3 inputs"
        );
        assert_eq!(
            message(&file("x", &[2, 2], &[0.0; 4]), 2),
            "no tensor points found (only x), expected one of shape [points, inputs]"
        );
        assert_eq!(
            message(&file("points", &[1, 2], &[0.0, f64::NAN]), 2),
            "tensor points[1] is NaN, expected a finite number"
        );
        assert!(message(b"[]", 2).starts_with("not a safetensors file: "));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(
            noise in prop::collection::vec(any::<u8>(), 0..80),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let _ = read_points(&noise, 2);
            let mut bytes = file("points", &[2, 2], &[0.5; 4]);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read_points(&bytes, 2);
            let _ = read_points(&bytes[..at], 2);
        }
    }
}
