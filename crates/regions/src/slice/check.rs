//! Requirements that all slices have of their vectors.

use crate::RegionsError;

/// Vectors by name: all of them as long as the first, and finite.
pub(super) fn check_vectors(vectors: &[(&'static str, &[f64])]) -> Result<(), RegionsError> {
    for &(what, vector) in vectors {
        if vector.len() != vectors[0].1.len() {
            return Err(RegionsError::Lengths {
                what,
                found: vector.len(),
                first: vectors[0].0,
                expected: vectors[0].1.len(),
            });
        }
        check_finite(what, vector)?;
    }
    Ok(())
}

/// Whether all numbers are finite.
pub(super) fn check_finite(what: &'static str, numbers: &[f64]) -> Result<(), RegionsError> {
    match numbers.iter().position(|number| !number.is_finite()) {
        Some(index) => Err(RegionsError::NotFinite {
            what,
            index,
            value: numbers[index],
        }),
        None => Ok(()),
    }
}

/// Whether vectors of this length live in a network's input space.
pub(super) fn check_inputs(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), RegionsError> {
    if found == expected {
        return Ok(());
    }
    Err(RegionsError::Dimension {
        what,
        found,
        expected,
    })
}

/// The step from one point to another, rounded.
pub(super) fn step(from: &[f64], to: &[f64]) -> Vec<f64> {
    from.iter().zip(to).map(|(from, to)| to - from).collect()
}
