//! Element by element the largest of all inputs, which have the same shape: maxout.

use crate::graph::Unit;

pub(in crate::graph) fn shape(inputs: &[&[usize]]) -> Result<Vec<usize>, String> {
    let Some((first, rest)) = inputs.split_first() else {
        return Err("it reads no node".to_owned());
    };
    match rest.iter().find(|shape| *shape != first) {
        Some(other) => Err(format!("it compares {first:?} with {other:?}")),
        None => Ok(first.to_vec()),
    }
}

pub(in crate::graph) fn unit(inputs: usize, element: usize) -> Unit<'static> {
    Unit::Largest((0..inputs).map(|input| (input, element)).collect())
}
