//! Shapes and axes in the attributes of nodes.

#![allow(clippy::cast_possible_wrap)] // no size comes near 2^63

use crate::call::Call;

/// An axis that may count from the end.
pub(crate) fn axis(axis: i64, rank: usize) -> Result<usize, String> {
    let from = if axis < 0 {
        axis.checked_add(rank as i64)
    } else {
        Some(axis)
    };
    match from.map(usize::try_from) {
        Some(Ok(found)) if found < rank => Ok(found),
        _ => Err(format!("its axis {axis} is not one of {rank}")),
    }
}

/// Axes that may count from the end.
pub(crate) fn axes(axes: &[i64], rank: usize) -> Result<Vec<usize>, String> {
    axes.iter().map(|&at| axis(at, rank)).collect()
}

/// The order of axes in a transposition.
pub(crate) fn order(call: &Call, rank: usize) -> Result<Vec<usize>, String> {
    let Some(order) = call.ints("perm") else {
        return Ok((0..rank).rev().collect());
    };
    let order = axes(order, rank)?;
    let mut sorted = order.clone();
    sorted.sort_unstable();
    if sorted.into_iter().eq(0..rank) {
        Ok(order)
    } else {
        Err(format!(
            "its perm is {order:?}, expected each of {rank} axes once"
        ))
    }
}

/// What a slice takes of a shape: first index, step and count by axis.
pub(crate) fn taken(call: &Call, shape: &[usize]) -> Result<[Vec<usize>; 3], String> {
    let rank = shape.len();
    let starts = call.list(1, "starts")?.ok_or("its starts are missing")?;
    let ends = call.list(2, "ends")?.ok_or("its ends are missing")?;
    let all = || (0..starts.len() as i64).collect();
    let axes = axes(&call.list(3, "axes")?.unwrap_or_else(all), rank)?;
    let steps = call.list(4, "steps")?;
    let steps = steps.unwrap_or_else(|| vec![1; starts.len()]);
    if [ends.len(), axes.len(), steps.len()] != [starts.len(); 3] {
        return Err("its starts, ends, axes and steps differ in number".to_owned());
    }
    let mut taken = [vec![0; rank], vec![1; rank], shape.to_vec()];
    for (index, &axis) in axes.iter().enumerate() {
        let size = shape[axis] as i64;
        let bound =
            |at: i64| (if at < 0 { at.saturating_add(size) } else { at }).clamp(0, size) as usize;
        let step = usize::try_from(steps[index]).unwrap_or(0);
        if step == 0 {
            return Err(format!("its steps are {steps:?}, expected positive ones"));
        }
        let (start, end) = (bound(starts[index]), bound(ends[index]));
        taken[0][axis] = start;
        taken[1][axis] = step;
        taken[2][axis] = end.saturating_sub(start).div_ceil(step);
    }
    Ok(taken)
}

/// The shape that a list of sizes with 0 and -1 describes.
pub(crate) fn asked_shape(
    sizes: &[i64],
    before: &[usize],
    zeros: bool,
) -> Result<Vec<usize>, String> {
    let elements: usize = before.iter().product();
    let fail = || format!("the shape {sizes:?} does not fit {before:?}");
    let mut shape = Vec::with_capacity(sizes.len());
    let mut free = None;
    let mut known = 1usize;
    for (index, &size) in sizes.iter().enumerate() {
        let size = match size {
            -1 if free.is_none() => {
                free = Some(index);
                shape.push(1);
                continue;
            }
            0 if !zeros => *before.get(index).ok_or_else(fail)?,
            size => usize::try_from(size).map_err(|_| fail())?,
        };
        known = known.checked_mul(size).ok_or_else(fail)?;
        shape.push(size);
    }
    if let Some(index) = free {
        if known == 0 || !elements.is_multiple_of(known) {
            return Err(fail());
        }
        shape[index] = elements / known;
    } else if known != elements {
        return Err(fail());
    }
    Ok(shape)
}

/// The two dimensions of a shape that is flattened at the axis of a node.
pub(crate) fn flattened(call: &Call, shape: &[usize]) -> Result<Vec<usize>, String> {
    let rank = shape.len();
    let at = match call.int("axis", 1) {
        at if at == rank as i64 => rank,
        at => axis(at, rank)?,
    };
    let (before, after) = shape.split_at(at);
    Ok(vec![before.iter().product(), after.iter().product()])
}

/// How many elements a shape has; the largest number if that is more than can be counted.
pub(crate) fn elements(shape: &[usize]) -> usize {
    let product = shape
        .iter()
        .try_fold(1_usize, |all, &size| all.checked_mul(size));
    product.unwrap_or(usize::MAX)
}

/// The size of an axis of a shape that is spread to `rank` axes: 1 of those before its own.
pub(crate) fn size(shape: &[usize], axis: usize, rank: usize) -> usize {
    let missing = rank - shape.len();
    axis.checked_sub(missing).map_or(1, |own| shape[own])
}

/// The shape after taking axes of size 1 away.
pub(crate) fn squeezed(shape: &[usize], axes: Option<&[i64]>) -> Result<Vec<usize>, String> {
    let rank = shape.len();
    let gone: Vec<usize> = match axes {
        Some(axes) => self::axes(axes, rank)?,
        None => (0..rank).filter(|&axis| shape[axis] == 1).collect(),
    };
    if let Some(&axis) = gone.iter().find(|&&axis| shape[axis] != 1) {
        return Err(format!(
            "it squeezes axis {axis} of {shape:?}, expected one of size 1"
        ));
    }
    let left = shape
        .iter()
        .enumerate()
        .filter(|(axis, _)| !gone.contains(axis));
    Ok(left.map(|(_, &size)| size).collect())
}

/// The shape after adding axes of size 1.
pub(crate) fn unsqueezed(shape: &[usize], axes: &[i64]) -> Result<Vec<usize>, String> {
    let rank = shape.len() + axes.len();
    let new = self::axes(axes, rank)?;
    let mut old = shape.iter();
    let sizes = (0..rank).map(|axis| {
        if new.contains(&axis) {
            Some(1)
        } else {
            old.next().copied()
        }
    });
    let sizes: Option<Vec<usize>> = sizes.collect();
    sizes.ok_or_else(|| format!("its axes {axes:?} name one twice"))
}
